"""What the commands share: options of one name and meaning, the open ledger, tables for people and for programs."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from quotetrack.cli_completion import DEFAULT_LEDGER, document_names, model_names, speaker_names
from quotetrack.errors import InputError, quoted

if TYPE_CHECKING:
    import pandas as pd

    from quotetrack.ledger import Ledger

LEDGER = click.option(
    "--ledger", default=DEFAULT_LEDGER, show_default=True, type=click.Path(path_type=Path), help="The ledger file."
)
MODEL = click.option(
    "--model", metavar="NAME|DIR", default=None, shell_complete=model_names,
    help="Model set: small (shipped, the default), an official Stanza package that is on this machine, "
    "or a Stanza resource directory.",
)  # fmt: skip
MIN_CONFIDENCE = click.option(
    "--min-confidence", default=0.0, show_default=True, type=click.FloatRange(0, 1), metavar="P",
    help="Leave out rows with a lower confidence, which is the probability that content and speaker are right: "
    "a higher P gives fewer rows and more of them right.",
)  # fmt: skip
SPEAKER = click.option(
    "--speaker", default="", metavar="NAME", shell_complete=speaker_names,
    help="Only what this speaker said, by the name that quotetrack speakers list gives.",
)  # fmt: skip
SINCE = click.option(
    "--since", default="", metavar="DATE", help="Only what may have been said on or after a day, month or year."
)
UNTIL = click.option("--until", default="", metavar="DATE", help="Only what may have been said on or before it.")
SEARCH = click.option(
    "--search", default="", metavar="TEXT", help="Only what has all of these words in claim or context."
)
DOCUMENT = click.option(
    "--document", default="", metavar="NAME", shell_complete=document_names,
    help="Only in this document, as the ledger names it.",
)  # fmt: skip
LIMIT = click.option(
    "--limit", default=None, type=click.IntRange(0),
    help="At most so many; 0 for all.  [default: 50 in a table, all in csv and json]",
)  # fmt: skip
JSON = click.option("--json", "as_json", is_flag=True, help="JSON for programs, and nothing else on standard output.")
QUIET = click.option("--quiet", "-q", is_flag=True, help="No progress and no summary: only what went wrong.")
YES = click.option("--yes", "-y", is_flag=True, help="Do not ask, make the changes.")

_TABLE_ROWS = 50


def filters(command: Callable[..., None]) -> Callable[..., None]:
    """The options that choose statements for a file, by the names that `Ledger.statements` has for them."""
    for option in reversed((MIN_CONFIDENCE, SPEAKER, SINCE, UNTIL, DOCUMENT, SEARCH)):
        command = option(command)
    return command


def formats(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """--format with these names, the first of them the default, and --json; the command gets `form`."""
    option = click.option(
        "--format", "form", default=names[0], show_default=True, type=click.Choice(names),
        help=f"A {names[0]} for people, {' or '.join(names[1:])} for programs.",
    )  # fmt: skip

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def run(form: str, as_json: bool, **values: Any) -> None:
            given = click.get_current_context().get_parameter_source("form") is ParameterSource.COMMANDLINE
            if as_json and given and form != "json":
                raise click.UsageError(f"--json and --format {form} ask for two things: give one of them")
            command(form="json" if as_json else form, **values)

        return option(JSON(run))

    return decorate


FORMAT = formats("table", "csv", "json")


def opened(path: Path) -> Ledger:
    """The ledger at a path; raises InputError where there is none."""
    if not path.exists():
        raise InputError(f"there is no ledger {path}; make one with: quotetrack scan FOLDER --ledger {quoted(path)}")
    from quotetrack.ledger import Ledger

    return Ledger(path)


def check_writable(out: Path, *sources: Path) -> None:
    """Fail before the work, not after it, and never write over what the work is made from."""
    folder = check_folder(out)
    if out.is_dir() or not os.access(out if out.exists() else folder, os.W_OK):
        raise InputError(f"cannot write {out}: choose a file in a folder that you may write to with --out")
    if out.resolve() in {source.resolve() for source in sources}:
        raise InputError(f"cannot write {out}: that would overwrite what is read; choose another file with --out")


def check_folder(out: Path) -> Path:
    """The folder that `out` is to stand in; raises InputError where there is none."""
    if not out.parent.is_dir():
        raise InputError(f"cannot write {out}: there is no folder {out.parent}; make it first or choose another --out")
    return out.parent


def command(words: str, ledger: Path) -> str:
    """The next command to give, on the same ledger."""
    return f"quotetrack {words}" + (f" --ledger {quoted(ledger)}" if ledger != Path(DEFAULT_LEDGER) else "")


def known_speaker(frame: pd.DataFrame, name: str, ledger: Path = Path(DEFAULT_LEDGER)) -> None:
    """Raises InputError, with the nearest names, for a name that no speaker has."""
    if not (frame["name"] == name).any():
        close = get_close_matches(name, frame["name"].unique().tolist(), n=3, cutoff=0.5)
        near = f"did you mean {', '.join(close)}? All of them: " if close else "list them with: "
        raise InputError(f"no speaker is called {name!r}; {near}{command('speakers list', ledger)}")


def most_rows(limit: int | None, form: str) -> int:
    """How many rows --limit asks for; 0 for all."""
    return (_TABLE_ROWS if form == "table" else 0) if limit is None else limit


def cut(frame: pd.DataFrame, limit: int | None, form: str) -> pd.DataFrame:
    """The first rows, as many as --limit says."""
    most = most_rows(limit, form)
    return frame.head(most) if most else frame


def paint(text: str, err: bool = False, **style: Any) -> str:
    """The text in colours where it goes to a terminal that shows them, unless NO_COLOR says that none are wanted."""
    return click.style(text, **style) if in_colours(err) else text


def in_colours(err: bool = False) -> bool:
    stream = sys.stderr if err else sys.stdout
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def print_json(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


def print_table(frame: pd.DataFrame, form: str, indent: str = "") -> None:
    """Print a frame as an aligned table, each line behind `indent`, or whole as csv or json."""
    if form == "csv":
        click.echo(frame.to_csv(index=False, lineterminator="\n"), nl=False)
    elif form == "json":
        print_json(json.loads(frame.to_json(orient="records", date_format="iso")))
    else:
        head, *lines = _table(list(frame.columns), frame.astype(str).to_numpy().tolist())
        for line in (paint(head, bold=True), *lines):
            click.echo(indent + line)


def print_left_out(count: int) -> None:
    if count:
        click.echo(f"… and {count} more: --limit 0 lists all")


def _table(names: Sequence[str], rows: Sequence[Sequence[str]], widest: int = 60) -> list[str]:
    """Lines of aligned columns; numbers to the right, long cells cut."""
    cells = [[cell if len(cell) <= widest else cell[: widest - 1] + "…" for cell in row] for row in [names, *rows]]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    right = [all(row[i].isdigit() for row in rows) and bool(rows) for i in range(len(names))]
    return [
        "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True)).rstrip()
        for row in cells
    ]
