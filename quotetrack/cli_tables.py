"""What the commands on a ledger share: its option, opening it, and tables for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotetrack.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from quotetrack.ledger import Ledger

LEDGER = click.option(
    "--ledger", default="quotetrack.db", show_default=True, type=click.Path(path_type=Path), help="The ledger file."
)
FORMAT = click.option(
    "--format", "form", default="table", show_default=True, type=click.Choice(["table", "csv", "json"]),
    help="A table for people, csv or json for programs.",
)  # fmt: skip
LIMIT = click.option(
    "--limit", default=50, show_default=True, type=click.IntRange(0), help="At most so many; 0 for all."
)
SINCE = click.option(
    "--since", default="", metavar="DATE", help="Only what may have been said on or after a day, month or year."
)
UNTIL = click.option("--until", default="", metavar="DATE", help="Only what may have been said on or before it.")


def opened(path: Path) -> Ledger:
    """The ledger at a path; raises InputError where there is none."""
    if not path.exists():
        raise InputError(f"there is no ledger {path}; make one with: quotetrack scan FOLDER --ledger {path}")
    from quotetrack.ledger import Ledger

    return Ledger(path)


def known_speaker(frame: pd.DataFrame, name: str) -> None:
    """Raises InputError, with the nearest names, for a name that no speaker has."""
    if not (frame["name"] == name).any():
        close = get_close_matches(name, frame["name"].unique().tolist(), n=3, cutoff=0.5)
        near = f"; did you mean {', '.join(close)}?" if close else ""
        raise InputError(f"no speaker is called {name!r}{near} List them with: quotetrack speakers list")


def print_table(frame: pd.DataFrame, form: str, indent: str = "") -> None:
    """Print a frame as an aligned table, each line behind `indent`, or whole as csv or json."""
    if form == "csv":
        click.echo(frame.to_csv(index=False, lineterminator="\n"), nl=False)
    elif form == "json":
        click.echo(
            json.dumps(json.loads(frame.to_json(orient="records", date_format="iso")), ensure_ascii=False, indent=1)
        )
    else:
        for line in _table(list(frame.columns), frame.astype(str).to_numpy().tolist()):
            click.echo(indent + line)


def _table(names: Sequence[str], rows: Sequence[Sequence[str]], widest: int = 60) -> list[str]:
    """Lines of aligned columns; numbers to the right, long cells cut."""
    cells = [[cell if len(cell) <= widest else cell[: widest - 1] + "…" for cell in row] for row in [names, *rows]]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    right = [all(row[i].isdigit() for row in rows) and bool(rows) for i in range(len(names))]
    return [
        "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True)).rstrip()
        for row in cells
    ]
