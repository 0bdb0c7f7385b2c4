"""Kill a scan at random moments, let the last one finish, and compare the ledger with that of an undisturbed scan.

    python -m benchmarks.kill [FOLDER ...] [--times 50] [--seed 1] [--workers 1] [--signal KILL]

FOLDER holds articles (default: corpus/). A scan is killed within a sixth of the time of the undisturbed one, its start
aside, so that the first dozen or so strike while articles are read and the others at the end. Prints how many documents
each killed scan had got to, and whether all tables of the two ledgers are equal, row for row. With `--signal INT`, TERM
or HUP the scan is stopped, and what it says to that and its exit status are checked too. With workers, the signal INT
goes to all processes, as from a terminal, the others to the first one alone; that no process is left is checked always.
"""

from __future__ import annotations

import argparse
import os
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


def scan(folders: Sequence[Path], ledger: Path, workers: int = 1) -> subprocess.Popen[bytes]:
    """A scan at work, in a group of processes of its own."""
    command = [sys.executable, "-m", "quotetrack", "scan", *map(str, folders), "--ledger", str(ledger), "-q"]
    return subprocess.Popen(
        [*command, "--workers", str(workers)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def finish(folders: Sequence[Path], ledger: Path, workers: int = 1) -> float:
    """Scan to the end; the seconds that took. Raises RuntimeError when the scan fails."""
    begun = time.monotonic()
    process = scan(folders, ledger, workers)
    _, errors = process.communicate()
    if process.returncode:
        raise RuntimeError(f"the scan failed: {errors.decode()}")
    return time.monotonic() - begun


def start_up() -> float:
    """The seconds until a scan has its models and has read one short article."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "one.txt").write_text("It rains, Ada Lund said.", encoding="utf-8")
        return finish([Path(folder)], Path(folder) / "one.db")


def kill_at_random(
    folders: Sequence[Path],
    ledger: Path,
    times: int,
    longest: float,
    chance: random.Random,
    workers: int = 1,
    number: int = signal.SIGKILL,
) -> list[int]:
    """Send `times` scans a signal, each after at most `longest` seconds; how many documents the ledger held after each.

    Raises RuntimeError where one that was stopped does not say so as it should, or a process is left.
    """
    reached = []
    for _ in range(times):
        process = scan(folders, ledger, workers)
        try:
            process.communicate(timeout=chance.uniform(0.0, longest))
        except subprocess.TimeoutExpired:
            (os.killpg if number == signal.SIGINT else os.kill)(process.pid, number)
            _check(process, number)
        reached.append(len(tables(ledger)["documents"]) if ledger.exists() else 0)
    return reached


def _check(process: subprocess.Popen[bytes], number: int) -> None:
    begun = time.monotonic()
    errors = process.communicate()[1].decode()  # it waits for all processes that write there
    seconds = time.monotonic() - begun
    _wait_for_the_others(process.pid)
    # before Python had begun or quotetrack was imported, or after its end
    in_python = process.returncode in (-number, 0) or "init_import_site" in errors
    stopped = process.returncode == 128 + number and errors.count("\n") == 1 and "the same command" in errors
    if number != signal.SIGKILL and not in_python and not stopped:
        raise RuntimeError(f"status {process.returncode} after {seconds:.1f} s: {errors}")
    print(f"{seconds:.1f} s, status {process.returncode}: {errors.strip()[-120:]}", flush=True)


def _wait_for_the_others(group: int, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    raise RuntimeError(f"{seconds} s after a scan was killed there are still processes of its group {group}")


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
    arguments.add_argument("--workers", type=int, default=1)
    arguments.add_argument("--signal", default="KILL", choices=["KILL", "INT", "TERM", "HUP"])
    options = arguments.parse_args()
    for each in (signal.SIGINT, signal.SIGHUP):  # a shell may have them ignored, and the scans then would too
        signal.signal(each, signal.SIG_DFL)
    with tempfile.TemporaryDirectory() as folder:
        whole, killed = Path(folder) / "whole.db", Path(folder) / "killed.db"
        seconds = finish(options.folders, whole, options.workers)
        longest = start_up() + seconds / 6
        chance = random.Random(options.seed)
        number = signal.Signals[f"SIG{options.signal}"]
        reached = kill_at_random(
            options.folders, killed, options.times, longest, chance, options.workers, number
        )  # fmt: skip
        finish(options.folders, killed, options.workers)
        one, other = tables(whole), tables(killed)
    print(f"{number.name} {options.times} times within {longest:.1f} s of a start; documents then: {reached}")
    for name, rows in one.items():
        print(f"{name}: {len(rows)} rows, {'equal' if rows == other[name] else 'NOT EQUAL'}")
    if one != other:
        sys.exit(1)


if __name__ == "__main__":
    main()
