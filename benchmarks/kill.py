"""Kill a scan at random moments, let the last one finish, and compare the ledger with that of an undisturbed scan.

    python -m benchmarks.kill [FOLDER ...] [--times 50] [--seed 1]

FOLDER holds articles (default: corpus/). A scan is killed within a sixth of the time of the undisturbed one, its start
aside, so that the first dozen or so strike while articles are read and the others at the end. Prints how many documents
each killed scan had got to, and whether all tables of the two ledgers are equal, row for row.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.gold import ROOT
from quotetrack.ledger import Ledger


def scan(folders: Sequence[Path], ledger: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "quotetrack", "scan", *map(str, folders), "--ledger", str(ledger), "-q"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(folders: Sequence[Path], ledger: Path) -> float:
    """Scan to the end; the seconds that took. Raises RuntimeError when the scan fails."""
    begun = time.monotonic()
    process = scan(folders, ledger)
    _, errors = process.communicate()
    if process.returncode:
        raise RuntimeError(f"the scan failed: {errors.decode()}")
    return time.monotonic() - begun


def start_up() -> float:
    """The seconds until a scan has its models and read one short article."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "one.txt").write_text("It rains, Ada Lund said.", encoding="utf-8")
        return finish([Path(folder)], Path(folder) / "one.db")


def kill_at_random(
    folders: Sequence[Path], ledger: Path, times: int, longest: float, chance: random.Random
) -> list[int]:
    """Kill `times` scans, each after at most `longest` seconds; how many documents the ledger held after each."""
    reached = []
    for _ in range(times):
        process = scan(folders, ledger)
        try:
            process.wait(chance.uniform(0.0, longest))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        reached.append(len(tables(ledger)["documents"]) if ledger.exists() else 0)
    return reached


def tables(path: Path) -> dict[str, list[Any]]:
    """All that a ledger says, without what counts the scans."""
    with Ledger(path) as ledger:
        frames = {
            "documents": ledger.documents(text=True).drop(columns="scan_id"),
            "statements": ledger.statements(),
            "speakers": ledger.speakers(),
            "claims": ledger.claims(),
            "opposed": ledger.opposed(),
        }
        local = [(s.document, s.name, s.speaker_type, s.aliases, s.named, s.role) for s in ledger.local_speakers()]
    rows = {name: [tuple(map(str, row)) for row in frame.itertuples(index=False)] for name, frame in frames.items()}
    return {**rows, "local_speakers": local}


def main() -> None:
    arguments = argparse.ArgumentParser(description="Kill a scan at random moments.")
    arguments.add_argument("folders", type=Path, nargs="*", default=[ROOT / "corpus"])
    arguments.add_argument("--times", type=int, default=50)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        whole, killed = Path(folder) / "whole.db", Path(folder) / "killed.db"
        seconds = finish(options.folders, whole)
        longest = start_up() + seconds / 6
        chance = random.Random(options.seed)
        reached = kill_at_random(options.folders, killed, options.times, longest, chance)
        finish(options.folders, killed)
        one, other = tables(whole), tables(killed)
    print(f"killed {options.times} times within {longest:.1f} s of a start; documents then: {reached}")
    for name, rows in one.items():
        print(f"{name}: {len(rows)} rows, {'equal' if rows == other[name] else 'NOT EQUAL'}")
    if one != other:
        sys.exit(1)


if __name__ == "__main__":
    main()
