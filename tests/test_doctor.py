"""``quotetrack doctor``: what it finds, what it says to do, and that it changes nothing."""

from __future__ import annotations

import configparser
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from quotetrack import doctor
from quotetrack.cli import main
from quotetrack.extras import EXTRAS
from quotetrack.ledger import Ledger
from quotetrack.ledger.schema import VERSION
from quotetrack.types import Document, Speaker, Statement

STATEMENT = Statement("q1", "it rains", (Speaker("Ada Lund", "person", named=True),), confidence=0.9)


@pytest.fixture(autouse=True)
def loaded(reader: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("quotetrack.reading.Reader", lambda model=None: reader)
    monkeypatch.setattr(doctor, "_COPIES", 1)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def without_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_models", lambda model: [])


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, ["doctor", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def found(*arguments: str) -> dict[str, dict[str, Any]]:
    """The checks by name; the exit status is 1 where one failed."""
    result = run(*arguments, "--json")
    told = json.loads(result.stdout)
    failed = [check["name"] for check in told["checks"] if check["status"] == "failed"]
    assert (result.exit_code, told["ok"]) == (int(bool(failed)), not failed), result.output
    assert all(check["next"] for check in told["checks"] if check["status"] != "ok")
    return {check["name"]: check for check in told["checks"]}


def ledger(path: str = "quotetrack.db") -> Path:
    with Ledger(path) as book:
        scan = book.begin_scan("1", "small", {"paths": ["news"]})
        book.add(scan, Document("a.txt", "text"), [STATEMENT])
        book.finish_scan(scan, {})
    return Path(path)


def test_all_is_well() -> None:
    checks = found()
    assert {"quotetrack", "python", "platform", "torch", "stanza", "pandas", "click", "sqlite", "cores"} < set(checks)
    for name in ("torch", "sqlite", "models small", "self-test"):
        assert checks[name]["status"] == "ok", checks[name]
    measured = checks["self-test"]["measured"]
    assert measured["found"] == measured["expected"] == len(doctor.SAID)
    assert measured["words_per_second"] > 0
    assert checks["models small"]["measured"]["load_seconds"] >= 0
    assert (checks["ledger"]["status"], checks["ledger"]["next"]) == (
        "missing", "make one with: quotetrack scan FOLDER --ledger quotetrack.db",
    )  # fmt: skip
    assert list(Path.cwd().iterdir()) == []


def test_lines_for_people() -> None:
    lines = run().stdout.splitlines()
    assert any(re.match(r"ok +torch +\d", line) for line in lines)
    at = next(n for n, line in enumerate(lines) if line.startswith("missing ledger"))
    assert lines[at + 1].strip() == "→ make one with: quotetrack scan FOLDER --ledger quotetrack.db"
    assert re.fullmatch(r"\d+ ok, \d+ missing", lines[-1])


@pytest.mark.usefixtures("without_models")
def test_a_missing_extra_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_version", lambda package: "" if package == "pypdf" else "1.0")
    checks = found()
    assert (checks["extra pdf"]["status"], checks["extra pdf"]["next"]) == (
        "missing", 'run: pip install "quotetrack[pdf]"',
    )  # fmt: skip
    assert checks["extra excel"]["status"] == "ok"


def test_the_extras_are_those_of_the_package() -> None:
    setup = configparser.ConfigParser()
    setup.read(Path(__file__).parents[1] / "setup.cfg", encoding="utf-8")
    declared = {
        extra: tuple(re.match(r"[\w-]+", line)[0] for line in packages.split())  # type: ignore[index]
        for extra, packages in setup["options.extras_require"].items()
    }
    assert {extra: packages for extra, packages in declared.items() if extra not in ("all", "test", "docs")} == EXTRAS


@pytest.mark.usefixtures("without_models")
def test_a_package_that_does_not_import(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(name: str) -> Any:
        if name == "stanza":
            raise ImportError("libwhatever.so: cannot open\nshared object file")
        return __import__(name)

    monkeypatch.setattr(doctor, "import_module", without)
    check = found()["stanza"]
    assert (check["status"], check["next"]) == ("failed", "pip install stanza")
    assert check["found"] == "libwhatever.so: cannot open shared object file"


def test_models_that_find_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Blind:
        def read(self, documents: list[Document]) -> Any:
            return iter([(document, []) for document in documents])

    monkeypatch.setattr("quotetrack.reading.Reader", lambda model=None: Blind())
    check = found()["self-test"]
    assert (check["status"], check["next"]) == ("failed", "reinstall quotetrack")
    assert check["found"].startswith(f"0 of {len(doctor.SAID)} statements")


def test_a_model_set_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stanza.resources.common.DEFAULT_MODEL_DIR", "nowhere")
    check = found("--model", "nosuch")["models"]
    assert (check["status"], check["next"]) == ("failed", "run: quotetrack models download nosuch")


def test_shipped_models_that_are_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotetrack.claims.meaning.SHIPPED", Path("nowhere"))
    check = found()["models"]
    assert (check["status"], check["next"]) == ("failed", "reinstall quotetrack")


def _damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 20] = b"\x5a" * (4096 * 17)
    path.write_bytes(content)


def _newer(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()


def _unfinished(path: Path) -> None:
    with Ledger(path) as book:
        book.begin_scan("1", "small", {"paths": ["news", "my press"]})


LEDGERS: list[tuple[Callable[[Path], object], str, str, str]] = [
    (lambda path: None, "ledger", "ok", ""),
    (lambda path: None, "last scan", "ok", ""),
    (lambda path: path.unlink(), "ledger", "failed", "quotetrack scan FOLDER --ledger q.db"),
    (lambda path: path.write_bytes(b""), "ledger", "missing", "quotetrack scan FOLDER --ledger q.db"),
    (lambda path: path.write_text("Call the mayor back. " * 99), "ledger", "failed", "quotetrack review FILE"),
    (_damage, "ledger", "failed", "quotetrack review FILE"),
    (lambda path: (path.unlink(), path.mkdir()), "ledger", "failed", "put it into a folder that can be written"),
    (_newer, "ledger", "failed", "pip install --upgrade quotetrack"),
    (_unfinished, "last scan", "missing", 'quotetrack scan news "my press" --ledger q.db'),
]


@pytest.mark.parametrize(("change", "name", "status", "named"), LEDGERS)
@pytest.mark.usefixtures("without_models")
def test_a_ledger(change: Callable[[Path], object], name: str, status: str, named: str) -> None:
    path = ledger("q.db")
    change(path)
    before = contents()
    check = found("--ledger", "q.db")[name]
    assert check["status"] == status, check
    assert named in check["next"]
    assert contents() == before


def contents() -> dict[str, bytes]:
    return {file.name: file.read_bytes() if file.is_file() else b"" for file in Path.cwd().iterdir()}


@pytest.mark.usefixtures("without_models")
def test_what_a_ledger_holds() -> None:
    ledger()
    assert found()["ledger"]["measured"] == {"schema": VERSION, "documents": 1, "skipped": 0, "statements": 1}


@pytest.mark.usefixtures("without_models")
def test_an_older_ledger_is_not_brought_up() -> None:
    path = ledger()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 3")
    db.close()
    assert f"brought up to {VERSION} by the next command" in found()["ledger"]["found"]
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (3,)
    db.close()


@pytest.mark.usefixtures("without_models")
def test_a_scan_that_runs() -> None:
    with Ledger(ledger()) as book:
        scan = book.begin_scan("1", "small", {})
        check = found()["last scan"]
        assert check["status"] == "ok"
        assert check["found"].startswith("running since 2")
        book.finish_scan(scan, {})
    assert found()["last scan"]["found"].startswith("finished 2")


@pytest.mark.usefixtures("without_models")
def test_a_ledger_that_a_killed_scan_left() -> None:
    with Ledger("other.db") as book:
        scan = book.begin_scan("1", "small", {})
        book.add(scan, Document("a.txt", "text"), [STATEMENT])
        for ending in ("", "-wal"):
            shutil.copyfile(f"other.db{ending}", f"quotetrack.db{ending}")
        book.finish_scan(scan, {})
    assert Path("quotetrack.db-wal").stat().st_size
    assert found()["ledger"]["measured"]["documents"] == 1


@pytest.mark.usefixtures("without_models")
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everything")
def test_a_ledger_that_may_only_be_read() -> None:
    ledger()
    for path in (Path("quotetrack.db"), Path.cwd()):
        path.chmod(path.stat().st_mode & 0o555)
    try:
        check = found()["ledger"]  # SQLite cannot open it without its own files beside it
        assert (check["status"], "a folder that can be written" in check["next"]) == ("failed", True)
    finally:
        Path.cwd().chmod(0o755)


def test_as_a_process() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "quotetrack", "doctor", "--json"], capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1"}, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["ok"]
    assert done.stderr == ""
