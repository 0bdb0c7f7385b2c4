"""``quotetrack speakers``: look at the speakers of a ledger and correct who is who."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotetrack.cli_completion import document_names, edit_numbers, speaker_names
from quotetrack.cli_tables import (
    DOCUMENT,
    FORMAT,
    JSON,
    LEDGER,
    LIMIT,
    command,
    cut,
    known_speaker,
    opened,
    print_json,
    print_left_out,
    print_table,
)
from quotetrack.errors import InputError, quoted

if TYPE_CHECKING:
    import pandas as pd

_NAME = click.argument("name", shell_complete=speaker_names)


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
@click.option("--search", default="", metavar="TEXT", help="Only speakers with this in their name or an alias.")
@click.option("--type", "kind", default="", metavar="TYPE", help="Only person, organization, group, document or other.")
@LIMIT
@FORMAT
def list_(ledger: Path, search: str, kind: str, limit: int | None, form: str) -> None:
    """List speakers, those with the most statements first.

    \b
    quotetrack speakers list --limit 20
    quotetrack speakers list --search renholt --type person --json
    """
    with opened(ledger) as book:
        frame = book.speakers()
    if search:
        known = frame["name"] + "; " + frame["aliases"]
        frame = frame[known.str.contains(search, case=False, regex=False)]
    if kind:
        if kind not in frame["speaker_type"].cat.categories:
            raise InputError(f"no type of speakers: {kind}; use --type person, organization, group, document or other")
        frame = frame[frame["speaker_type"] == kind]
    frame = frame.sort_values(["statements", "name"], ascending=[False, True])
    if frame.empty and form == "table":
        click.echo(f"nothing found: all speakers: {command('speakers list', ledger)}")
        return
    shown = cut(frame, limit, form)
    print_table(shown[["statements", "documents", "name", "speaker_type", "role", "aliases"]], form)
    if form == "table":
        print_left_out(len(frame) - len(shown))


@speakers.command()
@_NAME
@LEDGER
@FORMAT
def show(name: str, ledger: Path, form: str) -> None:
    """Show the speaker NAME: aliases, roles over time, documents and statements.

    \b
    quotetrack speakers show "Tobias Renholt"
    quotetrack speakers show "Tobias Renholt" --json
    """
    from quotetrack.ledger.formats import dated

    with opened(ledger) as book:
        frame = book.speakers()
        known_speaker(frame, name, ledger)
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
        raise InputError(f"the new name is empty: give one, as in: quotetrack speakers {kind} {quoted(name)} NEW")
    with opened(ledger) as book:
        frame = book.speakers()
        known_speaker(frame, name, ledger)
        same = frame[frame["name"] == name]
        if len(same) > 1 and not document and kind != "alias":
            listing = command(f"speakers show {quoted(name)}", ledger)
            raise InputError(
                f"{len(same)} documents each have their own {name!r}: say which with --document; {listing} lists them"
            )
        if document and document not in set(book.documents()["name"]):
            listing = command(f"speakers show {quoted(name)}", ledger)
            raise InputError(f"no document {document} in {ledger}; {listing} lists them")
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
    undo = "; ".join(command(f"speakers undo {number}", ledger) for number in numbers)
    click.echo(f"rows with it: {command('export', ledger)}; take it back: {undo}")


@speakers.command()
@_NAME
@click.argument("into", shell_complete=speaker_names)
@LEDGER
@DOCUMENT
def merge(name: str, into: str, ledger: Path, document: str) -> None:
    """NAME is the same one as INTO, whose name stays.

    \b
    quotetrack speakers merge "T. Renholt" "Tobias Renholt"
    quotetrack speakers merge "senior official" "Marta Quell" --document corpus/dike.txt
    """
    if name == into:
        raise InputError(
            f"{name!r} cannot be merged into itself: give two names, of those in: {command('speakers list', ledger)}"
        )
    _edit(ledger, "merge", name, into, document, lambda frame: known_speaker(frame, into, ledger))


@speakers.command()
@_NAME
@click.argument("document", shell_complete=document_names)
@click.option("--as", "value", default="", help="What to call the other one.  [default: NAME (DOCUMENT)]")
@LEDGER
def split(name: str, document: str, value: str, ledger: Path) -> None:
    """The one called NAME in DOCUMENT is somebody else.

    \b
    quotetrack speakers split "Tobias Renholt" corpus/dike.txt --as "Tobias Renholt the Younger"
    """
    _edit(ledger, "split", name, value or f"{name} ({document})", document, lambda frame: None)


@speakers.command()
@_NAME
@click.argument("new")
@LEDGER
@DOCUMENT
def rename(name: str, new: str, ledger: Path, document: str) -> None:
    """Call the speaker NAME by the name NEW, which nobody has.

    \b
    quotetrack speakers rename "Marta Quell" "Marta Quell-Oske"
    quotetrack speakers rename "senior official" "Ada Holm" --document corpus/dike.txt
    """

    def free(frame: pd.DataFrame) -> None:
        if (frame["name"] == new).any():
            there = f" --document {quoted(document)}" if document else ""
            merging = command(f"speakers merge {quoted(name)} {quoted(new)}{there}", ledger)
            raise InputError(f"there is a {new!r} already: if both are one, use {merging}")

    _edit(ledger, "rename", name, new, document, free)


@speakers.command()
@_NAME
@click.argument("alias")
@LEDGER
@DOCUMENT
def alias(name: str, alias: str, ledger: Path, document: str) -> None:
    """Whoever documents call ALIAS is the one called NAME, in documents still to come too.

    \b
    quotetrack speakers alias "Tobias Renholt" "the Iron Minister"
    quotetrack speakers alias "Tobias Renholt" "T.R." --document corpus/dike.txt
    """
    _edit(ledger, "alias", name, alias, document, lambda frame: None)


@speakers.command()
@LEDGER
@JSON
def edits(ledger: Path, as_json: bool) -> None:
    """List the corrections, with the numbers that undo takes.

    \b
    quotetrack speakers edits
    quotetrack speakers edits --json
    """
    from quotetrack.speakers import Edit

    with opened(ledger) as book:
        kept = book.edits()
    if as_json:
        print_json([dict(zip(("number", "kind", "name", "value", "document"), edit, strict=True)) for edit in kept])
        return
    for number, kind, name, value, document in kept:
        click.echo(f"{number:>4}  {Edit(kind, name, value, document)}")
    if not kept:
        click.echo(f"no corrections: make one with {command('speakers merge NAME INTO', ledger)}")


@speakers.command()
@click.argument("number", type=int, shell_complete=edit_numbers)
@LEDGER
def undo(number: int, ledger: Path) -> None:
    """Take back the correction NUMBER.

    \b
    quotetrack speakers undo 3
    """
    from quotetrack.scanning import settle_identities

    with opened(ledger) as book:
        if not book.remove_edit(number):
            raise InputError(f"no correction {number}: {command('speakers edits', ledger)} lists them")
        settle_identities(book)
    click.echo(f"took back correction {number}")
