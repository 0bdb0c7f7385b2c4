"""``quotetrack review``: corrections made in a spreadsheet come back into the ledger."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotetrack.cli_tables import JSON, LEDGER, YES, command, opened, print_json
from quotetrack.errors import quoted

if TYPE_CHECKING:
    from quotetrack.ledger.reviews import Change, Compared, Conflict, Refused

_SHOWN = 20


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@LEDGER
@click.option(
    "--overwrite", is_flag=True,
    help="Also where somebody else has corrected the same cell since FILE was written, which else keeps the ledger's "
    "value.",
)  # fmt: skip
@YES
@JSON
def review(file: Path, ledger: Path, overwrite: bool, yes: bool, as_json: bool) -> None:
    """Read FILE, a corrected export (.csv or .xlsx), back into the ledger.

    Rows are known by their statement_id. What counts are changes in speaker, claim, said_on, claim_id, note and
    reviewed (confirmed, corrected or rejected); other columns, missing rows and their order do not matter.
    Corrections hold through every later scan. A corrected name of a speaker is learned as an alias.
    A cell that is as it was exported changes nothing, even if the ledger says something else by now: the column
    as_exported tells.

    \b
    quotetrack export --out rows.csv
    quotetrack review rows.csv
    quotetrack review rows.csv --json
    quotetrack review rows.csv --yes --json

    --json asks nothing: without --yes it lists what would be changed, and changes nothing.
    """
    from quotetrack.reviewing import keep, look

    with opened(ledger) as book:
        frame, found = look(file, book, overwrite)
        changes, stay = found.changes, bool(found.refused or found.conflicts)
        learned: list[tuple[str, str, str]] = []
        if not as_json:
            _list_refused(found.refused)
            _list_conflicts(found.conflicts)
            _list_changes(changes)
        made = bool(changes) and (yes or (not as_json and _agreed(changes, ledger)))
        if made:
            learned = keep(book, frame, changes, file)
        if not stay and (made or not changes):
            book.note_export(file)  # the next scan may write over it
    if as_json:
        _print_facts(made, found, learned)
        if changes and not made:
            again = command(f"review {quoted(file)}{' --overwrite' * overwrite} --yes", ledger)
            click.echo(f"nothing changed; to make the changes: {again}", err=True)
    elif not changes:
        click.echo(f"nothing to change in {ledger}")
    elif made:
        for alias, name, document in learned:
            click.echo(f"learned: {alias} in {document} is {name}")
        click.echo(f"made {_counted(changes)}; rows with them: {command('export', ledger)}")
    else:
        click.echo("nothing changed")
        return
    if stay:
        sys.exit(1)


def _agreed(changes: Sequence[Change], ledger: Path) -> bool:
    return click.confirm(f"make {_counted(changes)} in {ledger}?", default=True)


def _print_facts(made: bool, found: Compared, learned: Sequence[tuple[str, str, str]]) -> None:
    print_json({
        "made": made, **asdict(found),
        "learned": [dict(zip(("alias", "name", "document"), one, strict=True)) for one in learned],
    })  # fmt: skip


def _list_changes(changes: Sequence[Change]) -> None:
    for change in changes[:_SHOWN]:
        click.echo(f"line {change.line}: {change.column}: {_shown(change.before)} → {_shown(change.after)}")
    if len(changes) > _SHOWN:
        click.echo(f"… and {len(changes) - _SHOWN} more")


def _list_refused(refused: Sequence[Refused]) -> None:
    for item in refused[:_SHOWN]:
        click.echo(f"line {item.line} is left as it was: {item.reason}", err=True)
    if len(refused) > _SHOWN:
        click.echo(f"… and {len(refused) - _SHOWN} more lines are left as they were", err=True)


def _list_conflicts(conflicts: Sequence[Conflict]) -> None:
    for item in conflicts[:_SHOWN]:
        click.echo(
            f"line {item.line}: {item.column}: somebody else has corrected it since: {_shown(item.kept)} is kept, "
            f"{_shown(item.instead)} needs --overwrite",
            err=True,
        )
    if len(conflicts) > _SHOWN:
        click.echo(f"… and {len(conflicts) - _SHOWN} more cells that somebody else has corrected too", err=True)


def _shown(value: str) -> str:
    return value or "(empty)"


def _counted(changes: Sequence[Change]) -> str:
    by_column = Counter(change.column for change in changes)
    kinds = ", ".join(f"{count} of {column}" for column, count in by_column.most_common())
    return f"{len(changes)} change{'s' * (len(changes) != 1)} ({kinds})"
