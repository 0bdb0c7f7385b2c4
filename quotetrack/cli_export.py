"""``quotetrack export`` and ``quotetrack predict``: statements as files of other programs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotetrack.cli_tables import LEDGER, MIN_CONFIDENCE, MODEL, QUIET, check_folder, check_writable, filters, opened
from quotetrack.errors import InputError, quoted

if TYPE_CHECKING:
    from quotetrack.types import Document

BY = ("year", "month")  # as `quotetrack.ledger.partitions` has them
# --format: the ending of its files, and the method of Ledger that writes it
_FORMATS = {
    "csv": (".csv", "to_csv"),
    "xlsx": (".xlsx", "to_excel"),
    "parquet": (".parquet", "to_parquet"),
    "jsonl": (".jsonl", "to_jsonl"),
    "annotations": (".jsonld", "to_annotations"),
}


@click.command()
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
@click.option(
    "--partition-by",
    type=click.Choice(BY),
    help="Parquet as a folder of files by the year or month of said_on, as DuckDB and Spark read them; --out is the "
    "folder.",
)
@filters
@QUIET
def export(
    ledger: Path, out: Path | None, form: str | None, partition_by: str | None, quiet: bool, **chosen: Any
) -> None:
    """Write the rows of the ledger to a file.

    \b
    quotetrack export --ledger quotetrack.db --out rows.csv
    quotetrack export --out rows.xlsx --speaker "Tobias Renholt" --since 2026-07
    quotetrack export --out statements --format parquet --partition-by year
    """
    if partition_by:
        _export_partitions(ledger, out, form, partition_by, quiet, chosen)
        return
    by_ending = {ending: name for name, (ending, _) in _FORMATS.items()}
    form = form or by_ending.get(out.suffix.lower() if out else "", "csv")
    ending, method = _FORMATS[form]
    with opened(ledger) as book:
        out = out or ledger.with_suffix(ending)
        check_writable(out, ledger)
        try:
            getattr(book, method)(out, **chosen)
        except ValueError as error:
            raise InputError(str(error)) from error
    if not quiet:
        click.echo(f"rows: {out}")


def _export_partitions(
    ledger: Path, out: Path | None, form: str | None, by: str, quiet: bool, chosen: dict[str, Any]
) -> None:
    if form not in (None, "parquet"):
        raise click.UsageError(f"--partition-by is for --format parquet, not for {form}")
    with opened(ledger) as book:
        out = out or ledger.with_suffix("")
        check_folder(out)
        try:
            book.to_partitions(out, by, **chosen)
        except ValueError as error:
            raise InputError(str(error)) from error
    if not quiet:
        click.echo(f"rows: {out}")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), help="The JSON Lines file.")
@MODEL
@MIN_CONFIDENCE
@QUIET
def predict(folder: Path, out: Path, model: str | None, min_confidence: float, quiet: bool) -> None:
    """Write the attributions of text files as JSON Lines, for scoring against a gold standard.

    FOLDER holds NAME.txt files, or a folder text/ that does. Offsets count characters of the files as they are.

    \b
    quotetrack predict articles/ --out predictions.jsonl
    quotetrack predict gold/ -o sure.jsonl --min-confidence 0.7
    """
    if not folder.is_dir():
        raise InputError(f"no such folder: {folder}; give one with .txt files: quotetrack predict FOLDER --out {out}")
    texts = folder / "text" if (folder / "text").is_dir() else folder
    files = sorted(texts.glob("*.txt"))
    if not files:
        raise InputError(f"no .txt files in {texts}; other formats are read by: quotetrack scan {quoted(texts)}")
    check_writable(out, *files)
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
    if not quiet:
        click.echo(f"attributions of {done} article{'s' * (done != 1)}: {out}")
    if not done:
        click.echo("quotetrack: none of them could be read: save them as UTF-8 and give the command again", err=True)
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
