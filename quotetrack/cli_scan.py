"""``quotetrack scan``: files in, ledger and rows out, with progress and a summary."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotetrack import __version__
from quotetrack.cli_tables import JSON, LEDGER, MIN_CONFIDENCE, MODEL, QUIET, check_writable, print_json
from quotetrack.errors import InputError, quoted
from quotetrack.stopping import Stopped

if TYPE_CHECKING:
    import pandas as pd

    from quotetrack.ledger import Ledger
    from quotetrack.scanning import ScanSummary
    from quotetrack.workers import Pool

_OUT = click.option(
    "--out", default=None, type=click.Path(path_type=Path), help="The CSV file.  [default: beside the ledger]"
)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@LEDGER
@_OUT
@MODEL
@MIN_CONFIDENCE
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
@click.option("--author-column", help="Column of the author, who says “I” outside of quotations.")
@click.option(
    "--workers", default=None, type=click.IntRange(1), metavar="N",
    help="Processes that read at once; the rows are the same whatever N.  [default: by processors and free memory]",
)  # fmt: skip
@click.option(
    "--dask", metavar="ADDRESS", default=None,
    help="Read on the workers of a dask cluster, tcp://HOST:8786; the rows are the same.",
)  # fmt: skip
@click.option("--prune", is_flag=True, help="Forget documents of these paths that are no longer there.")
@QUIET
@JSON
def scan(
    paths: tuple[Path, ...],
    ledger: Path,
    out: Path | None,
    model: str | None,
    min_confidence: float,
    globs: tuple[str, ...],
    workers: int | None,
    dask: str | None,
    prune: bool,
    quiet: bool,
    as_json: bool,
    **columns: str | None,
) -> None:
    """Read articles from files and folders (PATHS) into the ledger and write the rows to a CSV file.

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
    quotetrack scan archive/ --workers 8
    quotetrack scan archive/ --dask tcp://cluster:8786
    cat statement.txt | quotetrack scan -

    "-" is standard input, plain text or HTML; in the ledger it is the document stdin, until the next one.

    --json gives the numbers of articles read and unchanged, those skipped with their reasons, the names of those
    forgotten, the numbers of statements and words in what was read, the files ledger and out, and whether out was
    written: it is not where nothing has changed.
    """
    out = out or ledger.with_suffix(".csv")
    missing = [path for path in paths if path != Path("-") and not path.exists()]
    if len(missing) == len(paths):
        raise InputError(
            f"no such file or folder: {', '.join(map(str, missing))}; give some that are there: quotetrack scan FOLDER"
        )
    paths = tuple(path for path in paths if path not in missing)
    check_writable(out, ledger, *paths)
    from quotetrack.documents import Columns
    from quotetrack.ledger import Ledger, to_csv
    from quotetrack.ledger.as_exported import marked
    from quotetrack.parsing.models import find_models
    from quotetrack.scanning import scan as run
    from quotetrack.types import Skipped

    if dask and workers:
        raise click.UsageError("--dask and --workers ask for two things: give one of them")
    find_models(model)
    pool = _pool(dask, workers, model)
    wanted = Columns(**{name.removesuffix("_column"): value for name, value in columns.items()})
    with _Progress(paths, quiet, globs) as progress, _saying_what_is_kept(progress, ledger), Ledger(ledger) as book:
        summary = run(
            paths, book, model=model, columns=wanted, globs=globs, leave_out=[out, _beside(out)], prune=prune,
            progress=progress, pool=pool,
        )  # fmt: skip
        summary.skipped[:0] = [Skipped(str(path), "no such file or folder") for path in missing]
        progress.close()
        options = f"{__version__} {min_confidence}"
        written = not book.is_current(out, options)
        found = ["nothing has changed"]
        if written:
            out = _beside_edited(book, out)
            counts = _Counts()
            with closing(book.parts(min_confidence=min_confidence)) as parts:
                to_csv(map(marked, counts.passed(parts)), out, before=partial(book.announce_export, out))
            book.note_export(out, options)
            _settle_beside(book, out)
            found = _found(counts, book.speakers())
    if as_json:
        print_json({**_facts(summary), "ledger": str(ledger), "out": str(out), "written": written})
    elif not quiet:
        click.echo("\n".join([*_read_and_skipped(summary), *found, f"rows: {out}   ledger: {ledger}"]))
    else:
        for line in _reasons(summary):
            click.echo(line, err=True)
    if not summary.documents and not summary.unchanged:
        if not summary.skipped:
            click.echo(
                "quotetrack: nothing to read there: no article in the files and folders given; "
                "what can be read: quotetrack scan --help",
                err=True,
            )
        sys.exit(1)


@contextmanager
def _saying_what_is_kept(progress: _Progress, ledger: Path) -> Iterator[None]:
    try:
        yield
    except Stopped as stopped:
        done = f"{progress.done} article{'s' * (progress.done != 1)}"
        stopped.said = f"stopped after {done}, kept in {ledger}: the same command goes on where it was"
        raise


def _pool(dask: str | None, workers: int | None, model: str | None) -> Pool:
    if dask:
        from quotetrack.cluster import Cluster

        return Cluster(dask, model)
    from quotetrack.workers import default_workers, make_pool

    return make_pool(workers or default_workers(), model)


def _beside_edited(book: Ledger, out: Path) -> Path:
    """Where the rows go: `out`, or beside it where a person has edited it; InputError where they edited that too."""
    if not book.edited(out):
        return out
    beside, review = _beside(out), f"quotetrack review {quoted(out)} --ledger {quoted(book.path)}"
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


def _settle_beside(book: Ledger, out: Path) -> None:
    """Say that the rows which a scan put beside an edited `out` are no longer needed, now that it has them again."""
    beside = _beside(out)
    if not beside.exists():
        return
    if book.wrote(beside):
        beside.unlink()
        click.echo(f"quotetrack: {out} has all rows again; {beside}, as it was written, is removed", err=True)
    elif book.edited(beside):
        review = f"quotetrack review {quoted(beside)} --ledger {quoted(book.path)}"
        click.echo(
            f"quotetrack: {out} has all rows again; {beside} was edited: take over what was corrected with: {review}; "
            "then it is no longer needed",
            err=True,
        )


def _beside(out: Path) -> Path:
    return out.with_name(f"{out.stem}.new{out.suffix}")


class _Progress:
    """Documents done, rate and time left, on stderr."""

    def __init__(self, paths: tuple[Path, ...], quiet: bool, globs: Sequence[str] = ()):
        from tqdm import tqdm

        from quotetrack.documents import count_paths

        terminal = sys.stderr.isatty()
        self.done = 0
        self._bar = tqdm(
            total=count_paths(paths, globs=globs), unit=" articles", disable=quiet, file=sys.stderr, leave=terminal,
            delay=0.5, mininterval=0.2 if terminal else 10.0, dynamic_ncols=terminal,
        )  # fmt: skip

    def __call__(self, name: str, size: int) -> None:
        if "#" in name and self._bar.total is not None and self._bar.n >= self._bar.total - 1:
            self._bar.total += 1  # rows of a table are articles too
        self.done += 1
        self._bar.update()

    def close(self) -> None:
        self._bar.close()

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _facts(summary: ScanSummary) -> dict[str, object]:
    skipped = [asdict(item) for item in summary.skipped]
    return {**summary.counts, "skipped": skipped, "forgotten": summary.forgotten}


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


class _Counts:
    """What the rows say in sum, which are not held together."""

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()
        self.speakers: Counter[str] = Counter()
        self.rejected = 0

    def passed(self, parts: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        """The parts of the statements table, each counted as it comes by."""
        from quotetrack.scanning import count_speakers

        for part in parts:
            kept = part[part["reviewed"] != "rejected"]
            self.kinds.update(kept["quotation_type"])
            self.speakers.update(count_speakers(kept))
            self.rejected += len(part) - len(kept)
            yield part


def _found(counts: _Counts, speakers: pd.DataFrame) -> list[str]:
    from quotetrack.scanning import top_speakers

    most = top_speakers(counts.speakers, speakers, most=None)
    number = counts.kinds.total()
    kinds = ", ".join(f"{counts.kinds[kind]} {kind}" for kind in ("direct", "mixed", "indirect"))
    by = f"by {len(most)} named speaker{'s' * (len(most) != 1)}"
    rejected = f"; {counts.rejected} more rejected" if counts.rejected else ""
    return [
        f"{number} statement{'s' * (number != 1)} ({kinds}) {by}{rejected}",
        *(f"  {count:>4}  {name}" for name, count in most[:5]),
    ]
