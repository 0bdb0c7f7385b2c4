"""How a whole scan grows with processes and with documents, and that its rows stay the same.

    python -m benchmarks.scaling FOLDER [--workers 1 2 4] [--times 1] [--repeat 3]

Each run is `quotetrack scan` as a process of its own into a fresh ledger, start, models and claims included; the runs
take turns, and medians are printed. `--times 10` reads ten copies of each article of FOLDER, which get names and a line
of their own. Needs a machine with nothing else to do.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    seconds: float
    rows: bytes


def copied(folder: Path, target: Path, times: int) -> int:
    """Copies of the articles of a folder; returns the words that they hold together."""
    words = 0
    for path in sorted(folder.iterdir()):
        text = path.read_text(encoding="utf-8") if path.suffix == ".txt" else ""
        for number in range(times):
            own = f"{text}\n\nEdition {number + 1} of {times}.\n" if times > 1 else text
            if text:
                (target / f"{path.stem}-{number}.txt").write_text(own, encoding="utf-8")
            words += len(own.split())
    return words


def run(folder: Path, workers: int) -> Run:
    with tempfile.TemporaryDirectory() as own:
        command = [sys.executable, "-m", "quotetrack", "scan", "articles", "--workers", str(workers), "--quiet"]
        (Path(own) / "articles").symlink_to(folder.resolve())
        begun = time.perf_counter()
        subprocess.run(command, cwd=own, check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
        return Run(time.perf_counter() - begun, (Path(own) / "quotetrack.csv").read_bytes())


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    arguments.add_argument("--times", type=int, default=1)
    arguments.add_argument("--repeat", type=int, default=3)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        words = copied(options.folder, Path(folder), options.times)
        runs = {count: [] for count in options.workers}
        for _ in range(options.repeat):
            for count, found in runs.items():
                found.append(run(Path(folder), count))
    rows = {one.rows for found in runs.values() for one in found}
    print(f"{words:,} words; rows {'the same in every run' if len(rows) == 1 else 'DIFFER between runs'}")
    first = statistics.median(one.seconds for one in runs[options.workers[0]])
    for count, found in runs.items():
        wall = statistics.median(one.seconds for one in found)
        print(
            f"{count} workers: {wall:.1f} s, {words / wall:,.0f} words per second, "
            f"{first / wall:.2f} times as fast as {options.workers[0]}"
        )


if __name__ == "__main__":
    main()
