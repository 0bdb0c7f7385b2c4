"""Corrections go through a spreadsheet and back, and hold."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quotetrack.cli import main
from quotetrack.ledger import Ledger
from quotetrack.ledger.cells import EDITABLE
from quotetrack.ledger.review_files import ReviewRow
from quotetrack.ledger.reviews import Change, compare
from quotetrack.scanning import settle_identities
from quotetrack.types import Document, Span, Speaker, Statement

QUELL = Speaker("Marta Quell", "person", "mayor", ("Quell",), named=True)
MQ = Speaker("M.Q.", "person", "", (), named=True)
TEXT = "Quell said the wall will hold. M.Q. said “= nothing” to hide. She denied that it cost €3.5 million… twice."


def statement(number: int, claim: str, who: Speaker, **facts: Any) -> Statement:
    return Statement(
        f"q{number:012x}", claim, (who,), "name", source=who.name, context=TEXT, confidence=0.9, start=number, end=number + 5,
        content_spans=(Span(number, number + 5),), **facts,
    )  # fmt: skip


STATEMENTS = [
    statement(1, "the wall will hold", QUELL, said_on="2026-07-08", date_basis="stated"),
    statement(2, "= nothing to hide", MQ, said_on="2026-03", date_basis="stated"),
    statement(3, "that it cost €3.5 million… “twice”", QUELL, polarity="denied", said_on="2026", date_basis="stated"),
    statement(4, "The wall will hold.", MQ, said_on="2026-07-11", date_basis="stated"),
]


def put(path: Path, statements: list[Statement] = STATEMENTS, name: str = "wall.txt", text: str = TEXT) -> None:
    with Ledger(path) as book:
        scan = book.begin_scan("1", "small", {})
        book.add(scan, Document(name, text, published="2026-07-10", date_basis="published"), statements)
        settle_identities(book)
        book.finish_scan(scan, {})


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    put(tmp_path / "q.db")
    return tmp_path / "q.db"


def run(ledger: Path, *arguments: object, answer: str = "") -> Result:
    result = CliRunner().invoke(main, [*map(str, arguments), "--ledger", str(ledger)], input=answer)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def exported(ledger: Path) -> tuple[Path, list[dict[str, str]]]:
    out = ledger.with_name("rows.csv")
    run(ledger, "export", "--out", out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        return out, list(csv.DictReader(file))


def write(path: Path, rows: list[dict[str, str]], delimiter: str = ",", encoding: str = "utf-8-sig") -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding, "replace"))


def column(ledger: Path, name: str) -> list[str]:
    return [row[name] for row in exported(ledger)[1]]


def test_an_export_as_it_is_changes_nothing(ledger: Path) -> None:
    out, _ = exported(ledger)
    result = run(ledger, "review", out)
    assert (result.exit_code, result.output) == (0, f"nothing to change in {ledger}\n")


def test_what_is_edited_is_shown_asked_for_and_made(ledger: Path) -> None:
    out, rows = exported(ledger)
    rows[0] |= {"claim": "the wall holds", "said_on": "2026-07-07", "note": "checked", "reviewed": "Confirmed"}
    rows[3] |= {"claim_id": rows[2]["claim_id"]}
    write(out, rows)
    asked = run(ledger, "review", out, answer="n\n")
    assert "line 2: claim: the wall will hold → the wall holds" in asked.output
    assert "make 5 changes (" in asked.output
    assert asked.output.endswith("nothing changed\n")
    assert column(ledger, "claim")[0] == "the wall will hold"
    write(out, rows)
    assert run(ledger, "review", out, "--yes").exit_code == 0
    _, after = exported(ledger)
    assert [after[0][name] for name in ("claim", "said_on", "date_basis", "note", "reviewed")] == [
        "the wall holds", "2026-07-07", "stated", "checked", "confirmed",
    ]  # fmt: skip
    assert after[3]["claim_id"] == after[2]["claim_id"]
    assert after[3]["reviewed"] == "corrected"
    assert after[3]["occurrences"] == "2"
    assert run(ledger, "review", exported(ledger)[0]).output.startswith("nothing to change")


def test_changes_for_programs_are_listed_and_made_only_with_yes(ledger: Path) -> None:
    out, rows = exported(ledger)
    rows[0]["note"] = "checked"
    rows[1] |= {"speaker": "Marta Quell"}
    rows[2]["reviewed"] = "maybe"
    write(out, rows)
    listed = run(ledger, "review", out, "--json")
    facts = json.loads(listed.stdout)
    assert listed.exit_code == 1
    assert (facts["made"], [change["column"] for change in facts["changes"]]) == (False, ["note", "speaker"])
    assert facts["changes"][0] == {
        "line": 2, "statement_id": rows[0]["statement_id"], "column": "note", "before": "", "after": "checked",
    }  # fmt: skip
    assert [(item["line"], item["reason"][:17]) for item in facts["refused"]] == [(4, "reviewed is 'mayb")]
    assert f"quotetrack review {out} --yes --ledger {ledger}" in listed.stderr
    assert column(ledger, "note")[0] == ""
    write(out, rows)
    made = json.loads(run(ledger, "review", out, "--yes", "--json").stdout)
    assert (made["made"], made["changes"], made["refused"]) == (True, facts["changes"], facts["refused"])
    assert made["learned"] == [{"alias": "M.Q.", "name": "Marta Quell", "document": "wall.txt"}]
    assert column(ledger, "note")[0] == "checked"


def test_a_rejected_statement_counts_no_more(ledger: Path) -> None:
    _, rows = exported(ledger)
    assert rows[0]["claim_id"] != rows[3]["claim_id"]  # other speakers
    rows[3]["speaker"] = "Marta Quell"
    write(ledger.with_name("rows.csv"), rows)
    run(ledger, "review", ledger.with_name("rows.csv"), "--yes")
    _, rows = exported(ledger)
    assert [rows[0][name] for name in ("occurrences", "last_said")] == ["2", "2026-07-11"]
    assert rows[3]["role"] == "mayor"
    rows[3]["reviewed"] = "rejected"
    write(ledger.with_name("rows.csv"), rows)
    run(ledger, "review", ledger.with_name("rows.csv"), "--yes")
    _, rows = exported(ledger)
    assert [rows[0][name] for name in ("occurrences", "last_said")] == ["1", "2026-07-08"]


def test_the_speakers_follow_what_is_corrected(ledger: Path) -> None:
    def said() -> dict[str, int]:
        with Ledger(ledger) as book:
            return dict(book.speakers()[["name", "statements"]].itertuples(index=False, name=None))

    assert said() == {"Marta Quell": 2, "M.Q.": 2}
    _, rows = exported(ledger)
    rows[0]["speaker"] = "Marta Quell; Ada Lund"
    rows[1]["speaker"] = "Ada Lund"
    rows[2]["reviewed"] = "rejected"
    rows[3]["speaker"] = "Marta Quell"
    write(ledger.with_name("rows.csv"), rows)
    run(ledger, "review", ledger.with_name("rows.csv"), "--yes")
    assert said() == {"Marta Quell": 2, "Ada Lund": 2}
    assert said() == Counter(name for names, kept in zip(column(ledger, "speaker"), column(ledger, "reviewed"),
                                                         strict=True)
                             for name in names.split("; ") if kept != "rejected")  # fmt: skip


def test_a_corrected_claim_joins_what_says_the_same(ledger: Path) -> None:
    _, rows = exported(ledger)
    assert rows[1]["proposition_id"] != rows[0]["proposition_id"]
    rows[1]["claim"] = "that the wall will surely hold"
    write(ledger.with_name("rows.csv"), rows)
    run(ledger, "review", ledger.with_name("rows.csv"), "--yes")
    _, after = exported(ledger)
    assert after[1]["proposition_id"] == rows[0]["proposition_id"]
    put(ledger)
    assert [row["proposition_id"] for row in exported(ledger)[1]] == [row["proposition_id"] for row in after]
    with sqlite3.connect(ledger) as connection:
        claims = connection.execute("SELECT claim_id FROM claims ORDER BY claim_id").fetchall()
    assert [claim for (claim,) in claims] == sorted({row["claim_id"] for row in after})


REFUSED = [
    ({"statement_id": "q0", "note": "x"}, "no statement 'q0' in the ledger"),
    ({"reviewed": "maybe"}, "reviewed is 'maybe': use confirmed, corrected, rejected"),
    ({"said_on": "soon"}, "said_on is 'soon': write it as 2026-07-08"),
    ({"said_on": "03/04/2026"}, "said_on is '03/04/2026'"),  # April 3 or March 4
    ({"said_on": "2026-02-30"}, "said_on is '2026-02-30'"),
    ({"claim": " "}, "claim is empty: write rejected into reviewed"),
    ({"claim_id": "c0"}, "no claim 'c0' in the ledger"),
]


@pytest.mark.parametrize(("edit", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_rows_that_do_not_fit_are_named_and_the_rest_is_made(ledger: Path, edit: dict[str, str], reason: str) -> None:
    out, rows = exported(ledger)
    rows[1] |= edit
    rows[2]["note"] = "look again"
    write(out, rows)
    result = run(ledger, "review", out, "--yes")
    assert result.exit_code == 1
    assert f"line 3 is left as it was: {reason}" in result.output
    assert column(ledger, "note") == ["", "", "look again", ""]


def test_a_row_twice_with_other_values_is_refused(ledger: Path) -> None:
    out, rows = exported(ledger)
    write(out, [rows[0] | {"note": "one"}, *rows[1:], rows[0] | {"note": "other"}, rows[1]])
    result = run(ledger, "review", out, "--yes")
    assert "line 6 is left as it was" in result.output
    assert "line 7" not in result.output


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_what_spreadsheets_write_is_read(ledger: Path, delimiter: str, encoding: str) -> None:
    out, rows = exported(ledger)
    for row in rows:
        row["claim"] = row["claim"].removeprefix("'")  # the apostrophe before a formula is lost
        row["confidence"] = row["confidence"].replace(".", ",")
    rows[0]["note"] = "geprüft – “gut”"
    write(out, rows[::-1], delimiter, encoding)
    result = run(ledger, "review", out, "--yes")
    assert "made 1 change (1 of note)" in result.output, result.output
    assert column(ledger, "note")[0] == "geprüft – “gut”"


@pytest.mark.parametrize("open_byte", ["\x9d", "\uf19d"])  # as LibreOffice writes it by its own default
def test_a_file_opened_in_the_wrong_encoding_is_mended(ledger: Path, open_byte: str) -> None:
    out, rows = exported(ledger)
    rows[0]["note"] = "geprüft – “gut”"
    write(out, rows)
    shown = out.read_bytes().decode("cp1252", "replace").replace("\ufffd", open_byte)
    out.write_text(shown, encoding="utf-8", newline="")
    result = run(ledger, "review", out, "--yes")
    assert "made 1 change (1 of note)" in result.output, result.output
    assert column(ledger, "note")[0] == "geprüft – “gut”"


def test_what_the_wrong_encoding_has_lost_is_no_change_and_an_edit_there_is_refused(ledger: Path) -> None:
    out, _ = exported(ledger)
    shown = out.read_bytes().decode("cp1252", "ignore")  # LibreOffice drops what Windows-1252 leaves open
    assert "â€œtwiceâ€" in shown
    out.write_text(shown, encoding="utf-8", newline="")
    assert run(ledger, "review", out).output.startswith("nothing to change")
    out.write_text(shown.replace("twiceâ€", "onceâ€"), encoding="utf-8", newline="")
    result = run(ledger, "review", out)
    assert "line 4 is left as it was: claim was opened in the wrong encoding" in result.output


def test_excels_own_first_line(ledger: Path) -> None:
    out, rows = exported(ledger)
    rows[0]["note"] = "x"
    write(out, rows, ";", "utf-8")
    out.write_text("sep=;\r\n" + out.read_text(encoding="utf-8"), encoding="utf-8")
    assert "line 3: note: (empty) → x" in run(ledger, "review", out, "--yes").output


DATES = [
    "8.7.2026",
    "08.07.2026",
    "7/8/2026",
    "07/08/26",
    "2026-07-08 00:00:00",
    "July 8, 2026",
    "8 Jul 2026",
    "2026/07/08",
]


@pytest.mark.parametrize("shown", DATES)
def test_a_date_in_the_manner_of_a_country_is_no_change(ledger: Path, shown: str) -> None:
    out, rows = exported(ledger)
    rows[0]["said_on"] = shown
    rows[1]["said_on"] = "Mrz 26" if "." in shown else "Mar-26"
    write(out, rows)
    assert run(ledger, "review", out).output.startswith("nothing to change")


def test_other_marks_are_no_change(ledger: Path) -> None:
    out, rows = exported(ledger)
    rows[2]["claim"] = 'that it cost €3.5 million... "twice" '
    write(out, rows)
    assert run(ledger, "review", out).output.startswith("nothing to change")


def test_excel_there_and_back(ledger: Path) -> None:
    out = ledger.with_name("rows.xlsx")
    run(ledger, "export", "--out", out)
    assert run(ledger, "review", out).output.startswith("nothing to change")
    book = openpyxl.load_workbook(out)
    sheet = book["statements"]
    header = [cell.value for cell in sheet[1]]
    sheet.cell(3, header.index("note") + 1).value = 2026
    sheet.cell(3, header.index("claim") + 1).value = "nothing is hidden"
    book.save(out)
    assert "made 2 changes" in run(ledger, "review", out, "--yes").output
    assert [column(ledger, "note")[1], column(ledger, "claim")[1]] == ["2026", "nothing is hidden"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a,b\n1,2\n", "has no column statement_id"), (b"", "has no column statement_id"),
        (b"statement_id,note,note\nq1,a,b\n", "has the column note twice"), (bytes(range(256)) * 9, "binary"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_one_line(ledger: Path, tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes(content)
    result = run(ledger, "review", path)
    assert (result.exit_code, reason in result.output, result.output.count("\n")) == (2, True, 1), result.output
    (tmp_path / "other.xlsx").write_bytes(content or b"x")
    assert run(ledger, "review", tmp_path / "other.xlsx").exit_code == 2
    assert "no such file" in run(ledger, "review", tmp_path / "none.csv").output


def test_corrections_hold_when_the_article_changes_a_little(ledger: Path) -> None:
    out, rows = exported(ledger)
    rows[0] |= {"note": "checked"}
    rows[3] |= {"reviewed": "rejected"}
    write(out, rows)
    run(ledger, "review", out, "--yes")
    put(ledger)
    assert column(ledger, "note")[0] == "checked"
    moved = [statement(n + 50, s.claim, s.speakers[0], said_on=s.said_on, date_basis=s.date_basis)
             for n, s in enumerate(STATEMENTS)]  # fmt: skip
    put(ledger, moved, text="Updated. " + TEXT)
    _, rows = exported(ledger)
    assert [row["note"] for row in rows] == ["checked", "", "", ""]
    assert [row["reviewed"] for row in rows] == ["", "", "", "rejected"]


def test_a_speaker_named_in_full_is_learned_for_the_whole_document(ledger: Path) -> None:
    out, rows = exported(ledger)
    assert [row["speaker"] for row in rows] == ["Marta Quell", "M.Q.", "Marta Quell", "M.Q."]
    rows[1]["speaker"] = "Marta Quell"
    write(out, rows)
    assert "learned: M.Q. in wall.txt is Marta Quell" in run(ledger, "review", out, "--yes").output
    assert set(column(ledger, "speaker")) == {"Marta Quell"}
    put(ledger)
    assert set(column(ledger, "speaker")) == {"Marta Quell"}


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=12)


@settings(max_examples=20, deadline=None)
@example(note="'", claim="'x", speaker="'", guard="")
@given(note=CELLS, claim=CELLS, speaker=CELLS, guard=st.sampled_from(["", "=", "'=", "+1", "-", "@x", "\t"]))
def test_round_trip(tmp_path_factory: pytest.TempPathFactory, note: str, claim: str, speaker: str, guard: str) -> None:
    """Export, edit, review, scan again, export: what the editor meant."""
    path = tmp_path_factory.mktemp("review") / "q.db"
    put(path)
    wanted = {"note": note, "claim": guard + claim, "speaker": speaker}
    _, rows = exported(path)
    for name, value in wanted.items():
        rows[0][name] = ("'" if re.match(r"'*[=+\-@\t\r\n＝＋－＠]", value) else "") + value  # as an export guards it
    write(path.with_name("rows.csv"), rows)
    run(path, "review", path.with_name("rows.csv"), "--yes")
    put(path)
    with Ledger(path) as book:
        row = book.statements().iloc[0]
    for name, value in wanted.items():
        meant = " ".join(value.split())
        if meant or name != "claim":  # an empty claim is refused
            assert row[name] in (meant, " ".join(meant.removeprefix("'").split())), (name, value, row[name])
    assert run(path, "review", exported(path)[0]).output.startswith("nothing to change")


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(EDITABLE), CELLS), max_size=8))
def test_any_edit_is_a_change_or_refused(edits: list[tuple[int, str, str]]) -> None:
    import pandas as pd

    from quotetrack.ledger.columns import typed

    raw = pd.DataFrame([
        {"statement_id": s.statement_id, "speaker": "Quell", "claim": s.claim, "said_on": s.said_on,
         "claim_id": f"c{n}", "note": "", "reviewed": ""}
        for n, s in enumerate(STATEMENTS)
    ])  # fmt: skip
    frame = typed(raw)
    rows = [ReviewRow(n + 2, {str(k): str(v) for k, v in row.items()}) for n, row in enumerate(raw.to_dict("records"))]
    for number, name, value in edits:
        rows[number].cells[name] = value
    found = compare(frame, rows)
    changes, refused = found.changes, found.refused
    assert all(isinstance(change, Change) and change.before != change.after for change in changes)
    touched = {(rows[number].line) for number, _, _ in edits}
    assert {change.line for change in changes} | {item.line for item in refused} <= touched


def test_the_summary_of_a_scan_counts_as_the_list_of_speakers_does(ledger: Path) -> None:
    from quotetrack.cli_scan import _Counts, _found

    official = Speaker("senior official", "person", "", (), named=False)
    put(ledger, [*STATEMENTS, statement(7, "it may rain", official)])
    _, rows = exported(ledger)
    rows[0]["reviewed"] = rows[2]["reviewed"] = "rejected"
    rows[1]["speaker"] = "Ada Lund"
    write(ledger.with_name("rows.csv"), rows)
    run(ledger, "review", ledger.with_name("rows.csv"), "--yes")
    with Ledger(ledger) as book:
        counts = _Counts()
        assert len(list(counts.passed(book.parts()))) == 1
        lines = _found(counts, book.speakers())
    listed = json.loads(run(ledger, "speakers", "list", "--json").stdout)
    counts = {row["name"]: row["statements"] for row in listed}
    assert counts == {"Ada Lund": 2, "senior official": 1}
    assert lines[0].startswith("3 statements (")
    assert lines[0].endswith(" by 1 named speaker; 2 more rejected")
    assert [line.split(maxsplit=1) for line in lines[1:]] == [["2", "Ada Lund"]]


def test_an_error_is_one_line_whatever_the_header_says(ledger: Path, tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text('statement_id,"no\nte\x1b","no\nte\x1b"\nq1,a,b\n')
    result = run(ledger, "review", tmp_path / "odd.csv")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "the column no te\ufffd twice" in result.stderr
