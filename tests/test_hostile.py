"""Disks that are full, ledgers that cannot be written or are damaged, clocks that are wrong: one line, and nothing lost."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from benchmarks.memory import StandIn
from quotetrack import scanning
from quotetrack.cli import main
from quotetrack.errors import LedgerError
from quotetrack.ledger import Ledger, read_csv, store
from quotetrack.types import Document, Speaker, Statement
from tests.conftest import BRIDGE, FERRY

ROOT = Path(__file__).parent.parent
RUN = """
import json, sys
from click.testing import CliRunner
from quotetrack.cli import main
for command in json.load(sys.stdin):
    done = CliRunner().invoke(main, command)
    print(json.dumps([done.exit_code, done.stdout, done.stderr]), flush=True)
"""
QUELL = Speaker("Marta Quell", "person", named=True)
WITHOUT_RIGHTS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]  # root may write what is read-only


class Done(NamedTuple):
    status: int
    stdout: str
    stderr: str


def run(*arguments: object, largest: int = 0) -> Done:
    """A command of quotetrack; no file may get larger than `largest` bytes."""
    whole = resource.getrlimit(resource.RLIMIT_FSIZE)
    if largest:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, whole[1]))
    try:
        done = CliRunner().invoke(main, list(map(str, arguments)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, whole)
    return Done(done.exit_code, done.stdout, done.stderr)


def run_with_fewer_rights(commands: Sequence[Sequence[object]]) -> list[Done]:
    """The outcomes of commands in a process that may not write what is read-only."""
    under = WITHOUT_RIGHTS if os.geteuid() == 0 else []
    if under and not shutil.which(under[0]):
        pytest.skip("root may write anywhere, and there is no setpriv")
    done = subprocess.run(
        [*under, sys.executable, "-c", RUN],
        input=json.dumps([list(map(str, command)) for command in commands]),
        capture_output=True, text=True, timeout=120, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [Done(*json.loads(line)) for line in done.stdout.splitlines()]


@pytest.fixture(autouse=True)
def standing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for the models: what is read is not the point here."""
    monkeypatch.setattr("quotetrack.reading.Reader", StandIn)
    monkeypatch.setattr("quotetrack.workers.default_workers", lambda: 1)


def said(done: Done, status: int = 1) -> str:
    assert done.status == status, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("quotetrack: ")
    return line


def make_news(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:03}.txt").write_text(f"{BRIDGE}\n\n{FERRY * 4}\n\n{number} said so.")
    return folder


def whole(path: Path) -> int:
    """The documents of a ledger that is whole."""
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        return int(db.execute("SELECT count(*) FROM documents").fetchone()[0])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 800 kB, where one may be made."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if (
        not mount
        or subprocess.run([mount, "-t", "tmpfs", "-o", "size=800k", "tmpfs", disk], capture_output=True).returncode
    ):
        pytest.skip("no file system can be mounted here")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def test_a_full_disk(tmp_path: Path, small_disk: Path) -> None:
    news, ledger, out = make_news(tmp_path / "news", 200), small_disk / "q.db", small_disk / "q.csv"
    assert "disk is full" in said(run("scan", news, "--ledger", ledger, "--quiet"))
    assert 0 < whole(ledger) < 200
    assert not out.exists()
    subprocess.run(["mount", "-o", "remount,size=30m", small_disk], check=True)
    assert run("scan", news, "--ledger", ledger, "--quiet").status == 0
    assert whole(ledger) == 200
    before = out.read_bytes()
    assert len(read_csv(out)) == 200
    (small_disk / "filling").touch()
    with suppress(OSError), (small_disk / "filling").open("ab", buffering=0) as filling:
        while filling.write(bytes(4096)):
            pass
    assert "No space left" in said(run("export", "--ledger", shutil.copy(ledger, tmp_path), "--out", out))
    assert "has room" in said(run("export", "--ledger", ledger, "--out", tmp_path / "rows.csv"))
    assert out.read_bytes() == before
    assert not list(small_disk.glob(".quotetrack-*"))
    (small_disk / "filling").unlink()
    assert whole(ledger) == 200
    assert run("export", "--ledger", ledger, "--out", out).status == 0


