"""Several people correct files of one ledger at once: nobody's corrections are lost."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import quotetrack
from quotetrack.ledger import Ledger, read_csv, to_csv
from quotetrack.ledger.as_exported import AS_EXPORTED, exported, is_as, marked
from quotetrack.ledger.cells import EDITABLE, editable, plain
from quotetrack.ledger.columns import STATEMENTS as COLUMNS
from tests.test_review import MQ, QUELL, STATEMENTS, put, run, statement, write
from tests.test_review import exported as rows_of


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    put(tmp_path / "q.db")
    return tmp_path / "q.db"


def edited(ledger: Path, name: str, rows: list[dict[str, str]], *edits: tuple[int, str, str]) -> Path:
    """A copy of an export in which somebody has edited cells."""
    rows = [dict(row) for row in rows]
    for number, column, value in edits:
        rows[number][column] = value
    write(ledger.with_name(name), rows)
    return ledger.with_name(name)


def cells(ledger: Path, column: str) -> list[str]:
    return [row[column] for row in rows_of(ledger)[1]]


def test_the_column_stands_last_in_files_and_is_none_of_the_table(ledger: Path) -> None:
    _, rows = rows_of(ledger)
    assert list(rows[0])[-1] == AS_EXPORTED == "as_exported"
    assert set(exported(rows[0])) == set(EDITABLE)
    run(ledger, "export", "--out", ledger.with_name("rows.xlsx"))
    sheet = openpyxl.load_workbook(ledger.with_name("rows.xlsx"))["statements"]
    last = sheet.cell(1, sheet.max_column)
    assert (last.value, sheet.column_dimensions[last.column_letter].hidden) == (AS_EXPORTED, True)
    assert sheet.cell(2, sheet.max_column).value == rows[0][AS_EXPORTED]
    with Ledger(ledger) as book:
        assert list(book.statements().columns) == list(COLUMNS)
    assert AS_EXPORTED in read_csv(ledger.with_name("rows.csv"))


@pytest.mark.parametrize("order", [("ada.csv", "ben.csv"), ("ben.csv", "ada.csv")])
def test_who_comes_second_sets_nothing_back(ledger: Path, order: tuple[str, str]) -> None:
    _, rows = rows_of(ledger)
    edited(ledger, "ada.csv", rows, (0, "note", "A"), (0, "reviewed", "rejected"), (1, "speaker", "Marta Quell"))
    edited(ledger, "ben.csv", rows, (1, "note", "B"), (2, "claim", "that it cost three"), (3, "said_on", "2026-07-01"))
    for name in order:
        assert run(ledger, "review", ledger.with_name(name), "--yes").exit_code == 0
    assert cells(ledger, "note") == ["A", "B", "", ""]
    assert cells(ledger, "reviewed") == ["rejected", "corrected", "corrected", "corrected"]
    assert set(cells(ledger, "speaker")) == {"Marta Quell"}  # learned: M.Q. is
    assert cells(ledger, "claim")[2] == "that it cost three"
    assert cells(ledger, "said_on")[3] == "2026-07-01"
    for name in order:
        assert run(ledger, "review", ledger.with_name(name)).output.startswith("nothing to change")


def test_one_cell_that_two_have_corrected_stays_and_is_named(ledger: Path) -> None:
    _, rows = rows_of(ledger)
    ada = edited(ledger, "ada.csv", rows, (0, "note", "A"), (1, "note", "same"))
    ben = edited(ledger, "ben.csv", rows, (0, "note", "B"), (1, "note", "same"), (2, "note", "also B"))
    assert run(ledger, "review", ada, "--yes").exit_code == 0
    result = run(ledger, "review", ben, "--yes")
    assert result.exit_code == 1
    assert "line 2: note: somebody else has corrected it since: A is kept, B needs --overwrite\n" in result.stderr
    assert result.stdout.startswith("line 4: note: (empty) → also B\n")
    assert cells(ledger, "note") == ["A", "same", "also B", ""]
    facts = json.loads(run(ledger, "review", ben, "--json").stdout)
    assert facts["conflicts"] == [
        {"line": 2, "statement_id": rows[0]["statement_id"], "column": "note", "kept": "A", "instead": "B"}
    ]
    assert run(ledger, "review", ben, "--overwrite", "--yes").exit_code == 0
    assert cells(ledger, "note") == ["B", "same", "also B", ""]


def test_the_same_in_python(ledger: Path) -> None:
    _, rows = rows_of(ledger)
    ada, ben = edited(ledger, "ada.csv", rows, (0, "note", "A")), edited(ledger, "ben.csv", rows, (0, "note", "B"))
    with Ledger(ledger) as book:
        quotetrack.review(ada, book)
        stays = quotetrack.review(ben, book)
        assert (stays.changes, [(one.kept, one.instead) for one in stays.conflicts]) == ((), [("A", "B")])
        assert [change.after for change in quotetrack.review(ben, book, overwrite=True).changes] == ["B"]


def test_one_goes_on_with_ones_own_file(ledger: Path) -> None:
    """What a file has brought itself may be changed in it again, and be taken back."""
    _, rows = rows_of(ledger)
    for value in ("rejected", "confirmed", ""):
        mine = edited(ledger, "mine.csv", rows, (0, "reviewed", value), (3, "note", "checked"))
        assert run(ledger, "review", mine, "--yes").exit_code == 0
        assert cells(ledger, "reviewed")[0] == value
        assert run(ledger, "review", mine).output.startswith("nothing to change")
    edited(ledger, "other.csv", rows, (0, "reviewed", "rejected"))
    run(ledger, "review", ledger.with_name("other.csv"), "--yes")
    assert run(ledger, "review", ledger.with_name("mine.csv")).output.startswith("nothing to change")


def test_without_the_column_the_file_that_is_read_last_counts(ledger: Path) -> None:
    _, rows = rows_of(ledger)
    for row in rows:
        del row[AS_EXPORTED]
    for name, number in (("ada.csv", 0), ("ben.csv", 1)):
        run(ledger, "review", edited(ledger, name, rows, (number, "note", name)), "--yes")
    assert cells(ledger, "note") == ["", "ben.csv", "", ""]


def test_an_old_export_does_not_ask_for_claims_of_then(ledger: Path) -> None:
    _, rows = rows_of(ledger)
    ada = edited(ledger, "ada.csv", rows, (0, "speaker", "Ada Lund"))
    ben = edited(ledger, "ben.csv", rows, (3, "claim_id", rows[0]["claim_id"]))
    run(ledger, "review", ada, "--yes")
    assert rows[0]["claim_id"] not in cells(ledger, "claim_id")
    assert run(ledger, "review", ada).output.startswith("nothing to change")
    assert run(ledger, "review", ben, "--yes").exit_code == 0
    now = cells(ledger, "claim_id")
    assert now[3] == now[0]
    assert run(ledger, "review", ben).output.startswith("nothing to change")


def test_what_merges_and_scans_change_meanwhile_is_no_edit(ledger: Path) -> None:
    _, rows = rows_of(ledger)
    ben = edited(ledger, "ben.csv", rows, (3, "note", "B"))
    run(ledger, "speakers", "merge", "M.Q.", "Marta Quell")
    put(ledger, [*STATEMENTS[1:2], STATEMENTS[3]])  # two statements are gone
    assert run(ledger, "review", ben, "--yes").output.startswith("line 5: note: (empty) → B\nmade 1 change")
    assert cells(ledger, "speaker") == ["Marta Quell", "Marta Quell"]
    gone = edited(ledger, "gone.csv", rows, (0, "note", "gone"))
    assert "line 2 is left as it was: no statement" in run(ledger, "review", gone).output


def test_of_copies_of_an_article_one_row_may_be_edited(ledger: Path) -> None:
    put(ledger, name="copy.txt")
    _, rows = rows_of(ledger)
    assert rows[0]["statement_id"] == rows[4]["statement_id"]
    ada = edited(ledger, "ada.csv", rows, (4, "note", "A"), (0, "reviewed", "confirmed"))
    result = run(ledger, "review", ada, "--yes")
    assert (result.exit_code, "made 2 changes" in result.output) == (0, True), result.output
    assert run(ledger, "review", ada).output.startswith("nothing to change")
    assert [cells(ledger, "note")[n] for n in (0, 4)] == ["A", "A"]
    twice = edited(ledger, "twice.csv", rows_of(ledger)[1], (0, "note", "x"), (4, "note", "y"))
    assert "stands in line 2 already, with other values" in run(ledger, "review", twice).output


def test_a_mark_of_correction_can_be_taken_away(ledger: Path) -> None:
    _, rows = rows_of(ledger)
    run(ledger, "review", edited(ledger, "ada.csv", rows, (0, "claim", "it holds")), "--yes")
    _, rows = rows_of(ledger)
    assert rows[0]["reviewed"] == "corrected"
    run(ledger, "review", edited(ledger, "ben.csv", rows, (0, "reviewed", "")), "--yes")
    assert cells(ledger, "reviewed")[0] == ""


SAME = [
    ("said_on", "2026-07-08", "8.7.2026"), ("said_on", "2026-07-08", "7/8/26"), ("said_on", "2026-03", "Mrz 26"),
    ("said_on", "2026-07-08", "2026-07-08 00:00:00"), ("said_on", "", "NaT"), ("note", "", "nan"),
    ("note", "=1+1", "'=1+1"), ("note", "'=1+1", "=1+1"), ("note", "'=1+1", "''=1+1"), ("note", "a  b", "a b "),
    ("note", "a\nb", "a\r\nb"), ("claim", "“a” – b…", '"a" - b...'), ("reviewed", "rejected", "Rejected"),
    ("claim", "a" * 40_000, "a" * 32_767), ("note", "a\x01b", "a\ufffdb"), ("speaker", "Zoe\u0308", "Zoë"),
]  # fmt: skip
OTHER = [
    ("said_on", "2026-07-08", "2026-07-09"), ("said_on", "2026-03", "2026-03-01"), ("said_on", "2026-07-08", ""),
    ("note", "", "x"), ("note", "a", "A"), ("note", "1+1", "=1+1"), ("claim", "a b", "ab"), ("claim_id", "c1", "c2"),
    ("reviewed", "", "confirmed"), ("note", "‘=1", "=1"), ("note", "€3.5", "€35"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "before", "after", "same"), [*((*c, True) for c in SAME), *((*c, False) for c in OTHER)]
)
def test_what_is_an_edit(column: str, before: str, after: str, same: bool) -> None:
    from quotetrack.ledger.columns import typed

    row = {**dict.fromkeys(EDITABLE, ""), column: before}
    (digests,) = map(exported, marked(typed(pd.DataFrame([row]))).to_dict("records"))
    assert is_as(digests[column], column, before)
    assert is_as(digests[column], column, after) == same


def as_it_is(sheet: Any) -> None:
    pass


def dates_as_cells(sheet: Any) -> None:
    """As a spreadsheet does that opens a CSV: what may be a date becomes one."""
    at = [cell.value for cell in sheet[1]].index("said_on") + 1
    for row in range(2, sheet.max_row + 1):
        cell = sheet.cell(row, at)
        if cell.value == "2026-03":
            cell.value, cell.number_format = dt.datetime(2026, 3, 1), "mmm\\-yy"
        elif cell.value == "2026":
            cell.value = 2026


@pytest.mark.parametrize("change", [as_it_is, dates_as_cells])
def test_excel_there_and_back_changes_nothing_of_others(ledger: Path, change: Any) -> None:
    long = statement(5, "word " * 8000, QUELL)
    put(ledger, [*STATEMENTS, statement(6, "=1+1 \x01 is nothing", MQ), long])
    _, rows = rows_of(ledger)
    out = ledger.with_name("ben.xlsx")
    run(ledger, "export", "--out", out)
    book = openpyxl.load_workbook(out)
    change(book["statements"])
    book.save(out)
    ada = edited(
        ledger, "ada.csv", rows, *((n, "note", f"A{n}") for n in range(6)), *((n, "said_on", "2025") for n in range(6))
    )
    assert run(ledger, "review", ada, "--yes").exit_code == 0
    assert run(ledger, "review", out).output == f"nothing to change in {ledger}\n"


def test_a_frame_of_ones_own_is_compared_with_the_ledger(ledger: Path) -> None:
    """Statements that are edited in Python and written with to_csv do not pass for an export."""
    with Ledger(ledger) as book:
        frame = book.statements()
        frame.loc[0, "note"] = "from Python"
        to_csv(frame, ledger.with_name("own.csv"))
        assert [change.after for change in quotetrack.review(ledger.with_name("own.csv"), book).changes] == [
            "from Python"
        ]
        book.to_csv(ledger.with_name("there.csv"))
    there = pd.read_csv(ledger.with_name("there.csv"))
    there.loc[1, "note"] = "through pandas"
    there.to_csv(ledger.with_name("there.csv"), index=False)
    run(ledger, "review", edited(ledger, "ada.csv", rows_of(ledger)[1], (2, "note", "A")), "--yes")
    assert run(ledger, "review", ledger.with_name("there.csv"), "--yes").exit_code == 0
    assert cells(ledger, "note") == ["from Python", "through pandas", "A", ""]


def test_a_ledger_of_before_learns_which_file_brought_a_correction(ledger: Path) -> None:
    run(ledger, "review", edited(ledger, "ada.csv", rows_of(ledger)[1], (0, "note", "A")), "--yes")
    with sqlite3.connect(ledger) as db:
        claims = db.execute("SELECT count(*) FROM claims").fetchone()
        db.execute("ALTER TABLE reviews DROP COLUMN file")
        db.execute("PRAGMA user_version = 4")
    with Ledger(ledger) as book:
        assert list(book.corrected("ada.csv").values()) == [False]
        assert book.statements()["note"][0] == "A"
    with sqlite3.connect(ledger) as db:
        assert db.execute("SELECT count(*) FROM claims").fetchone() == claims != (0,)


WORDS = st.text("ab '=“”1-\n", min_size=1, max_size=5).filter(lambda text: text.strip(" \n'"))
VALUES = {
    "speaker": st.sampled_from(["Marta Quell", "Ada Lund", "M.Q.", ""]), "claim": WORDS, "note": WORDS,
    "said_on": st.sampled_from(["2026-07-01", "2026-06", "2025", ""]), "reviewed": st.sampled_from(["confirmed", "rejected"]),
    "claim_id": st.integers(0, 3),
}  # fmt: skip
EDITS = st.dictionaries(st.tuples(st.integers(0, 3), st.sampled_from(EDITABLE)), st.none(), max_size=8).flatmap(
    lambda keys: st.tuples(*(st.tuples(st.just(n), st.just(c), VALUES[c], st.sampled_from("ab")) for n, c in keys))
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, str]]]:
    """A ledger to be copied, and the rows of its export."""
    path = tmp_path_factory.mktemp("base") / "q.db"
    put(path)
    return path, rows_of(path)[1]


@settings(max_examples=12, deadline=None)
@given(EDITS)
@example(((0, "claim", "''\n1", "a"),))
def test_in_either_order_both_sets_of_edits_are_there(
    base: tuple[Path, list[dict[str, str]]], edits: tuple[tuple[int, str, Any, str], ...]
) -> None:
    """Of any two people who correct different cells of one export."""
    path, rows = base
    made = [(n, c, rows[v]["claim_id"] if c == "claim_id" else v, who) for n, c, v, who in edits]
    for order in ("ab", "ba"):
        copy = path.with_name("copy.db")
        copy.write_bytes(path.read_bytes())
        with Ledger(copy) as book:
            for who in order:
                file = edited(path, f"{who}.csv", rows, *((n, c, v) for n, c, v, by in made if by == who))
                found = quotetrack.review(file, book)
                assert found.conflicts == ()
                # A claim that the other one corrected is called otherwise by now, which is said.
                assert all(refused.reason.startswith("no claim 'c") for refused in found.refused)
            after = editable(book.statements()).to_dict("records")
        for n, column, value, _ in made:
            if column == "claim_id":  # it may be called otherwise by now
                assert after[n]["claim_id"] in {row["claim_id"] for row in after}
            elif rows[n][column] != value:
                assert is_as(exported(marked_cell(column, plain(value)))[column], column, after[n][column])


def marked_cell(column: str, value: str) -> dict[str, str]:
    from quotetrack.ledger.columns import typed

    row = {**dict.fromkeys(EDITABLE, ""), column: value}
    return {AS_EXPORTED: str(marked(typed(pd.DataFrame([row])))[AS_EXPORTED][0])}
