"""Words per CPU-second and per second of a whole scan, its memory, and what share each stage takes.

    python -m benchmarks.speed [FOLDER ...] [--workers 1 2] [--repeat 3] [--peer PYTHON [--peer-model NAME]]

FOLDER holds articles (default: corpus/). Each run is a process of its own, and the runs take turns: one for each number
of workers, and with `--peer` textacy over spaCy's small model, run by the Python of an environment that has them (see
benchmarks/peer.py). Medians are printed, and all values of the rates behind them. Start-up, until the models are
loaded, is told apart; each process has one thread. Needs a machine with nothing else to do.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.gold import ROOT

ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
Run = dict[str, Any]


def run(command: Sequence[str]) -> Run:
    """What one measured process printed."""
    done = subprocess.run(
        [*command, "--begun", str(time.time())], check=True, stdout=subprocess.PIPE, text=True,
        env={**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    taken: Run = json.loads(done.stdout.splitlines()[-1])
    return taken


def told(name: str, runs: Sequence[Run]) -> str:
    """A line about the runs of one kind."""
    rates = {kind: [one["words"] / one[kind] for one in runs] for kind in ("cpu", "wall")}
    middle = {kind: statistics.median(values) for kind, values in rates.items()}
    each = ", ".join(f"{rate:,.0f}" for rate in rates["cpu"])
    start, memory = (statistics.median(one[key] for one in runs) for key in ("start", "memory"))
    first = (
        f", first article after {statistics.median(one['first'] for one in runs):.1f} s" if "first" in runs[0] else ""
    )
    return (
        f"{name:<12}{middle['cpu']:7,.0f} words per CPU-second ({each}), {middle['wall']:7,.0f} per second; "
        f"start {start:.1f} s{first}; {memory:,.0f} MB"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folders", nargs="*", type=Path, default=[ROOT / "corpus"])
    arguments.add_argument("--workers", type=int, nargs="+", default=[1])
    arguments.add_argument("--repeat", type=int, default=3)
    arguments.add_argument("--peer", help="the Python of an environment with textacy")
    arguments.add_argument("--peer-model", default="en_core_web_sm")
    options = arguments.parse_args()
    folders = [str(folder.resolve()) for folder in options.folders]
    kinds = {
        f"{count} worker{'s' * (count > 1)}": [
            sys.executable, "-m", "benchmarks.one_scan", *folders, "--workers", str(count)
        ]
        for count in options.workers
    }  # fmt: skip
    if options.peer:
        kinds["textacy"] = [
            options.peer, str(ROOT / "benchmarks/peer.py"), *folders, "--model", options.peer_model
        ]  # fmt: skip
    runs: dict[str, list[Run]] = {name: [] for name in kinds}
    for _ in range(options.repeat):
        for name, command in kinds.items():
            runs[name].append(run(command))
    words = next(iter(runs.values()))[0]["words"]
    print(f"{words:,} words, Python {sys.version.split()[0]}, medians of {options.repeat}")
    for name, found in runs.items():
        print(told(name, found))
    walls = {name: statistics.median(one["wall"] for one in found) for name, found in runs.items()}
    first = next(iter(walls))
    for name, wall in walls.items():
        if name not in (first, "textacy"):
            print(f"{name}: {walls[first] / wall:.2f} times as fast as {first}")
    for name, found in runs.items():
        if "stages" in found[0]:
            print(f"{name}, CPU time by stage:")
            print(stages(found))


def stages(runs: Sequence[Run]) -> str:
    """The share of each stage in the CPU time of a scan, the largest first."""
    names = {stage for one in runs for stage in one["stages"]}
    shares = {name: statistics.median(one["stages"].get(name, 0.0) / one["cpu"] for one in runs) for name in names}
    shares["files and the rest"] = max(0.0, 1 - sum(shares.values()))
    return "\n".join(f"  {name:<20}{100 * share:5.1f} %" for name, share in sorted(shares.items(), key=lambda s: -s[1]))


if __name__ == "__main__":
    main()