def test_files_that_may_not_grow(tmp_path: Path) -> None:
    """As a quota does; where no disk can be made, it stands for a full one."""
    news, ledger, out = make_news(tmp_path / "news", 100), tmp_path / "q.db", tmp_path / "q.csv"
    said(run("scan", news, "--ledger", ledger, "--quiet", largest=400_000))
    assert 0 < whole(ledger) < 100
    assert run("scan", news, "--ledger", ledger, "--quiet").status == 0
    assert whole(ledger) == 100
    before = out.read_bytes()
    assert "File too large" in said(run("export", "--ledger", ledger, "--out", out, largest=20_000))
    assert out.read_bytes() == before
    assert not list(tmp_path.glob(".quotetrack-*"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("command", [["search", "rain"], ["claims", "--json"]])
def test_output_that_cannot_be_written(tmp_path: Path, command: list[str]) -> None:
    with Ledger(tmp_path / "q.db") as book:
        scan = book.begin_scan("1", "small", {})
        book.add(
            scan, Document("a.txt", "It rains, Quell said."), [Statement("q1", "It rains", (QUELL,), context="rain")]
        )
        book.finish_scan(scan, {})
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "quotetrack", *command, "--ledger", str(tmp_path / "q.db")]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=120, cwd=ROOT)
    assert "No space left" in said(Done(done.returncode, "", done.stderr))


def test_a_read_only_ledger_is_read_and_never_written(tmp_path: Path) -> None:
    news, folder = make_news(tmp_path / "news", 3), tmp_path / "locked"
    folder.mkdir()
    ledger = folder / "q.db"
    assert run("scan", news, "--ledger", ledger, "--quiet").status == 0
    before = ledger.read_bytes()
    reading = [["export", "--out", tmp_path / "rows.csv"], ["claims"], ["report", "--out", tmp_path / "r.html"]]
    writing = [
        ["scan", news, "--out", tmp_path / "rows.csv", "--quiet"],
        ["speakers", "rename", "Renholt calls", "Clara Renholt"],
        ["search", "bridge"],  # the first one makes an index
    ]
    ledger.chmod(0o444)
    folder.chmod(0o555)
    try:
        done = run_with_fewer_rights([[*command, "--ledger", ledger] for command in reading + writing])
    finally:
        folder.chmod(0o755)
    assert [outcome.status for outcome in done[: len(reading)]] == [0, 0, 0], done
    assert all("written" in said(outcome) for outcome in done[len(reading) :])
    assert len(done) == len(reading) + len(writing)
    assert len(read_csv(tmp_path / "rows.csv")) == 3
    assert ledger.read_bytes() == before


COMMANDS = [
    ["export", "--out", "rows.csv"],
    ["claims"],
    ["search", "rain"],
    ["speakers", "list"],
    ["report", "--out", "r.html"],
]


