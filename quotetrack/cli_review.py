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
    from quotetrack.ledger.reviews import Change, Refused

_SHOWN = 20


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@LEDGER
@YES
@JSON
def review(file: Path, ledger: Path, yes: bool, as_json: bool) -> None:
    """Read FILE, a corrected export (.csv or .xlsx), back into the ledger.

    Rows are known by their statement_id. What counts are changes in speaker, claim, said_on, claim_id, note and
    reviewed (confirmed, corrected or rejected); other columns, missing rows and their order do not matter.
    Corrections hold through every later scan. A corrected name of a speaker is learned as an alias.

    \b
    quotetrack export --out rows.csv
    quotetrack review rows.csv
    quotetrack review rows.csv --json
    quotetrack review rows.csv --yes --json

    --json asks nothing: without --yes it lists what would be changed, and changes nothing.
    """
    from quotetrack.ledger.review_files import read_review
    from quotetrack.ledger.reviews import compare
    from quotetrack.reviewing import keep

    with opened(ledger) as book:
        frame = book.statements()
        changes, refused = compare(frame, read_review(file))
        learned: list[tuple[str, str, str]] = []
        if not as_json:
            _list_refused(refused)
            _list_changes(changes)
        made = bool(changes) and (yes or (not as_json and _agreed(changes, ledger)))
        if made:
            learned = keep(book, frame, changes)
        if not refused and (made or not changes):
            book.note_export(file)  # the next scan may write over it
    if as_json:
        _print_facts(made, changes, refused, learned)
        if changes and not made:
            again = command(f"review {quoted(file)} --yes", ledger)
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
    if refused:
        sys.exit(1)


def _agreed(changes: Sequence[Change], ledger: Path) -> bool:
    return click.confirm(f"make {_counted(changes)} in {ledger}?", default=True)


def _print_facts(
    made: bool, changes: Sequence[Change], refused: Sequence[Refused], learned: Sequence[tuple[str, str, str]]
) -> None:
    print_json({
        "made": made, "changes": [asdict(change) for change in changes], "refused": [asdict(item) for item in refused],
        "learned": [dict(zip(("alias", "name", "document"), one, strict=True)) for one in learned],
    })  # fmt: skip


def _list_changes(changes: Sequence[Change]) -> None:
    for change in changes[:_SHOWN]:
        click.echo(f"line {change.line}: {change.column}: {change.before or '(empty)'} → {change.after or '(empty)'}")
    if len(changes) > _SHOWN:
        click.echo(f"… and {len(changes) - _SHOWN} more")


def _list_refused(refused: Sequence[Refused]) -> None:
    for item in refused[:_SHOWN]:
        click.echo(f"line {item.line} is left as it was: {item.reason}", err=True)
    if len(refused) > _SHOWN:
        click.echo(f"… and {len(refused) - _SHOWN} more lines are left as they were", err=True)


def _counted(changes: Sequence[Change]) -> str:
    by_column = Counter(change.column for change in changes)
    kinds = ", ".join(f"{count} of {column}" for column, count in by_column.most_common())
    return f"{len(changes)} change{'s' * (len(changes) != 1)} ({kinds})"
