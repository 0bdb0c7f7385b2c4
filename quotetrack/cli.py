"""The command line: arguments in, words out; the work is elsewhere."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotetrack import __version__
from quotetrack.cli_ledger import claims, opposed, search, show, timeline
from quotetrack.cli_report import report
from quotetrack.cli_review import review
from quotetrack.cli_speakers import speakers
from quotetrack.cli_tables import LEDGER, SINCE, UNTIL, opened
from quotetrack.errors import InputError, ModelError, QuotetrackError

if TYPE_CHECKING:
    import pandas as pd

    from quotetrack.ledger import Ledger
    from quotetrack.scanning import ScanSummary
    from quotetrack.types import Document

_OUT = click.option(
    "--out", default=None, type=click.Path(path_type=Path), help="The CSV file.  [default: beside the ledger]"
)
_MODEL = click.option(
    "--model", metavar="NAME|DIR", default=None,
    help="Model set: small (shipped, the default), an official Stanza package that is on this machine, "
    "or a Stanza resource directory.",
)  # fmt: skip
_MIN_CONFIDENCE = click.option(
    "--min-confidence", default=0.0, show_default=True, type=click.FloatRange(0, 1), metavar="P",
    help="Leave out rows with a lower confidence, which is the probability that content and speaker are right: "
    "a higher P gives fewer rows and more of them right.",
)  # fmt: skip


class _Group(click.Group):
    """Turns our errors into one line on stderr: status 2 for wrong usage, 1 where the work failed."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except QuotetrackError as error:
            click.echo(f"quotetrack: {error}", err=True)
            ctx.exit(2 if isinstance(error, (InputError, ModelError)) else 1)
        except KeyboardInterrupt:
            click.echo("\nquotetrack: stopped; the same command goes on where it was", err=True)
            ctx.exit(130)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="quotetrack")
def main() -> None:
    """Find who claimed what, when, and how often, in folders of news articles.

    \b
    quotetrack scan corpus/             read a folder, write quotetrack.db and quotetrack.csv
    quotetrack export --out rows.csv    write the rows of the ledger again
    quotetrack search harbour wall      find statements by their words
    quotetrack timeline "Marta Quell"   what somebody said, in order of time
    quotetrack claims                   what was said more than once
    quotetrack opposed                  who denied what others said, and who changed position
    quotetrack show ID                  one statement in its context, or all of a claim
    quotetrack report                   the whole as one HTML file for the browser
    quotetrack review rows.csv          take corrections over from a spreadsheet
    quotetrack speakers list            who speaks, and corrections of who is who
    """


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@LEDGER
@_OUT
@_MODEL
@_MIN_CONFIDENCE
@click.option(
    "--glob", "globs", metavar="PATTERN", multiple=True,
    help="Of folders read only files that match; may be given more than once. In quotation marks, else the shell "
    "takes it: '*.txt', '2026/*.html', '2026/**/*.pdf', 'courier/'.",
)  # fmt: skip
@click.option("--text-column", help="Column of the text in tables (.csv, .jsonl, .xlsx and others).")
@click.option("--title-column", help="Column of the title.")
@click.option("--date-column", help="Column of the date of publication.")
@click.option("--publisher-column", help="Column of the publisher.")
@click.option("--url-column", help="Column of the URL.")
@click.option("--prune", is_flag=True, help="Forget documents of these paths that are no longer there.")
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary.")
def scan(
    paths: tuple[Path, ...],
    ledger: Path,
    out: Path | None,
    model: str | None,
    min_confidence: float,
    globs: tuple[str, ...],
    prune: bool,
    quiet: bool,
    **columns: str | None,
) -> None:
    """Read articles from files and folders into the ledger and write the rows to a CSV file.

    Reads .txt, .md, .html, .pdf, .docx, .odt, .epub, tables of articles (.csv, .tsv, .jsonl, .xlsx,
    .parquet), feeds (.rss, .atom, .xml) and .zip of all these; folders are searched to their ends. What
    cannot be read is listed with its reason, and the rest goes on. Files that the ledger knows and that
    have not changed are passed over. The ledger keeps every row, whatever --min-confidence leaves out of
    the CSV.
    A CSV that was edited since it was written stays as it is: the rows go to a file beside it.

    \b
    quotetrack scan corpus/
    quotetrack scan articles.csv --text-column body --out quotes.csv
    quotetrack scan press/ --glob "*.pdf" --glob "2026/**/*.html"
    cat statement.txt | quotetrack scan -

    "-" is standard input, plain text or HTML; in the ledger it is the document stdin, until the next one.
    """
    out = out or ledger.with_suffix(".csv")
    missing = [path for path in paths if path != Path("-") and not path.exists()]
    if len(missing) == len(paths):
        raise InputError(f"no such file or folder: {', '.join(map(str, missing))}")
    paths = tuple(path for path in paths if path not in missing)
    _check_writable(out, ledger, *paths)
    from quotetrack.documents import Columns
    from quotetrack.ledger import Ledger, to_csv
    from quotetrack.parsing.models import find_models
    from quotetrack.scanning import scan as run
    from quotetrack.types import Skipped

    find_models(model)
    wanted = Columns(**{name.removesuffix("_column"): value for name, value in columns.items()})
    with Ledger(ledger) as book, _Progress(paths, quiet, globs) as progress:
        summary = run(
            paths, book, model=model, columns=wanted, globs=globs, leave_out=[out, _beside(out)], prune=prune,
            progress=progress,
        )  # fmt: skip
        summary.skipped[:0] = [Skipped(str(path), "no such file or folder") for path in missing]
        progress.close()
        options = f"{__version__} {min_confidence}"
        if book.is_current(out, options):
            found = ["nothing has changed"]
        else:
            frame = book.statements(min_confidence=min_confidence)
            out = _beside_edited(book, out)
            to_csv(frame, out)
            book.note_export(out, options)
            found = _found(frame)
        if not quiet:
            click.echo("\n".join([*_read_and_skipped(summary), *found, f"rows: {out}   ledger: {ledger}"]))
    if quiet:
        for line in _reasons(summary):
            click.echo(line, err=True)
    if not summary.documents and not summary.unchanged:
        if not summary.skipped:
            click.echo("quotetrack: nothing to read there: no article in the files and folders given", err=True)
        sys.exit(1)


