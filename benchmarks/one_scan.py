"""One measured scan in a process of its own, for `benchmarks.speed`: prints what it took as a line of JSON.

CPU time and wall time are those of the scan from the moment that the models are loaded until the CSV is written;
`start` is the wall time before that, the start of Python included, and `first` that until the first article was read
and in the ledger. CPU time is that of all processes, memory that of the largest. Needs Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quotetrack.workers import Processes

_TICKS = os.sysconf("SC_CLK_TCK")


class Clock:
    """CPU seconds by stage; a stage's time does not include the stages within it, save what settles claims."""

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
            if self._stack and self._stack[-1] == "claims":
                return inner(*args, **kwargs)
            self._switch()
            self._stack.append(stage)
            try:
                return inner(*args, **kwargs)
            finally:
                self._switch()
                self._stack.pop()

        setattr(owner, name, timed)


def instrument(clock: Clock, reader: Any) -> None:
    """Put the clock around each stage, wherever a scan calls it."""
    from quotetrack import reading, scanning
    from quotetrack.ledger import Ledger, claims
    from quotetrack.parsing import parser
    from quotetrack.parsing.encoder import Encoder

    clock.wrap(Encoder, "encode", "encoder")
    clock.wrap(parser, "parse", "depparse")
    clock.wrap(reading.Finder, "find", "quotations")
    clock.wrap(reading, "describe", "quotations")
    clock.wrap(reading, "resolve", "speakers")
    clock.wrap(scanning, "settle_identities", "speakers")
    clock.wrap(reading, "statements", "statements")
    clock.wrap(claims, "settle", "claims")
    for method in ("begin_scan", "add_many", "unchanged", "finish_scan", "to_csv"):
        clock.wrap(Ledger, method, "ledger and CSV")
    for name, processor in reader._parser._pipeline.processors.items():
        clock.wrap(processor, "process", name)
        clock.wrap(processor, "bulk_process", name)


def alone(folders: list[Path], begun: float) -> dict[str, Any]:
    """A scan in this process, by stages."""
    from quotetrack.workers import InProcess

    pool, clock = InProcess(None), Clock()
    instrument(clock, pool.load())
    taken = measured(folders, pool, begun)
    return {**taken, "stages": dict(clock.seconds)}


def together(folders: list[Path], count: int, begun: float) -> dict[str, Any]:
    """A scan with several processes, which are ready when it starts, but for their being copied."""
    from quotetrack import workers

    pool = workers.Processes(count, None)
    process = workers._context(None).Process(target=_nothing)
    process.start()
    process.join()
    used: dict[str, float] = {"cpu": 0.0, "memory": 0.0}
    close = pool.close

    def closing() -> None:
        used.update(_of_workers(pool))
        close()

    pool.close = closing  # type: ignore[method-assign]
    taken = measured(folders, pool, begun)
    return {**taken, "cpu": taken["cpu"] + used["cpu"], "memory": max(taken["memory"], used["memory"])}


def _nothing() -> None:
    pass


def _of_workers(pool: Processes) -> dict[str, float]:
    """CPU seconds of a pool's processes, and the most megabytes that one of them held."""
    processes = [str(worker._process.pid) for worker in pool._workers]
    cpu = sum(sum(map(int, _stat(process).split()[11:13])) for process in processes) / _TICKS
    return {"cpu": cpu, "memory": max(map(peak, processes), default=0.0)}


def _stat(process: str) -> str:
    return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2]


def peak(process: str = "self") -> float:
    """The most megabytes that a process held. What getrusage says counts its parent's too."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def measured(folders: list[Path], pool: Any, begun: float) -> dict[str, Any]:
    from quotetrack.ledger import Ledger
    from quotetrack.scanning import scan

    start = time.time() - begun
    done: list[float] = []
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "speed.db") as ledger:
        cpu, wall = time.process_time(), time.perf_counter()
        words = scan(folders, ledger, pool=pool, progress=lambda *_: done.append(time.time() - begun)).words
        ledger.to_csv(Path(folder) / "speed.csv")
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {"words": words, "start": start, "first": done[0], "cpu": cpu, "wall": wall, "memory": peak()}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folders", nargs="+", type=Path)
    arguments.add_argument("--workers", type=int, default=1)
    arguments.add_argument("--begun", type=float, default=time.time(), help="when the process was started")
    options = arguments.parse_args()
    if options.workers == 1:
        taken = alone(options.folders, options.begun)
    else:
        taken = together(options.folders, options.workers, options.begun)
    print(json.dumps(taken))


if __name__ == "__main__":
    main()
