"""``quotetrack search``, ``show``, ``timeline``, ``claims``, ``opposed``: look into a ledger without a spreadsheet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotetrack.cli_completion import identifiers, speaker_names
from quotetrack.cli_tables import (
    FORMAT,
    LEDGER,
    LIMIT,
    SEARCH,
    SINCE,
    SPEAKER,
    UNTIL,
    command,
    cut,
    formats,
    in_colours,
    known_speaker,
    most_rows,
    opened,
    print_json,
    print_left_out,
    print_table,
)
from quotetrack.errors import InputError, quoted

if TYPE_CHECKING:
    import pandas as pd

_FACTS = (
    "speaker role said_on claim quotation_type attribution_type polarity addressee medium resolution confidence "
    "occurrences first_said last_said title publisher published document"
).split()
# How each kind of span is marked in the text: on a terminal, and elsewhere.
_MARKS: dict[str, tuple[dict[str, Any], str, str]] = {
    "source": ({"bold": True}, "{", "}"),
    "cue": ({"fg": "magenta"}, "[", "]"),
    "content": ({"underline": True}, "<", ">"),
}


@click.command()
@click.argument("text", nargs=-1, required=True)
@LEDGER
@LIMIT
@FORMAT
def search(text: tuple[str, ...], ledger: Path, limit: int | None, form: str) -> None:
    """Find statements that have all the words of TEXT in claim or context, the best first.

    Words between double quotes have to stand together.

    \b
    quotetrack search harbour wall
    quotetrack search '"harbour wall" cost'
    """
    with opened(ledger) as book:
        frame = book.search(" ".join(text), limit=most_rows(limit, form))
    hint = f"fewer words find more; who speaks: {command('speakers list', ledger)}"
    _print_rows(frame, ["statement_id", "said_on", "speaker", "claim"], limit, form, hint)


@click.command()
@click.argument("identifier", metavar="ID", shell_complete=identifiers)
@LEDGER
@formats("text", "json")
def show(identifier: str, ledger: Path, form: str) -> None:
    """Show one statement in its paragraph, with {source}, [cue] and <content> marked, or the statements of a claim.

    ID is of a statement, a claim or a proposition.

    \b
    quotetrack show STATEMENT_ID    one statement, as search and timeline name it
    quotetrack show CLAIM_ID        what makes up a claim, as claims names it, in order of time
    quotetrack show PROPOSITION_ID  the same, whoever says it
    """
    from quotetrack.ledger.formats import dated

    with opened(ledger) as book:
        found = book.find(identifier)
        if found.empty:
            finding = command("search TEXT", ledger)
            raise InputError(f"no statement or claim {identifier!r} in {ledger}: {finding} finds their ids")
        texts = book.texts(found["document"].unique())
    found = found.sort_values(["said_on", "document", "start"], kind="stable", na_position="last")
    rows = dated(found).to_dict("records")
    if form == "json":
        print_json(rows)
    elif identifier not in set(found["statement_id"]):
        _print_rows(found, ["said_on", "speaker", "polarity", "claim", "document", "statement_id"], 0, "table")
    else:
        for row in rows:
            for name in _FACTS:
                if row[name] != "":
                    click.echo(f"{name:<17}{row[name]}")
            click.echo()
            click.echo(_marked(texts[row["document"]], json.loads(row["spans"])))


def _marked(text: str, spans: dict[str, Any]) -> str:
    """The paragraphs that a statement stands in, its spans marked."""
    found: list[tuple[str, int, int]] = [
        (kind, *span) for kind in _MARKS for span in (spans[kind] if kind == "content" else [spans[kind]]) if span
    ]
    first = text.rfind("\n\n", 0, min(start for _, start, _ in found)) + 2
    last = text.find("\n\n", max(end for *_, end in found))
    first, last = max(0, first if first > 1 else 0), last if last >= 0 else len(text)
    colours = in_colours()
    pieces: list[str] = []
    at = first
    for kind, start, end in sorted(found, key=lambda mark: (mark[1], -mark[2])):
        style, opening, closing = _MARKS[kind]
        start = max(start, at)  # a source within a content is a part of it
        part = text[start:end]
        if part:
            pieces += [text[at:start], click.style(part, **style) if colours else f"{opening}{part}{closing}"]
            at = end
    return "".join([*pieces, text[at:last]])


@click.command()
@click.argument("speaker", shell_complete=speaker_names)
@LEDGER
@SINCE
@UNTIL
@LIMIT
@FORMAT
def timeline(speaker: str, ledger: Path, since: str, until: str, limit: int | None, form: str) -> None:
    """Show what SPEAKER said, in order of time; statements without a date come last.

    \b
    quotetrack timeline "Tobias Renholt" --since 2026-07
    quotetrack timeline "Tobias Renholt" --json
    """
    frame = _rows(ledger, "statements", speaker=speaker, since=since, until=until)
    frame = frame.sort_values(["said_on", "document", "start"], kind="stable", na_position="last")
    hint = f"without --since and --until: {command(f'timeline {quoted(speaker)}', ledger)}"
    _print_rows(frame, ["said_on", "claim", "polarity", "occurrences", "document", "statement_id"], limit, form, hint)


@click.command()
@LEDGER
@SPEAKER
@SINCE
@UNTIL
@click.option(
    "--min-occurrences", default=2, show_default=True, type=click.IntRange(1), help="Only what was said so often."
)
@SEARCH
@LIMIT
@FORMAT
def claims(ledger: Path, min_occurrences: int, limit: int | None, form: str, **filters: str) -> None:
    """List what speakers said more than once: how often, first and last, those repeated most first.

    \b
    quotetrack claims --min-occurrences 3
    quotetrack claims --speaker "Tobias Renholt" --search barrier
    """
    frame = _rows(ledger, "claims", **filters)
    frame = frame[frame["occurrences"] >= min_occurrences]
    hint = f"what was said only once: {command('claims --min-occurrences 1', ledger)}"
    _print_rows(frame, ["occurrences", "first_said", "last_said", "speaker", "claim", "claim_id"], limit, form, hint)


@click.command()
@LEDGER
@SPEAKER
@SINCE
@UNTIL
@SEARCH
@click.option("--changes", is_flag=True, help="List speakers who said the opposite of what they had said before.")
@LIMIT
@FORMAT
def opposed(ledger: Path, changes: bool, limit: int | None, form: str, **filters: str) -> None:
    """List claims that stand against each other: who said so, and who denied it.

    With --speaker those that the speaker said, and what others answered.

    \b
    quotetrack opposed --search memo
    quotetrack opposed --changes
    """
    if changes:
        frame = _rows(ledger, "changes", **filters)
        sides = [f"{side}{end}" for side in ("before", "after") for end in ("_said", "_polarity", "")]
        hint = f"who stands against others: {command('opposed', ledger)}"
        _print_rows(frame, ["speaker", *sides], limit, form, hint)
        return
    frame = _rows(ledger, "opposed", **filters)
    first = ["first_said", "speaker", "polarity", "claim"]
    hint = f"all claims: {command('claims --min-occurrences 1', ledger)}"
    _print_rows(frame, [*first, *(f"opposed_{name}" for name in first)], limit, form, hint)


def _rows(ledger: Path, table: str, **filters: str) -> pd.DataFrame:
    """The rows of a table of the ledger, `statements`, `claims`, `opposed` or `changes`, that fit the filters."""
    with opened(ledger) as book:
        try:
            frame: pd.DataFrame = getattr(book, table)(**filters)
        except ValueError as error:
            raise InputError(str(error)) from error
        if filters.get("speaker") and frame.empty:
            known_speaker(book.speakers(), filters["speaker"], ledger)
    return frame


def _print_rows(frame: pd.DataFrame, columns: list[str], limit: int | None, form: str, hint: str = "") -> None:
    """The columns as a table, or all columns for programs; `hint` says what to do where nothing was found."""
    from quotetrack.ledger.formats import dated

    shown = dated(cut(frame, limit, form))
    if form != "table":
        print_table(shown, form)
    elif frame.empty:
        click.echo(f"nothing found: {hint}")
    else:
        print_table(shown[columns], form)
        print_left_out(frame.attrs.get("matches", len(frame)) - len(shown))