def _beside_edited(book: Ledger, out: Path) -> Path:
    """Where the rows go: `out`, or beside it where a person has edited it; InputError where they edited that too."""
    if not book.edited(out):
        return out
    beside, review = _beside(out), f"quotetrack review {out} --ledger {book.path}"
    if book.edited(beside):
        raise InputError(
            f"{out} and {beside} were both edited and stay as they are, and the ledger holds what was read; take over "
            f"what was corrected with: {review}; the same for {beside}"
        )
    click.echo(
        f"quotetrack: {out} was edited since it was written and stays as it is; take over what was corrected with: "
        f"{review}",
        err=True,
    )
    return beside


def _beside(out: Path) -> Path:
    return out.with_name(f"{out.stem}.new{out.suffix}")


class _Progress:
    """Documents done, rate and time left, on stderr."""

    def __init__(self, paths: tuple[Path, ...], quiet: bool, globs: Sequence[str] = ()):
        from tqdm import tqdm

        from quotetrack.documents import count_paths

        terminal = sys.stderr.isatty()
        self._bar = tqdm(
            total=count_paths(paths, globs=globs), unit=" articles", disable=quiet, file=sys.stderr, leave=terminal,
            delay=0.5, mininterval=0.2 if terminal else 10.0, dynamic_ncols=terminal,
        )  # fmt: skip

    def __call__(self, name: str, size: int) -> None:
        if "#" in name and self._bar.total is not None and self._bar.n >= self._bar.total - 1:
            self._bar.total += 1  # rows of a table are articles too
        self._bar.update()

    def close(self) -> None:
        self._bar.close()

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _check_writable(out: Path, *sources: Path) -> None:
    """Fail before the work, not after it, and never write over what the work is made from."""
    folder = out.parent
    if not folder.is_dir():
        raise InputError(f"cannot write {out}: there is no folder {folder}; make it first or choose another --out")
    if out.is_dir() or not os.access(out if out.exists() else folder, os.W_OK):
        raise InputError(f"cannot write {out}: choose a file in a folder that you may write to with --out")
    if out.resolve() in {source.resolve() for source in sources}:
        raise InputError(f"cannot write {out}: that would overwrite what is read; choose another file with --out")


def _reasons(summary: ScanSummary, most: int = 10) -> list[str]:
    lines = [f"  skipped {item.name}: {item.reason}" for item in summary.skipped[:most]]
    if len(summary.skipped) > most:
        kinds = Counter(item.reason for item in summary.skipped[most:])
        most_common = "; ".join(f"{count} × {reason}" for reason, count in kinds.most_common(3))
        lines.append(f"  … and {len(summary.skipped) - most} more: {most_common}")
    return lines


def _read_and_skipped(summary: ScanSummary) -> list[str]:
    head = f"{summary.documents} article{'s' * (summary.documents != 1)} read"
    if summary.unchanged:
        head += f", {summary.unchanged} unchanged since the last scan"
    head += f", {len(summary.skipped)} skipped"
    if summary.forgotten:
        head += f", {len(summary.forgotten)} forgotten that are no longer there"
    return [head, *_reasons(summary)]


def _found(frame: pd.DataFrame) -> list[str]:
    from quotetrack.scanning import top_speakers

    named = len(top_speakers(frame, most=None))
    counted = frame["quotation_type"].value_counts()
    kinds = ", ".join(f"{int(counted.get(kind, 0))} {kind}" for kind in ("direct", "mixed", "indirect"))
    return [
        f"{len(frame)} statement{'s' * (len(frame) != 1)} ({kinds}) by {named} named speaker{'s' * (named != 1)}",
        *(f"  {count:>4}  {name}" for name, count in top_speakers(frame)),
    ]


