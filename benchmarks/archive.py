"""How the ledger does with an archive: synthetic articles, scanned again or added to many that are there.

    python -m benchmarks.archive rescan [--articles 2000] [--seed 1]
    python -m benchmarks.archive add [--statements 100000] [--articles 10] [--seed 1]
    python -m benchmarks.archive large [--statements 1000000] [--first 10000] [--folder FOLDER] [--seed 1]
    python -m benchmarks.archive write FOLDER [--articles 100] [--seed 1]

`rescan` writes short articles to a temporary folder, scans them and scans them again unchanged, each time as a user
does: in a process of its own, with models, ledger and CSV. `add` fills a ledger through its API, without models, and
then adds articles in a new scan. `large` fills one so, multiplies what is in it (see `benchmarks.large`), adds
articles, asks and exports; with --folder its ledgers stay there and are used again. `write` only writes the articles.
Times are wall-clock seconds, behind them those of a processor; memory is the peak of the process that did the step.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

from benchmarks.synthetic import archive, write
from quotetrack.types import Document, Statement

# The ledger is imported where it is used: a process inherits the peak of the one that started it, and pandas is large.

SHORT = 5  # statements of an article of some 150 words
BAR = 200  # times as fast as the first scan a scan of unchanged articles has to be
_BATCH = 200  # articles that are put into the ledger in one transaction

Articles = list[tuple[Document, list[Statement]]]
P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Cost:
    """Seconds by step, those of a processor too, and the peak memory of the process in MB."""

    seconds: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)
    peak: float = 0.0

    @contextmanager
    def of(self, step: str) -> Iterator[None]:
        begun, used = time.perf_counter(), time.process_time()
        yield
        self.seconds[step] = time.perf_counter() - begun
        self.cpu[step] = time.process_time() - used
        self.peak = _megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

    def __str__(self) -> str:
        steps = ", ".join(
            f"{step} {seconds:.2f} s ({self.cpu[step]:.2f} CPU)" for step, seconds in self.seconds.items()
        )
        return f"{steps}; peak memory {self.peak:,.0f} MB"


def scan(folder: Path, ledger: Path) -> Cost:
    """One `quotetrack scan` of a folder. Raises RuntimeError when it fails."""
    return command(["scan", str(folder), "--ledger", str(ledger), "-q"], "scan")


def command(words: Sequence[str], step: str = "took") -> Cost:
    """A command of quotetrack, what it prints thrown away. Raises RuntimeError when it fails."""
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "quotetrack", *words], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"quotetrack {words[0]} failed with status {process.returncode}")
    used = usage.ru_utime + usage.ru_stime
    return Cost({step: time.perf_counter() - begun}, {step: used}, _megabytes(usage.ru_maxrss))


def rescan(articles: int, seed: int) -> tuple[Cost, Cost]:
    """The first scan of that many short articles, and a second one of the same."""
    with tempfile.TemporaryDirectory() as folder:
        news, ledger = Path(folder) / "news", Path(folder) / "archive.db"
        write((document for document, _ in islice(archive(seed, SHORT), articles)), news)
        return scan(news, ledger), scan(news, ledger)


def fill(ledger: Path, wanted: int, more: int, seed: int) -> tuple[Cost, int, Articles]:
    """Fill a ledger with `wanted` statements or a few more; what it cost, how many articles, and `more` after them."""
    cost, made = Cost(), archive(seed)
    articles = count = 0
    with _scanning(ledger, cost) as add, cost.of("fill"):
        while count < wanted:
            batch: Articles = []
            while len(batch) < _BATCH and count < wanted:
                batch.append(next(made))
                count += len(batch[-1][1])
            add(batch)
            articles += len(batch)
    return cost, articles, list(islice(made, more))


def extend(ledger: Path, articles: Articles) -> Cost:
    """Add articles in a new scan, one by one."""
    cost = Cost()
    with _scanning(ledger, cost) as add, cost.of("add"):
        for article in articles:
            add([article])
    return cost


def open_table(ledger: Path) -> Cost:
    """Make the table of all statements."""
    from quotetrack.ledger import Ledger

    cost = Cost()
    with Ledger(ledger) as book, cost.of("statements()"):
        book.statements()
    return cost


@contextmanager
def _scanning(ledger: Path, cost: Cost) -> Iterator[Callable[[Articles], None]]:
    """A scan as `quotetrack.scanning.scan` makes it, its steps timed; the block adds what models would have read."""
    from quotetrack import __version__
    from quotetrack.ledger import Ledger
    from quotetrack.scanning import settle_identities

    with Ledger(ledger) as book:
        with cost.of("begin"):
            number = book.begin_scan(__version__, "small", {})
        yield lambda batch: book.add_many(number, batch)
        with cost.of("settle_identities"):
            settle_identities(book)
        with cost.of("finish_scan"):
            book.finish_scan(number, {})


def apart(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """The function's result, from a fresh process: its peak memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *args, **kwargs).result()


def _megabytes(maxrss: int) -> float:
    return maxrss / (1024**2 if sys.platform == "darwin" else 1024)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="The ledger with an archive of synthetic news.")
    commands = parser.add_subparsers(dest="command", required=True)
    rescanning, adding, growing, writing = (commands.add_parser(name) for name in ("rescan", "add", "large", "write"))
    rescanning.add_argument("--articles", type=int, default=2000)
    adding.add_argument("--statements", type=int, default=100_000)
    adding.add_argument("--articles", type=int, default=10)
    growing.add_argument("--statements", type=int, default=1_000_000)
    growing.add_argument("--first", type=int, default=10_000)
    growing.add_argument("--folder", type=Path)
    writing.add_argument("folder", type=Path)
    writing.add_argument("--articles", type=int, default=100)
    for each in (rescanning, adding, growing, writing):
        each.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    if options.command == "write":
        write((document for document, _ in islice(archive(options.seed), options.articles)), options.folder)
    elif options.command == "rescan":
        first, second = rescan(options.articles, options.seed)
        ratio = first.seconds["scan"] / second.seconds["scan"]
        print(f"{options.articles} articles: {first}")
        print(f"again, unchanged: {second}; {ratio:.0f} times as fast (bar for 2000 articles: {BAR})")
    elif options.command == "large":
        from benchmarks.large import large

        for line in large(options.statements, options.first, options.seed, options.folder):
            print(line, flush=True)
    else:
        with tempfile.TemporaryDirectory() as folder:
            ledger = Path(folder) / "archive.db"
            cost, count, more = apart(fill, ledger, options.statements, options.articles, options.seed)
            print(f"{options.statements} statements of {count} articles: {cost}")
            print(f"{len(more)} articles more: {apart(extend, ledger, more)}")
            print(f"opened: {apart(open_table, ledger)}; ledger {ledger.stat().st_size / 1e6:,.0f} MB")


if __name__ == "__main__":
    main()
