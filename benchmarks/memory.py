"""How much memory large inputs take: a text file of 1 GB and a CSV of 200,000 rows.

    python -m benchmarks.memory [text|table|stand-in|scan|long] [--rows 200000] [--megabytes 1000]

`text` and `table` read a made file with `read_paths`, one Document at a time, as a scan does. `scan` is the whole
`quotetrack scan` of the table in one process, which takes an hour, `long` that of the text, two minutes a megabyte.
`stand-in` scans both, but the models read the first pages only: of each row and each part that follows the first
sentence is a statement. Files are made in a temporary folder; a row of the table is a paragraph of invented news. Each
line is one process: what it read, the CPU-seconds and the most memory that it held.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.synthetic import archive
from quotetrack.documents import read_paths
from quotetrack.types import Document, Span, Speaker, Statement

_ARTICLES = 500  # different ones in a text file, that come again in another order
_BEFORE = 3  # paragraphs of an article that are its headline, byline and date
_BY_MODELS = 500_000  # characters that the models read at first where a stand-in reads the others


def sentences(megabytes: int) -> Iterator[str]:
    """Paragraphs of invented news, as many as fill the file."""
    texts = [document.text for document, _ in islice(archive(size=10), _ARTICLES)]
    chance, size = random.Random(1), 0
    while size < megabytes * 1_000_000:
        text = chance.choice(texts) + "\n\n"
        size += len(text.encode())
        yield text


def write_text(path: Path, megabytes: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(sentences(megabytes))


def write_table(path: Path, rows: int) -> None:
    import csv

    paragraphs = (part for document, _ in archive(size=10) for part in document.text.split("\n\n")[_BEFORE:])
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["title", "date", "publisher", "text"])
        for number, text in enumerate(islice(paragraphs, rows)):
            table.writerow([f"Article {number}", f"20{number % 26:02}-07-08", "Courier", text])


def read(path: Path) -> str:
    """Read all of a file and keep nothing."""
    found = {"read": 0, "characters": 0, "skipped": 0}
    reasons = set()
    for item in read_paths([path]):
        if isinstance(item, Document):
            found["read"] += 1
            found["characters"] += len(item.text)
        else:
            found["skipped"] += 1
            reasons.add(item.reason)
    return ", ".join([*(f"{count:,} {name}" for name, count in found.items()), *sorted(reasons)[:3]])


class StandIn:
    """In the place of the models: one statement a document, its first sentence. A reader reads the first pages, where
    one is given."""

    def __init__(self, reader: Any = None) -> None:
        self._reader, self._left = reader, _BY_MODELS if reader else 0

    def read_together(self, documents: Sequence[Document]) -> list[tuple[Document, list[Statement]]]:
        if self._left > 0:
            self._left -= sum(len(document.text) for document in documents)
            return self._reader.read_together(documents)  # type: ignore[no-any-return]
        return [(document, [self._statement(document)]) for document in documents]

    def _statement(self, document: Document) -> Statement:
        end = document.text.find(".") % (len(document.text) + 1)
        who = Speaker(" ".join(document.text.split()[:2]), "person", named=True)
        return Statement(
            f"q{document.name}", document.text[:end] or document.text, (who,), context=document.text[:500], end=end,
            content_spans=(Span(0, end),), said_on=document.published, date_basis="published",
        )  # fmt: skip


def stand_in(path: Path) -> str:
    from quotetrack import reading

    loaded = reading.Reader
    reading.Reader = lambda model=None: StandIn(loaded(model))  # type: ignore[assignment, misc, return-value]
    return scan(path)


def scan(path: Path) -> str:
    from quotetrack.cli import main as command

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        ledger, out = Path(folder) / "q.db", Path(folder) / "rows.csv"
        files = ["--ledger", str(ledger), "--out", str(out)]
        command(["scan", str(path), *files, "--workers", "1", "-q"], standalone_mode=False)
        return f"ledger {ledger.stat().st_size // 1_000_000:,} MB"


def measured(work: Callable[[Path], str], path: Path) -> None:
    begun = time.process_time()
    said = work(path)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    size = path.stat().st_size // 1_000_000
    print(
        f"{work.__name__} {path.name}, {size:,} MB: {time.process_time() - begun:.0f} s, {memory:,} MB; {said}",
        flush=True,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = "text|table|stand-in|scan|long"
    parser.add_argument("what", nargs="*", default=["text", "table", "stand-in"], metavar=kinds)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--megabytes", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quotetrack-memory-") as folder:
        text, table = Path(folder) / "large.txt", Path(folder) / "large.csv"
        jobs: list[tuple[Callable[[Path], str], Path]] = []
        for path, write, size, works in (
            (text, write_text, options.megabytes, {"text": read, "stand-in": stand_in, "long": scan}),
            (table, write_table, options.rows, {"table": read, "stand-in": stand_in, "scan": scan}),
        ):
            wanted = [work for name, work in works.items() if name in options.what]
            if wanted:
                write(path, size)
            jobs += [(work, path) for work in wanted]
        for job in jobs:  # each in a fresh process: the peak is its own
            process = multiprocessing.get_context("spawn").Process(target=measured, args=job)
            process.start()
            process.join()
            if process.exitcode:
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
