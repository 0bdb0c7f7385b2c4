"""A program that is told to stop: whole processes, with and without workers, at chosen moments."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from sqlite3 import OperationalError, connect

import pytest

from quotetrack.stopping import Stopped, held, stoppable

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its signals are others")

ROOT = Path(__file__).parent.parent
ARTICLES = 12
# Python imports this before all else, in each process: a quick stand-in for the models, a batch for each article,
# and, where SLOW names a function, a stay of a minute after it.
CUSTOM = """
import importlib, numpy, os, pathlib, sys, time, types
from quotetrack import batching
batching._FIRST_CHARACTERS = batching._BATCH_CHARACTERS = 1
if os.environ.get("MODELS") != "real":
    from quotetrack.types import Speaker, Statement

    class Reader:
        def __init__(self, model=None):
            pass

        def read_together(self, batch):
            time.sleep(0.05 * len(batch))
            return [(d, [Statement("q" + d.text[:6], d.text, (Speaker("Ada Lund", "person", named=True),))]) for d in batch]

    sys.modules["quotetrack.reading"] = types.ModuleType("quotetrack.reading")
    sys.modules["quotetrack.reading"].Reader = Reader
    sys.modules["quotetrack.claims.meaning"] = types.ModuleType("quotetrack.claims.meaning")
    sys.modules["quotetrack.claims.meaning"].vectors = lambda wordings: [numpy.ones(4, numpy.float16) for _ in wordings]
    sys.modules["torch"] = types.ModuleType("torch")
    sys.modules["torch"].get_num_threads = lambda: 1
    sys.modules["torch"].set_num_threads = lambda count: None
if "SLOW" in os.environ:
    module, _, path = os.environ.pop("SLOW").partition(":")
    *owners, name = path.split(".")
    owner = importlib.import_module(module)
    for each in owners:
        owner = getattr(owner, each)
    function = getattr(owner, name)

    def slow(*args, **kwargs):
        result = function(*args, **kwargs)
        pathlib.Path("reached").touch()
        time.sleep(60)
        return result

    setattr(owner, name, slow)
"""
Start = Callable[..., "subprocess.Popen[str]"]


def default_signals() -> None:
    """As in a shell in the foreground, however the tests were started."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with articles, sitecustomize.py and whole.csv, what an undisturbed scan of them writes."""
    place = tmp_path_factory.mktemp("stopping")
    (place / "articles").mkdir()
    (place / "custom").mkdir()
    (place / "custom" / "sitecustomize.py").write_text(CUSTOM, encoding="utf-8")
    for number in range(ARTICLES):
        (place / "articles" / f"{number:02}.txt").write_text(f"Hall {number} is open, Ada Lund said.", encoding="utf-8")
    done = started(place, "scan", "articles", "--ledger", "whole.db", "-q", "--workers", "1")
    assert done.communicate(timeout=60)[1] == ""
    return place