# --format: the ending of its files, and the method of Ledger that writes it
_FORMATS = {
    "csv": (".csv", "to_csv"),
    "xlsx": (".xlsx", "to_excel"),
    "parquet": (".parquet", "to_parquet"),
    "jsonl": (".jsonl", "to_jsonl"),
    "annotations": (".jsonld", "to_annotations"),
}


@main.command()
@LEDGER
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The file.  [default: the ledger's name with the ending of its format]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice([*_FORMATS]),
    help="csv, xlsx (a sheet with filters), parquet, jsonl (an object a row) or annotations (W3C Web Annotations, "
    "JSON-LD).  [default: by the ending of --out, else csv]",
)
@_MIN_CONFIDENCE
@click.option("--speaker", default="", help="Only statements of this speaker, by name in the corpus.")
@SINCE
@UNTIL
@click.option("--document", default="", help="Only statements of this document, as the ledger names it.")
@click.option("--search", default="", metavar="TEXT", help="Only rows with these words in claim or context.")
def export(ledger: Path, out: Path | None, form: str | None, **filters: Any) -> None:
    """Write the rows of the ledger to a file.

    \b
    quotetrack export --ledger quotetrack.db --out rows.csv
    quotetrack export --out rows.xlsx --speaker "Tobias Renholt" --since 2026-07
    """
    by_ending = {ending: name for name, (ending, _) in _FORMATS.items()}
    form = form or by_ending.get(out.suffix.lower() if out else "", "csv")
    ending, method = _FORMATS[form]
    with opened(ledger) as book:
        out = out or ledger.with_suffix(ending)
        _check_writable(out, ledger)
        try:
            getattr(book, method)(out, **filters)
        except ValueError as error:
            raise InputError(str(error)) from error
    click.echo(f"rows: {out}")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), help="The JSON Lines file.")
@_MODEL
@_MIN_CONFIDENCE
def predict(folder: Path, out: Path, model: str | None, min_confidence: float) -> None:
    """Write the attributions of text files as JSON Lines, for scoring against a gold standard.

    FOLDER holds NAME.txt files, or a folder text/ that does. Offsets count characters of the files as they are.
    """
    if not folder.is_dir():
        raise InputError(f"no such folder: {folder}")
    texts = folder / "text" if (folder / "text").is_dir() else folder
    files = sorted(texts.glob("*.txt"))
    if not files:
        raise InputError(f"no .txt files in {texts}")
    _check_writable(out, *files)
    from quotetrack.ledger.export import replacing
    from quotetrack.reading import Reader

    reader = Reader(model)
    documents = (document for path in files if (document := _raw(path)))
    done = 0
    with replacing(out) as temporary, temporary.open("w", encoding="utf-8") as lines:
        for document, found in reader.read(documents):
            quotes = [
                {
                    "content": statement.content_spans,
                    "source": [statement.source_span] if statement.source_span else None,
                    "cue": [statement.cue_span] if statement.cue_span else None,
                    "speaker": "; ".join(speaker.name for speaker in statement.speakers) or None,
                    "confidence": statement.confidence,
                }
                for statement in found
                if statement.confidence >= min_confidence
            ]
            lines.write(json.dumps({"doc": document.name, "quotes": quotes}, ensure_ascii=False) + "\n")
            done += 1
    click.echo(f"attributions of {done} article{'s' * (done != 1)}: {out}")
    if not done:
        sys.exit(1)


def _raw(path: Path) -> Document | None:
    """A text file as it is, and as the scorer reads it; None, and a line on stderr, when it cannot be read."""
    from quotetrack.types import Document

    try:
        return Document(path.stem, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        click.echo(f"  skipped {path}: {reason}", err=True)
        return None


for command in (search, show, timeline, claims, opposed, report, review, speakers):
    main.add_command(command)


@main.group()
def models() -> None:
    """Show the model sets on this machine, or download an official one."""


@models.command("list")
def models_list() -> None:
    """Show the model sets that --model can name."""
    from quotetrack.parsing.models import installed

    for model in installed():
        click.echo(f"{model.name:<24}{model.directory}")


@models.command("download")
@click.argument("name", default="default")
@click.option("--model-url", default=None, help="Pattern of the model files' addresses, for a mirror.")
@click.option("--resources-url", default=None, help="Address of the folder with the resources file, for a mirror.")
def models_download(name: str, model_url: str | None, resources_url: str | None) -> None:
    """Download an official English Stanza package: the only command that goes on line.

    \b
    quotetrack models download default
    quotetrack scan corpus/ --model default
    """
    from quotetrack.parsing.models import download

    found = download(name, model_url, resources_url)
    click.echo(f"{found.name} is ready: quotetrack scan FOLDER --model {found.name}")
