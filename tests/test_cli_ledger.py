"""Looking into a ledger on the command line: search, show, timeline, claims."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quotetrack.cli import main
from quotetrack.ledger import Ledger
from quotetrack.types import Document, Span, Speaker, Statement

QUELL = Speaker("Marta Quell", "person", "mayor", (), named=True)
DRAY = Speaker("Anselm Dray", "person", "", (), named=True)
WALL = "It rained on the quay.\n\nOn Monday Marta Quell said the harbour wall will hold.\n\nNobody answered."
DENIAL = "Anselm Dray denied that the harbour wall will hold, and Marta Quell said: the harbour wall will hold!"


def made(text: str, content: str, source: str, cue: str, who: Speaker, **facts: str) -> Statement:
    start, source_at, cue_at = text.index(content), text.index(source), text.index(cue)
    return Statement(
        f"q{abs(hash((text, content, source))) % 10**9}", content, (who,), "name", cue=cue, source=source, start=start,
        end=start + len(content), context=text, confidence=0.9, content_spans=(Span(start, start + len(content)),),
        source_span=Span(source_at, source_at + len(source)), cue_span=Span(cue_at, cue_at + len(cue)), **facts,  # type: ignore[arg-type]
    )  # fmt: skip


WALLS = [
    made(WALL, "the harbour wall will hold", "Marta Quell", "said", QUELL, said_on="2026-06-01", date_basis="stated")
]
DENIALS = [
    made(DENIAL, "that the harbour wall will hold", "Anselm Dray", "denied", DRAY, polarity="denied"),
    made(DENIAL, "the harbour wall will hold!", "Marta Quell", "said", QUELL),
]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    with Ledger(tmp_path / "q.db") as book:
        scan = book.begin_scan("1", "small", {})
        book.add(scan, Document("wall.txt", WALL, "The wall", "Courier", "2026-06-03", "published"), WALLS)
        book.add(scan, Document("denial.txt", DENIAL, "", "", "2026-07-04", "published"), DENIALS)
        book.finish_scan(scan, {})
    return tmp_path / "q.db"


def run(ledger: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(main, [*arguments, "--ledger", str(ledger)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def rows(result: Result) -> list[dict[str, str]]:
    return json.loads(result.output)


def test_search_finds_all_words_in_any_order(ledger: Path) -> None:
    assert len(rows(run(ledger, "search", "wall", "HARBOUR", "--format", "json"))) == 3
    assert [r["document"] for r in rows(run(ledger, "search", "monday", "--format", "json"))] == ["wall.txt"]
    for words in (["harbour", "zeppelin"], ["—", "“"]):
        assert run(ledger, "search", *words).output.startswith("nothing found: fewer words find more")
        assert rows(run(ledger, "search", *words, "--json")) == []


def test_search_for_a_phrase(ledger: Path) -> None:
    assert len(rows(run(ledger, "search", '"harbour wall"', "--format", "json"))) == 3
    assert rows(run(ledger, "search", '"wall harbour"', "--format", "json")) == []
    assert rows(run(ledger, "search", 'wall" OR 1', "--format", "json")) == []  # no query language leaks out


def test_search_knows_what_comes_and_goes(ledger: Path) -> None:
    assert len(rows(run(ledger, "search", "wall", "--format", "json"))) == 3
    with Ledger(ledger) as book:
        scan = book.begin_scan("2", "small", {})
        book.add(scan, Document("denial.txt", DENIAL + " Later."), DENIALS[:1])
        book.add(scan, Document("more.txt", WALL), WALLS)
        book.finish_scan(scan, {})
    found = rows(run(ledger, "search", "wall", "--format", "json"))
    assert sorted(r["document"] for r in found) == ["denial.txt", "more.txt", "wall.txt"]


def test_a_table_says_how_much_it_leaves_out(ledger: Path) -> None:
    lines = run(ledger, "search", "wall", "--limit", "1").output.splitlines()
    assert lines[0].split() == ["statement_id", "said_on", "speaker", "claim"]
    assert lines[-1] == "… and 2 more: --limit 0 lists all"
    assert len(run(ledger, "search", "wall", "--limit", "0").output.splitlines()) == 4


@pytest.mark.parametrize("flag", [["--json"], ["--format", "json"]])
def test_programs_get_all_rows_unless_they_ask_for_fewer(ledger: Path, flag: list[str], tmp_path: Path) -> None:
    many = tmp_path / "many.db"
    with Ledger(many) as book:
        scan = book.begin_scan("1", "small", {})
        book.add_many(scan, [(Document(f"{n}.txt", f"{n} {WALL}", published="2026-07-01"), WALLS) for n in range(60)])
        book.finish_scan(scan, {})
    for arguments in (["search", "wall"], ["timeline", "Marta Quell"]):
        assert len(rows(run(many, *arguments, *flag))) == 60
        assert len(rows(run(many, *arguments, *flag, "--limit", "3"))) == 3
        assert len(run(many, *arguments).output.splitlines()) == 52  # a head, 50 rows, and how many more
    assert len(run(many, "claims", "--format", "csv", "--limit", "1").output.splitlines()) == 2


def test_show_marks_the_paragraph(ledger: Path) -> None:
    output = run(ledger, "show", WALLS[0].statement_id).output
    assert output.splitlines()[-1] == "On Monday {Marta Quell} [said] <the harbour wall will hold>."
    assert "speaker          Marta Quell" in output
    assert "said_on          2026-06-01" in output
    assert rows(run(ledger, "show", WALLS[0].statement_id, "--format", "json"))[0]["publisher"] == "Courier"
    result = run(ledger, "show", "q0")
    assert (result.exit_code, f"quotetrack search TEXT --ledger {ledger} finds their ids" in result.output) == (2, True)


def test_show_lists_the_statements_of_a_claim(ledger: Path) -> None:
    (claim,) = rows(run(ledger, "claims", "--format", "json"))
    for column in ("claim_id", "proposition_id"):
        lines = run(ledger, "show", claim[column]).output.splitlines()
        assert [line.split()[0] for line in lines] == ["said_on", "2026-06-01", "2026-07-04"]
        assert len(rows(run(ledger, "show", claim[column], "--format", "json"))) == 2


def test_timeline_is_in_order_of_time(ledger: Path) -> None:
    found = rows(run(ledger, "timeline", "Marta Quell", "--format", "json"))
    assert [r["said_on"] for r in found] == ["2026-06-01", "2026-07-04"]
    assert [
        r["document"] for r in rows(run(ledger, "timeline", "Marta Quell", "--since", "2026-07", "--format", "json"))
    ] == ["denial.txt"]
    result = run(ledger, "timeline", "Marta Qell")
    assert (result.exit_code, "did you mean Marta Quell?" in result.output) == (2, True)


def test_claims_are_what_was_said_again(ledger: Path) -> None:
    (claim,) = rows(run(ledger, "claims", "--format", "json"))
    assert (claim["occurrences"], claim["first_said"], claim["last_said"]) == (2, "2026-06-01", "2026-07-04")
    assert claim["speaker"] == "Marta Quell"
    assert (
        len(rows(run(ledger, "claims", "--min-occurrences", "1", "--format", "json"))) == 2
    )  # a denial is another one
    assert rows(run(ledger, "claims", "--speaker", "Anselm Dray", "--format", "json")) == []
    assert run(ledger, "claims", "--search", "zeppelin").output.startswith("nothing found: ")
    assert "is no date" in run(ledger, "claims", "--until", "soon").output


JSON_COMMANDS = [
    ["search", "wall"], ["timeline", "Marta Quell"], ["claims"], ["opposed"], ["opposed", "--changes"],
    ["speakers", "list"], ["speakers", "show", "Marta Quell"], ["show", "ID"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", JSON_COMMANDS)
def test_json_is_format_json_and_nothing_else_on_standard_output(ledger: Path, arguments: list[str]) -> None:
    arguments = [WALLS[0].statement_id if word == "ID" else word for word in arguments]
    result = run(ledger, *arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert isinstance(json.loads(result.stdout), list)
    for same in (["--format", "json"], ["--json", "--format", "json"]):
        assert run(ledger, *arguments, *same).stdout == result.stdout
    other = run(ledger, *arguments, "--json", "--format", "text" if arguments[0] == "show" else "csv")
    assert (other.exit_code, other.stdout) == (2, "")


def test_csv_for_programs_has_all_columns(ledger: Path) -> None:
    header = run(ledger, "timeline", "Marta Quell", "--format", "csv").output.splitlines()[0].split(",")
    assert {"claim_id", "context", "spans"} <= set(header)
    header = run(ledger, "claims", "--format", "csv").output.splitlines()[0].split(",")
    assert {"claim_id", "proposition_id", "documents", "opposed"} <= set(header)


def test_opposed_says_who_denied_what_and_who_changed(ledger: Path) -> None:
    (pair,) = rows(run(ledger, "opposed", "--format", "json"))
    assert (pair["speaker"], pair["opposed_speaker"]) == ("Marta Quell", "Anselm Dray")
    assert (pair["polarity"], pair["opposed_polarity"], pair["changed"]) == ("", "denied", False)
    table = run(ledger, "opposed", "--search", "wall").output
    assert table.splitlines()[0].split()[:3] == ["first_said", "speaker", "polarity"]
    for arguments in (["--search", "zeppelin"], ["--changes"]):
        assert run(ledger, "opposed", *arguments).output.startswith("nothing found: ")
    assert "is no date" in run(ledger, "opposed", "--since", "soon").output
    with Ledger(ledger) as book:
        scan = book.begin_scan("1", "small", {})
        denial = made(WALL, "the harbour wall will hold", "Marta Quell", "said", QUELL, polarity="denied")
        book.add(scan, Document("third.txt", WALL, "", "", "2026-07-05", "published"), [denial])
        book.finish_scan(scan, {})
    (change,) = rows(run(ledger, "opposed", "--changes", "--format", "json"))
    assert (change["speaker"], change["before_said"], change["after_said"]) == (
        "Marta Quell",
        "2026-07-04",
        "2026-07-05",
    )


def test_a_ledger_of_version_2_gets_ids_and_keeps_its_rows(ledger: Path) -> None:
    before = run(ledger, "timeline", "Marta Quell", "--format", "json").output
    connection = sqlite3.connect(ledger)
    (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'statements'").fetchone()
    old = sql.replace("    id INTEGER PRIMARY KEY,\n", "").replace("UNIQUE (document_id", "PRIMARY KEY (document_id")
    assert old != sql
    columns = [row[1] for row in connection.execute("PRAGMA table_info(statements)")][1:]
    quoted = ", ".join(f'"{column}"' for column in columns)
    connection.executescript(
        "PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON; BEGIN; ALTER TABLE statements RENAME TO kept;"
        f"{old}; INSERT INTO statements ({quoted}) SELECT {quoted} FROM kept; DROP TABLE kept; "
        "ALTER TABLE documents DROP COLUMN signature; ALTER TABLE documents DROP COLUMN same_as; "
        "PRAGMA user_version = 2; COMMIT;"
    )
    connection.close()
    assert run(ledger, "timeline", "Marta Quell", "--format", "json").output == before
    connection = sqlite3.connect(ledger)
    assert connection.execute("PRAGMA user_version").fetchone() == (5,)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert "id" in [row[1] for row in connection.execute("PRAGMA table_info(statements)")]
    connection.close()
    assert len(rows(run(ledger, "search", "wall", "--format", "json"))) == 3
    with Ledger(ledger) as book:  # rows still go with their document
        scan = book.begin_scan("2", "small", {})
        book.add(scan, Document("wall.txt", "Nothing."), [])
        book.finish_scan(scan, {})
        assert len(book.statements()) == 2
