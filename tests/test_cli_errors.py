"""Each error is one line on standard error that names what to do next."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from quotetrack.cli import main
from quotetrack.ledger import Ledger
from quotetrack.types import Document, Speaker, Statement


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a ledger, files that are none, and what stands in the way of others."""
    monkeypatch.chdir(tmp_path)
    # the import comes first: what it finds in the environment it keeps
    monkeypatch.setattr("stanza.resources.common.DEFAULT_MODEL_DIR", str(tmp_path / "stanza"))
    monkeypatch.setenv("STANZA_RESOURCES_DIR", str(tmp_path / "stanza"))
    with Ledger("quotetrack.db") as book:
        scan = book.begin_scan("1", "small", {})
        for name in ("a.txt", "b.txt"):
            quell, official = Speaker("Marta Quell", "person", named=True), Speaker("official", "person")
            found = [Statement(f"q{name}{who.name}", "it rains", (who,), confidence=0.9) for who in (quell, official)]
            book.add(scan, Document(name, f"text of {name}"), found)
        book.finish_scan(scan, {})
    Path("news").mkdir()
    Path("news/a.txt").write_text("“It rained,” Ada Lund said.", encoding="utf-8")
    Path("bare").mkdir()
    Path("notes.db").write_text("Call the mayor back. " * 50)
    Path("other.csv").write_text("a,b\n1,2\n")
    Path("twice.csv").write_text("statement_id,note,note\nq1,a,b\n")
    Path("binary.csv").write_bytes(bytes(range(256)) * 9)
    Path("broken.xlsx").write_bytes(b"x")
    with sqlite3.connect("films.db") as db:
        db.execute("CREATE TABLE films (title)")
    db.close()
    Path("newer.db").write_bytes(Path("quotetrack.db").read_bytes())
    with sqlite3.connect("newer.db") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()


# a command line, its exit status, and what the error names
ERRORS = [
    ("scan nowhere", 2, "quotetrack scan FOLDER"),
    ("scan bare --quiet", 1, "quotetrack scan --help"),
    ("scan news --out gone/rows.csv", 2, "--out"),
    ("scan news --out news", 2, "--out"),
    ("scan news/a.txt --out news/a.txt", 2, "--out"),
    ("scan news --model nosuch", 2, "quotetrack models download nosuch"),
    ("scan news --model bare", 2, "leave --model out"),
    ("scan news --ledger gone/q.db --out rows.csv", 1, "--ledger"),
    ("scan news --ledger notes.db", 1, "--ledger"),
    ("scan news --ledger films.db", 1, "--ledger"),
    ("scan news --ledger newer.db", 1, "pip install --upgrade quotetrack"),
    ("export --ledger none.db", 2, "quotetrack scan FOLDER --ledger none.db"),
    ("search rain --ledger none.db", 2, "quotetrack scan FOLDER --ledger none.db"),
    ("speakers list --ledger notes.db", 1, "--ledger"),
    ("export --out gone/rows.csv", 2, "--out"),
    ("export --since soon", 2, "write it as 2026-07-08"),
    ("claims --until soon", 2, "write it as 2026-07-08"),
    ("opposed --since soon", 2, "write it as 2026-07-08"),
    ("timeline Zed", 2, "quotetrack speakers list"),
    ("timeline Quell", 2, "did you mean Marta Quell? All of them: quotetrack speakers list"),
    ("claims --speaker Zed", 2, "quotetrack speakers list"),
    ("opposed --speaker Zed", 2, "quotetrack speakers list"),
    ("show q0", 2, "quotetrack search TEXT"),
    ("predict gone -o p.jsonl", 2, "quotetrack predict FOLDER --out p.jsonl"),
    ("predict bare -o p.jsonl", 2, "quotetrack scan bare"),
    ("predict news -o gone/p.jsonl", 2, "--out"),
    ("predict news -o p.jsonl --model nosuch", 2, "quotetrack models download nosuch"),
    ("review none.csv", 2, "quotetrack export --out FILE"),
    ("review other.csv", 2, "a file that quotetrack wrote"),
    ("review twice.csv", 2, "remove one"),
    ("review binary.csv", 2, "that quotetrack export wrote"),
    ("review broken.xlsx", 2, "save it again"),
    ("speakers show Zed", 2, "quotetrack speakers list"),
    ("speakers list --type robot", 2, "--type person"),
    ("speakers merge Zed Marta", 2, "quotetrack speakers list"),
    ("speakers merge official Zed --document a.txt", 2, "quotetrack speakers list"),
    ("speakers merge official official", 2, "quotetrack speakers list"),
    ("speakers rename official Marta", 2, "--document; quotetrack speakers show official"),
    ("speakers split official z.txt", 2, "quotetrack speakers show official"),
    ("speakers undo 7", 2, "quotetrack speakers edits"),
    ("models download default --resources-url http://127.0.0.1:9", 2, "quotetrack models download default"),
]


@pytest.mark.parametrize(("line", "status", "named"), ERRORS)
def test_an_error_names_what_to_do_next(line: str, status: int, named: str) -> None:
    result = CliRunner().invoke(main, line.split())
    assert result.exit_code == status, result.output
    assert result.stdout == ""
    (said,) = result.stderr.splitlines()
    assert said.startswith("quotetrack: ")
    assert named in said


MORE = [
    (["speakers", "rename", "Marta Quell", "official"], 'quotetrack speakers merge "Marta Quell" official'),
    (["speakers", "rename", "Marta Quell", " "], 'quotetrack speakers rename "Marta Quell" NEW'),
]


@pytest.mark.parametrize(("arguments", "named"), MORE)
def test_the_next_command_quotes_names(arguments: list[str], named: str) -> None:
    assert named in CliRunner().invoke(main, arguments).stderr


def test_the_next_command_is_for_the_same_ledger() -> None:
    Path("my press.db").write_bytes(Path("quotetrack.db").read_bytes())
    result = CliRunner().invoke(main, ["timeline", "Zed", "--ledger", "my press.db"])
    assert result.stderr.endswith('quotetrack speakers list --ledger "my press.db"\n')


NOTHING = [
    ("search zeppelin", "quotetrack speakers list"),
    ("claims --min-occurrences 9", "quotetrack claims --min-occurrences 1"),
    ("opposed", "quotetrack claims"),
    ("opposed --changes", "quotetrack opposed"),
    ("speakers list --search zeppelin", "quotetrack speakers list"),
    ("speakers edits", "quotetrack speakers merge NAME INTO"),
]


@pytest.mark.parametrize(("line", "named"), NOTHING)
def test_where_nothing_is_found_the_next_command_is_named(line: str, named: str) -> None:
    result = CliRunner().invoke(main, line.split())
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1), result.output
    assert named in result.stdout


def test_nothing_in_a_time() -> None:
    result = CliRunner().invoke(main, ["timeline", "Marta Quell", "--since", "1999", "--until", "2000"])
    assert result.stdout == 'nothing found: without --since and --until: quotetrack timeline "Marta Quell"\n'
