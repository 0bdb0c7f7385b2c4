"""What a power cut leaves of a ledger; `python -m benchmarks.powercut` tries more moments."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from benchmarks import powercut
from benchmarks.powercut import Call, Disk


def traces() -> bool:
    return bool(shutil.which("strace")) and subprocess.run(["strace", "-o", "/dev/null", "true"]).returncode == 0


@pytest.mark.skipif(not traces(), reason="no strace, or it may not trace here")
def test_a_power_cut_takes_nothing_that_was_reported() -> None:
    assert powercut.cut(20, articles=16, seed=5) == [""] * 20


def test_what_a_power_cut_may_leave(tmp_path: Path) -> None:
    """What is synced always is there, with its name; what is not may be there in part, or not at all."""
    disk = Disk()
    for call in (
        Call("create", "q.db"), Call("write", "q.db", 0, b"a" * 1024), Call("sync", "q.db"), Call("sync", ""),
        Call("write", "q.db", 512, b"b" * 1024), Call("create", "q.db-wal"), Call("write", "q.db-wal", 0, b"c"),
    ):  # fmt: skip
        disk.do(call)
    found = set()
    for seed in range(200):
        for path in tmp_path.iterdir():
            path.unlink()
        disk.cut(tmp_path, powercut.random.Random(seed))
        found.add(tuple((path.name, path.read_bytes()) for path in sorted(tmp_path.iterdir())))
    contents = {dict(files)["q.db"] for files in found}
    a, b, gap = b"a" * 512, b"b" * 512, bytes(512)
    assert contents == {a + a, a + b, a + a + b, a + b + b}
    assert gap not in contents
    assert {dict(files).get("q.db-wal") for files in found} == {None, b"", b"c"}