def test_a_ledger_damaged_anywhere_gives_one_line_or_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Ledger("whole.db") as book:
        scan = book.begin_scan("1", "small", {})
        for number in range(20):
            book.add(
                scan,
                Document(f"{number}.txt", f"It rains, Quell said {number} times.", published="2026-07-08"),
                [
                    Statement(
                        f"q{number}", "It rains", (QUELL,), context="It rains", said_on="2026-07-08", confidence=0.9
                    )
                ],
            )
        book.finish_scan(scan, {})
    content = Path("whole.db").read_bytes()
    statuses = set()
    for number, place in enumerate(range(0, len(content), len(content) // 45)):
        for name in ("quotetrack.db", "quotetrack.db-wal", "quotetrack.db-shm"):
            Path(name).unlink(missing_ok=True)
        Path("quotetrack.db").write_bytes(content[:place] + b"\xff\x00\xfe{" * 8 + content[place + 32 :])
        done = CliRunner().invoke(main, COMMANDS[number % len(COMMANDS)])
        assert done.exception is None or isinstance(done.exception, SystemExit), (place, done.exception)
        if done.exit_code:
            assert done.stderr.startswith("quotetrack: "), done.stderr
            assert done.stderr.count("\n") == 1, (place, done.stderr)
        statuses.add(done.exit_code)
    assert statuses == {0, 1}


def test_a_clock_in_the_past_changes_no_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer that was off for long wakes up in 1970: the ledger goes by the numbers of scans."""
    news = make_news(tmp_path / "news", 2)
    out = tmp_path / "rows.csv"
    with Ledger(tmp_path / "q.db") as ledger:
        scanning.scan([news], ledger)
        ledger.to_csv(out)
        ledger.note_export(out, "x")
        first = ledger.statements()
        monkeypatch.setattr(store, "_now", lambda: "1970-01-01T00:00:05Z")
        monkeypatch.setattr(time, "time", lambda: 5.0)
        assert ledger.is_current(out, "x")
        assert scanning.scan([news], ledger).unchanged == 2
        (news / "000.txt").write_text("“It rains,” Ada Lund said.")
        assert scanning.scan([news], ledger).documents == 1
        assert not ledger.is_current(out, "x")
        scans = ledger.scans()
        assert list(scans["scan_id"]) == [1, 2, 3]
        assert scans["finished"].notna().all()
        assert ledger.statements()["claim"].tolist() != first["claim"].tolist()
        assert ledger.unsettled


def test_a_clock_before_1980_is_said_where_it_matters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No ZIP archive, and so no Excel file, can say what was before."""
    real = time.localtime
    monkeypatch.setattr(time, "localtime", lambda seconds=None: real(5.0))
    with Ledger(tmp_path / "q.db") as ledger:
        with pytest.raises(LedgerError, match=r"the clock is before 1980.*\.csv"):
            ledger.to_excel(tmp_path / "a.xlsx")
        ledger.to_csv(tmp_path / "a.csv")
    assert not (tmp_path / "a.xlsx").exists()


def test_what_vanished_while_it_was_read_is_settled_by_the_next_scan(tmp_path: Path) -> None:
    news = make_news(tmp_path / "news", 3)
    middle = news / "001.txt"
    text = middle.read_text()

    def scan_with(change: Callable[[], object], prune: bool = False) -> tuple[scanning.ScanSummary, dict[str, str]]:
        with Ledger(tmp_path / "q.db") as ledger:
            done: list[str] = []
            real = scanning.read_paths

            def reads(*arguments: object, **options: object) -> Iterator[object]:
                for item in real(*arguments, **options):  # type: ignore[arg-type]
                    yield item
                    if not done:
                        change()
                        done.append(item.name)

            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(scanning, "read_paths", reads)
                summary = scanning.scan([news], ledger, prune=prune)
            found = ledger.documents().set_index("name")["status"]
            return summary, {Path(name).name: status for name, status in found.items()}

    _, found = scan_with(middle.unlink)
    assert found == {"000.txt": "read", "001.txt": "skipped", "002.txt": "read"}
    summary, found = scan_with(lambda: middle.write_text(text))
    assert summary.unchanged == 2
    summary, found = scan_with(lambda: None)
    assert found == dict.fromkeys(("000.txt", "001.txt", "002.txt"), "read")
    summary, found = scan_with(lambda: middle.write_text("“It rains,” Ada Lund said."))
    summary, found = scan_with(lambda: None)
    assert summary.unchanged == 3
    middle.unlink()
    summary, found = scan_with(lambda: None, prune=True)
    assert (summary.forgotten, found) == ([middle.as_posix()], {"000.txt": "read", "002.txt": "read"})


def test_odd_names_and_texts_come_through_ledger_and_csv(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for name, text in {
        "a\nb.txt": "One\x1b said 😀 so.",
        "c\x07.txt": "Two said “𝔑o”.",
        "d\udcff.txt": "Three \u202e said.",
    }.items():
        (news / name).write_text(text + " And more of it." * 9, encoding="utf-8")
    (news / "e\r.jpg").write_bytes(b"\xff\xd8")
    done = run("scan", news, "--ledger", tmp_path / "q.db")
    assert done.status == 0, done.stderr
    assert not set(done.stdout) & set("\x1b\x07\r")
    assert r"e\r.jpg" in done.stdout
    rows = read_csv(tmp_path / "q.csv")
    assert [Path(name).name for name in rows["document"]] == [r"a\nb.txt", r"c\x07.txt", r"d\xff.txt"]
    assert rows["claim"].tolist() == ["One\ufffd said 😀 so", "Two said “𝔑o”", "Three \u202e said"]


def test_no_room_for_what_an_archive_unpacks_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from benchmarks.fuzz_seeds import packed
    from quotetrack.documents import archives, read_paths

    def full(*_: object, **__: object) -> object:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "a.zip").write_bytes(packed({"a.txt": BRIDGE}))
    monkeypatch.setattr(archives.tempfile, "TemporaryDirectory", full)
    (item,) = read_paths([tmp_path / "a.zip"])
    assert "No space left on device" in item.reason  # type: ignore[union-attr]


def test_a_damaged_lock_or_journal_is_no_trouble(tmp_path: Path) -> None:
    Ledger(tmp_path / "q.db").close()
    (tmp_path / "q.db-wal").write_bytes(b"\xff" * 5000)
    (tmp_path / "q.db-shm").write_bytes(b"\xff" * 5000)
    (tmp_path / "q.db-lock").write_bytes(b"\xff" * 50)
    with Ledger(tmp_path / "q.db") as ledger:
        ledger.finish_scan(ledger.begin_scan("1", "small", {}), {})
    assert whole(tmp_path / "q.db") == 0
