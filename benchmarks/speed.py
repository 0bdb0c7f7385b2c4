"""Words per CPU-second of a whole scan, and what share each stage takes.

    python -m benchmarks.speed [FOLDER ...] [--repeat N] [--threads N]

FOLDER holds articles (default: corpus/). Start-up and the loading of models are reported apart. Stages are
measured in CPU time of this process, each without the stages it calls; the median of the runs is printed.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.gold import ROOT


class Clock:
    """CPU seconds by stage; a stage's time does not include the stages within it."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._stack: list[str] = []
        self._last = 0.0

    def _switch(self) -> None:
        now = time.process_time()
        if self._stack:
            self.seconds[self._stack[-1]] += now - self._last  # type: ignore[assignment]
        self._last = now

    def wrap(self, owner: Any, name: str, stage: str) -> None:
        inner: Callable[..., Any] = getattr(owner, name)

        def timed(*args: Any, **kwargs: Any) -> Any:
            self._switch()
            self._stack.append(stage)
            try:
                return inner(*args, **kwargs)
            finally:
                self._switch()
                self._stack.pop()

        setattr(owner, name, timed)


def instrument(clock: Clock) -> None:
    """Put the clock around each stage, wherever a scan calls it."""
    from quotetrack import reading, scanning
    from quotetrack.ledger import Ledger
    from quotetrack.parsing.encoder import Encoder

    clock.wrap(Encoder, "encode", "encoder")
    clock.wrap(reading, "resolve", "speakers")
    clock.wrap(reading, "statements", "statements")
    clock.wrap(reading.Finder, "find", "quotations")
    for method in ("add", "set_identities", "unchanged", "finish_scan", "to_csv"):
        clock.wrap(Ledger, method, "ledger and CSV")
    clock.wrap(scanning, "identities", "speakers")
    make = reading.Reader.__init__

    def made(self: Any, *args: Any, **kwargs: Any) -> None:
        make(self, *args, **kwargs)
        for name, processor in self._parser._pipeline.processors.items():
            clock.wrap(processor, "process", name)

    reading.Reader.__init__ = made  # type: ignore[method-assign]


def run(folders: list[Path], clock: Clock) -> tuple[int, float, float]:
    """One scan into a fresh ledger: (words, CPU seconds, wall seconds) after the models are loaded."""
    from quotetrack.ledger import Ledger
    from quotetrack.scanning import scan

    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "speed.db") as ledger:
        cpu, wall = time.process_time(), time.perf_counter()
        words = scan(folders, ledger).words
        ledger.to_csv(Path(folder) / "speed.csv")
        return words, time.process_time() - cpu, time.perf_counter() - wall


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    arguments.add_argument("folders", nargs="*", type=Path, default=[ROOT / "corpus"])
    arguments.add_argument("--repeat", type=int, default=3)
    arguments.add_argument("--threads", type=int, default=1)
    options = arguments.parse_args()
    import torch

    torch.set_num_threads(options.threads)
    clock = Clock()
    instrument(clock)
    begun = time.process_time()
    from quotetrack.reading import Reader

    Reader()
    loading = time.process_time() - begun
    rates, walls, shares = [], [], []
    for _ in range(options.repeat):
        clock.seconds.clear()
        words, cpu, wall = run(options.folders, clock)
        cpu_scan = cpu - loading  # each scan loads the models again
        rates.append(words / cpu_scan)
        walls.append(words / max(wall - loading, 1e-9))
        shares.append({stage: seconds / cpu_scan for stage, seconds in clock.seconds.items()})
    print(f"{words} words, {options.threads} thread(s), torch {torch.__version__}, Python {sys.version.split()[0]}")
    print(f"loading: {loading:.1f} CPU-seconds")
    print(f"scan: {statistics.median(rates):,.0f} words per CPU-second (median of {options.repeat}; "
          f"{', '.join(f'{r:,.0f}' for r in rates)}), {statistics.median(walls):,.0f} per wall-second")  # fmt: skip
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    stages = sorted({s for share in shares for s in share}, key=lambda s: -shares[-1].get(s, 0))
    total = 0.0
    for stage in stages:
        share = statistics.median([s.get(stage, 0.0) for s in shares])
        total += share
        print(f"  {stage:<16}{100 * share:5.1f} %")
    print(f"  {'reading files, rest':<16}{100 * max(0.0, 1 - total):5.1f} %")


if __name__ == "__main__":
    main()
