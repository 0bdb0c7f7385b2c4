"""A short run of `benchmarks.fuzz`; the long one is `python -m benchmarks.fuzz all`."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.fuzz import Record, fuzz
from benchmarks.fuzz_seeds import SEEDS

TARGETS = [*SEEDS, "marks", "dates", "review"]


@pytest.mark.parametrize("target", TARGETS)
def test_damaged_input_breaks_nothing(target: str, tmp_path: Path) -> None:
    record = fuzz(target, 60, "random", random.Random(target).randrange(1000), tmp_path)
    assert record.inputs == 60
    assert not record.broken, record


@pytest.mark.parametrize("target", ["html", "marks", "dates", "review"])
def test_hypothesis_breaks_nothing(target: str, tmp_path: Path) -> None:
    record = fuzz(target, 40, "hypothesis", 1, tmp_path)
    assert record.inputs >= 40
    assert not record.broken, record


@pytest.mark.parametrize("target", SEEDS)
def test_whole_files_are_read(target: str, tmp_path: Path) -> None:
    assert "read" in fuzz(target, len(SEEDS[target]()), "random", 1, tmp_path).outcomes


def test_what_breaks_is_kept_and_told(tmp_path: Path) -> None:
    def check(data: bytes) -> str:
        assert b"x" not in data
        return "well"

    record = Record("made", tmp_path)
    for data in (b"a", b"x1", b"x2"):
        record.run(check, data)
    assert record.outcomes == {"well": 1}
    (kept,) = record.broken.values()  # one of a kind
    assert kept.read_bytes() == b"x1"
    assert "AssertionError" in kept.with_suffix(".trace").read_text()
    assert "1 broken" in str(record)


def test_the_command(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.fuzz", "marks", "--runs", "50", "--keep", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=Path(__file__).parent.parent)
    assert done.returncode == 0, done.stderr
    assert "50 inputs   0 broken" in done.stdout
