"""``quotetrack speakers``: look at the speakers of a ledger and correct who is who."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotetrack.cli_tables import FORMAT, LEDGER, LIMIT, known_speaker, opened, print_table
from quotetrack.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

_DOCUMENT = click.option("--document", default="", help="Only in this document, as the ledger names it.")


@click.group()
def speakers() -> None:
    """List and show speakers, and correct who is who.

    Corrections are kept in the ledger and made again after each scan.

    \b
    quotetrack speakers list --search renholt
    quotetrack speakers merge "T. Renholt" "Tobias Renholt"
    quotetrack speakers edits
    """


@speakers.command("list")
@LEDGER
@click.option("--search", default="", help="Only speakers with this in their name or an alias.")
@click.option("--type", "kind", default="", help="Only person, organization, group, document or other.")
@LIMIT
@FORMAT
def list_(ledger: Path, search: str, kind: str, limit: int, form: str) -> None:
    """List speakers, those with the most statements first."""
    with opened(ledger) as book:
        frame = book.speakers()
    if search:
        known = frame["name"] + "; " + frame["aliases"]
        frame = frame[known.str.contains(search, case=False, regex=False)]
    if kind:
        if kind not in frame["speaker_type"].cat.categories:
            raise InputError(f"no type of speakers: {kind}; use person, organization, group, document or other")
        frame = frame[frame["speaker_type"] == kind]
    frame = frame.sort_values(["statements", "name"], ascending=[False, True])
    shown = frame if form != "table" or not limit else frame.head(limit)
    columns = ["statements", "documents", "name", "speaker_type", "role", "aliases"]
    print_table(shown[columns], form)
    if len(shown) < len(frame):
        click.echo(f"… and {len(frame) - len(shown)} more: --limit 0 lists all")


@speakers.command()
@click.argument("name")
@LEDGER
@FORMAT
def show(name: str, ledger: Path, form: str) -> None:
    """Show one speaker: aliases, roles over time, documents and statements."""
    from quotetrack.ledger.formats import dated

    with opened(ledger) as book:
        frame = book.speakers()
        known_speaker(frame, name)
        parts = [
            (row, dated(book.speaker_documents(row["speaker_id"])))
            for row in frame[frame["name"] == name].to_dict("records")
        ]
    if form != "table":
        rows = [documents.assign(speaker_id=row["speaker_id"]) for row, documents in parts]
        import pandas as pd

        print_table(pd.concat(rows, ignore_index=True), form)
        return
    for row, documents in parts:
        click.echo(f"{row['name']}" + (f", {row['speaker_type']}" if row["speaker_type"] else ""))
        if row["aliases"]:
            click.echo(f"  also: {row['aliases']}")
        for role, since, until in _roles(documents):
            click.echo(f"  {role}" + (f" ({since} to {until})" if since != until else f" ({since})" if since else ""))
        said, places = int(row["statements"]), int(row["documents"])
        click.echo(f"  {said} statement{'s' * (said != 1)} in {places} document{'s' * (places != 1)}:")
        print_table(documents[["published", "statements", "name", "document"]], "table", indent="  ")


def _roles(documents: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Each role with the first and last date on which a document gives it, in the order of the first."""
    spans = documents[documents["role"] != ""].groupby("role")["published"].agg(["min", "max"]).reset_index()
    return [tuple(row) for row in spans.sort_values(["min", "role"]).to_numpy().tolist()]


def _edit(ledger: Path, kind: str, name: str, value: str, document: str, check: Callable[[Any], None]) -> None:
    """Keep a correction and say anew who is who."""
    from quotetrack.scanning import settle_identities
    from quotetrack.speakers import Edit

    if not value.strip():
        raise InputError("the new name is empty: give one")
    with opened(ledger) as book:
        frame = book.speakers()
        known_speaker(frame, name)
        same = frame[frame["name"] == name]
        if len(same) > 1 and not document and kind != "alias":
            raise InputError(f"{len(same)} documents each have their own {name!r}: say which with --document")
        if document and document not in set(book.documents()["name"]):
            raise InputError(f"no document {document} in {ledger}; quotetrack speakers show {name!r} lists them")
        check(frame)
        wanted = [Edit(kind, name, value, document)]
        local = book.speaker_documents(same["speaker_id"].iloc[0])
        if not document and kind != "alias" and name not in set(local["name"]):
            # a namesake's "NAME (ROLE)" may change with the corpus, what its documents call it does not
            wanted = [
                Edit(kind, here, value, place) for here, place in zip(local["name"], local["document"], strict=True)
            ]
        numbers = [book.add_edit(edit.kind, edit.name, edit.value, edit.document) for edit in wanted]
        settle_identities(book)
    for number, edit in zip(numbers, wanted, strict=True):
        click.echo(f"{number}  {edit}")
    undo = "; ".join(f"quotetrack speakers undo {number}" for number in numbers)
    click.echo(f"rows with it: quotetrack export --ledger {ledger}; take it back: {undo}")


@speakers.command()
@click.argument("name")
@click.argument("into")
@LEDGER
@_DOCUMENT
def merge(name: str, into: str, ledger: Path, document: str) -> None:
    """NAME is the same one as INTO, whose name stays."""
    if name == into:
        raise InputError(f"{name!r} cannot be merged into itself: give two names")
    _edit(ledger, "merge", name, into, document, lambda frame: known_speaker(frame, into))


@speakers.command()
@click.argument("name")
@click.argument("document")
@click.option("--as", "value", default="", help="What to call the other one.  [default: NAME (DOCUMENT)]")
@LEDGER
def split(name: str, document: str, value: str, ledger: Path) -> None:
    """The one called NAME in DOCUMENT is somebody else."""
    _edit(ledger, "split", name, value or f"{name} ({document})", document, lambda frame: None)


@speakers.command()
@click.argument("name")
@click.argument("new")
@LEDGER
def rename(name: str, new: str, ledger: Path) -> None:
    """Call the speaker NAME by another name."""

    def free(frame: pd.DataFrame) -> None:
        if (frame["name"] == new).any():
            raise InputError(f"there is a {new!r} already: if both are one, use quotetrack speakers merge")

    _edit(ledger, "rename", name, new, "", free)


@speakers.command()
@click.argument("name")
@click.argument("alias")
@LEDGER
@_DOCUMENT
def alias(name: str, alias: str, ledger: Path, document: str) -> None:
    """Whoever documents call ALIAS is the one called NAME, in documents still to come too."""
    _edit(ledger, "alias", name, alias, document, lambda frame: None)


@speakers.command()
@LEDGER
def edits(ledger: Path) -> None:
    """List the corrections, with the numbers that undo takes."""
    from quotetrack.speakers import Edit

    with opened(ledger) as book:
        kept = book.edits()
    for number, kind, name, value, document in kept:
        click.echo(f"{number:>4}  {Edit(kind, name, value, document)}")
    if not kept:
        click.echo("no corrections")


@speakers.command()
@click.argument("number", type=int)
@LEDGER
def undo(number: int, ledger: Path) -> None:
    """Take back the correction NUMBER."""
    from quotetrack.scanning import settle_identities

    with opened(ledger) as book:
        if not book.remove_edit(number):
            raise InputError(f"no correction {number}: quotetrack speakers edits lists them")
        settle_identities(book)
    click.echo(f"took back correction {number}")
