"""A real dask scheduler and real workers on this machine give the rows of one process."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from quotetrack.claims.wording import wording
from quotetrack.cli import main
from quotetrack.cluster import Cluster
from quotetrack.errors import InputError
from quotetrack.ledger import Ledger
from quotetrack.scanning import scan
from quotetrack.workers import Lost, vectors
from tests.conftest import BRIDGE

pytest.importorskip("distributed", reason="dask.distributed is not installed: pip install -e .[dask]")
ROOT = Path(__file__).parent.parent
PATHS = [path.relative_to(ROOT) for path in sorted((ROOT / "corpus").iterdir())[:8]]
WORKERS = 2


def started(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a scheduler with two workers, each in a folder of its own."""
    import json

    folder = tmp_path_factory.mktemp("cluster")
    known = folder / "scheduler.json"
    quiet = ("--host", "127.0.0.1", "--no-dashboard")
    running = [started("scheduler", "--port", "0", "--scheduler-file", str(known), *quiet)]
    try:
        until = time.monotonic() + 60
        while not known.exists() and time.monotonic() < until:
            time.sleep(0.1)
        address = json.loads(known.read_text("utf-8"))["address"]
        for number in range(WORKERS):
            own = str(folder / f"{number}")
            running.append(
                started("worker", address, "--nthreads", "1", "--no-nanny", "--local-directory", own, *quiet)
            )
        yield address
    finally:
        for process in running:
            process.kill()
            process.wait()


@pytest.fixture
def expected(tmp_path: Path, reader: Any, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The rows as one process writes them; batches are small, so that there are some."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("quotetrack.batching._BATCH_CHARACTERS", 7_500)
    with pytest.MonkeyPatch.context() as patch, Ledger(tmp_path / "one.db") as ledger:
        patch.setattr("quotetrack.reading.Reader", lambda model=None: reader)
        scan(PATHS, ledger)
        ledger.to_csv(tmp_path / "one.csv")
    return (tmp_path / "one.csv").read_bytes()


def test_a_cluster_gives_the_rows_of_one_process(address: str, expected: bytes, tmp_path: Path) -> None:
    out = tmp_path / "many.csv"
    arguments = ["scan", *map(str, PATHS), "--dask", address, "--ledger", str(tmp_path / "m.db"), "--out", str(out)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert out.read_bytes() == expected


def test_a_worker_that_is_lost_loses_nothing(address: str, expected: bytes, tmp_path: Path) -> None:
    pool = Cluster(address, None)
    victims = list(pool._client.run(os.getpid).values())
    assert len(victims) == WORKERS
    killed = []

    def kill(name: str, size: int) -> None:
        if not killed:
            killed.append(victims[0])
            os.kill(victims[0], signal.SIGKILL)

    with Ledger(tmp_path / "m.db") as ledger:
        summary = scan(PATHS, ledger, pool=pool, progress=kill)
        ledger.to_csv(tmp_path / "many.csv")
    assert killed
    assert summary.skipped == []
    assert (tmp_path / "many.csv").read_bytes() == expected


def test_what_stops_every_worker_is_lost_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import KilledWorker

    class Future:
        def result(self) -> None:
            raise KilledWorker("read_batch", None, 4)

    (found,) = (Cluster._outcome(object(), ["the batch"], Future()),)  # type: ignore[arg-type]
    assert isinstance(found, Lost)
    assert "--workers 1" in found.reason


@pytest.mark.skipif(sys.platform == "win32", reason="its signals are others")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_scan_by_a_cluster_stops_when_it_is_told_to_and_goes_on(
    address: str, expected: bytes, tmp_path: Path, number: int, status: int
) -> None:
    ledger, out = tmp_path / "s.db", tmp_path / "stopped.csv"
    arguments = ["scan", *map(str, PATHS), "--dask", address, "--ledger", str(ledger), "--out", str(out), "-q"]
    program = "from quotetrack import batching, cli; batching._BATCH_CHARACTERS = 7_500; cli.main()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),
    )  # fmt: skip
    until = time.monotonic() + 60
    while documents(ledger) < 1 and time.monotonic() < until:
        time.sleep(0.01)
    process.send_signal(number)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == status, errors
    assert errors.count("\n") == 1, errors
    assert 1 <= documents(ledger) < len(PATHS)
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert out.read_bytes() == expected


def documents(ledger: Path) -> int:
    """How many a ledger holds."""
    uri = f"file:{ledger}?mode=ro"
    with contextlib.suppress(sqlite3.OperationalError), contextlib.closing(sqlite3.connect(uri, uri=True)) as db:
        return int(db.execute("SELECT count(*) FROM documents").fetchone()[0])
    return 0


def test_wordings_are_embedded_by_the_cluster_and_here_where_they_stop_its_workers(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import KilledWorker

    class Future:
        def result(self) -> None:
            raise KilledWorker("vectors", None, 4)

    said = [wording(f"the harbour wall will hold for {number} years", "said") for number in range(40)]
    pool = Cluster(address, None)
    try:
        expected = [vector.tobytes() for vector in vectors(said)]
        assert [vector.tobytes() for vector in pool.embed(said)] == expected
        monkeypatch.setattr(pool._client, "submit", lambda *_, **__: Future())
        assert [vector.tobytes() for vector in pool.embed(said)] == expected
    finally:
        pool.close()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense://x"])
def test_no_cluster_there_is_one_line(address: str) -> None:
    with pytest.raises(InputError, match="dask worker"):
        Cluster(address, None, wait=0.5)


def test_the_command_takes_one_of_workers_and_dask(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BRIDGE, encoding="utf-8")
    result = CliRunner().invoke(main, ["scan", str(tmp_path), "--dask", "tcp://x:1", "--workers", "2"])
    assert result.exit_code == 2
    assert "one of them" in result.output