def started(place: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """The program at work in a group of processes of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "quotetrack", *arguments],
        cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=default_signals,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(place / "custom"), str(ROOT)]), **environment},
    )  # fmt: skip


@pytest.fixture
def start(news: Path) -> Start:
    """Starts the program in the folder, in which nothing is left of earlier tests but the rows of an undisturbed scan."""
    for path in news.glob("*"):
        if path.is_file() and path.name not in ("whole.csv", "whole.db"):
            path.unlink()
    return lambda *arguments, **environment: started(news, *arguments, **environment)


def until(reached: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while not reached():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.005)


def documents(ledger: Path) -> int:
    """How many a ledger holds, -1 where there is none yet."""
    with suppress(OperationalError), closing(connect(f"file:{ledger}?mode=ro", uri=True)) as db:
        return int(db.execute("SELECT count(*) FROM documents").fetchone()[0])
    return -1


def end(process: subprocess.Popen[str]) -> str:
    """The one line that a stopped process leaves, with no process of its group."""
    _, errors = process.communicate(timeout=30)
    assert "Traceback" not in errors, errors
    gone(process.pid)
    assert errors.count("\n") == 1, errors
    return errors


def gone(group: int) -> None:
    """No process of a group is left, or soon none is."""
    deadline = time.monotonic() + 5
    with suppress(ProcessLookupError):
        while True:
            os.killpg(group, 0)
            assert time.monotonic() < deadline, "processes are left"
            time.sleep(0.01)


def goes_on(news: Path, start: Start) -> None:
    """The same command ends with the rows of an undisturbed scan."""
    again = start_scan(start, "1")
    assert again.communicate(timeout=60)[1] == ""
    assert again.returncode == 0
    assert (news / "rows.csv").read_bytes() == (news / "whole.csv").read_bytes()
    assert not list(news.glob(".quotetrack*"))


def start_scan(start: Start, workers: str, **environment: str) -> subprocess.Popen[str]:
    return start("scan", "articles", "--ledger", "q.db", "--out", "rows.csv", "-q", "--workers", workers, **environment)


@pytest.mark.parametrize(
    ("number", "workers", "to_all"),
    [
        (signal.SIGINT, "1", True), (signal.SIGINT, "2", True), (signal.SIGINT, "2", False),
        (signal.SIGTERM, "1", False), (signal.SIGTERM, "2", True), (signal.SIGHUP, "2", True),
    ],
)  # fmt: skip
def test_a_scan_that_is_stopped_says_what_it_kept(
    news: Path, start: Start, number: int, workers: str, to_all: bool
) -> None:
    process = start_scan(start, workers)
    until(lambda: documents(news / "q.db") > 0, process)
    begun = time.monotonic()
    (os.killpg if to_all else os.kill)(process.pid, number)
    said = end(process)
    assert time.monotonic() - begun < 5
    assert process.returncode == 128 + number
    assert "kept in q.db: the same command goes on where it was" in said
    assert not (news / "q.db-wal").exists()
    kept = documents(news / "q.db")
    assert 0 < kept < ARTICLES
    assert int(said.split()[3]) in (kept - 1, kept)  # it may be told between the commit and the count
    goes_on(news, start)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_stopped_while_models_are_loaded(news: Path, start: Start, workers: str) -> None:
    process = start_scan(start, workers, MODELS="real")
    until(lambda: documents(news / "q.db") == 0, process)
    time.sleep(0.3)
    os.killpg(process.pid, signal.SIGINT)
    assert "stopped after 0 articles, kept" in end(process)
    assert process.returncode == 130
    goes_on(news, start)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("quotetrack.ledger.claims:settle", f"stopped after {ARTICLES} articles"),
        ("pandas:DataFrame.to_csv", f"stopped after {ARTICLES} articles"),
        ("quotetrack.documents:count_paths", "nothing is written by halves"),
    ],
)
def test_stopped_before_and_after_reading(news: Path, start: Start, where: str, said: str) -> None:
    process = start_scan(start, "1", SLOW=where)
    until((news / "reached").exists, process)
    os.kill(process.pid, signal.SIGINT)
    assert said in end(process)
    assert process.returncode == 130
    assert not (news / "rows.csv").exists()
    goes_on(news, start)


@pytest.mark.parametrize(
    ("command", "where"),
    [("export", "pandas:DataFrame.to_csv"), ("report", "quotetrack.views.report:_articles")],
)
def test_what_is_stopped_leaves_the_file_that_was_there(news: Path, start: Start, command: str, where: str) -> None:
    out = news / "out.csv"
    out.write_text("what was there", encoding="utf-8")
    process = start(command, "--ledger", "whole.db", "--out", "out.csv", SLOW=where)
    until((news / "reached").exists, process)
    os.kill(process.pid, signal.SIGINT)
    assert "stopped; nothing is written by halves: the same command does it again" in end(process)
    assert process.returncode == 130
    assert out.read_text(encoding="utf-8") == "what was there"
    assert not list(news.glob(".quotetrack*"))


def test_rows_that_were_written_at_the_last_moment_were_not_edited(news: Path, start: Start) -> None:
    """The file is there and the ledger does not know that yet."""
    assert start_scan(start, "1").wait(timeout=60) == 0
    with (news / "articles" / "00.txt").open("r+", encoding="utf-8") as article:
        text = article.read()
        article.write(" It was shut on Monday.")
    process = start_scan(start, "1", SLOW="os:replace")
    until((news / "reached").exists, process)
    process.kill()
    process.communicate()
    (news / "articles" / "00.txt").write_text(text, encoding="utf-8")
    goes_on(news, start)


def test_workers_of_a_killed_scan_end_by_themselves(news: Path, start: Start) -> None:
    process = start_scan(start, "2")
    until(lambda: documents(news / "q.db") > 0, process)
    process.kill()
    _, errors = process.communicate(timeout=10)  # which waits for all that write there
    gone(process.pid)
    assert errors == ""
    goes_on(news, start)


def test_the_second_time_it_ends_on_the_spot(news: Path, start: Start) -> None:
    process = start_scan(start, "2", SLOW="quotetrack.ledger.store:Ledger.close")
    until(lambda: documents(news / "q.db") > 0, process)
    os.killpg(process.pid, signal.SIGINT)
    until((news / "reached").exists, process)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (130, "")
    goes_on(news, start)


def test_a_signal_that_is_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        with stoppable():
            signal.raise_signal(signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_signal_in_a_finalizer_is_not_lost() -> None:
    class Finalized:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)

    def stay(made: type) -> None:
        with stoppable():
            made()
            time.sleep(30)

    hook, handler = sys.unraisablehook, signal.getsignal(signal.SIGINT)
    try:
        with pytest.raises(Stopped) as told:
            stay(Finalized)
        assert told.value.status == 130
    finally:
        sys.unraisablehook = hook
        signal.signal(signal.SIGINT, handler)


def test_a_signal_that_is_held_stops_at_the_end_of_the_block() -> None:
    done = []

    def work() -> None:
        with stoppable(), held():
            with held():
                signal.raise_signal(signal.SIGINT)
                done.append("inner")
            done.append("outer")

    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    hook = sys.unraisablehook
    try:
        with pytest.raises(Stopped) as stopped:
            work()
    finally:  # one that was stopped leaves them, for it is about to end
        sys.unraisablehook = hook
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert (done, stopped.value.status) == (["inner", "outer"], 130)
