"""Claims in the ledger: who said the same, when, how often, and who stood against it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotetrack.ledger import Ledger
from quotetrack.ledger.positions import changes_frame, claims_frame, opposed_frame
from quotetrack.types import Document, Speaker, Statement

HALE = Speaker("Rufus Hale", "person", "minister", (), named=True)
LINDQVAR = Speaker("Petra Lindqvar", "person", "", (), named=True)
OPEN = "that the maternity ward at Dunmere would stay open until spring"
CLOSE = "that the maternity ward at Dunmere would close in October"

Row = tuple[str, Speaker | None, str, str]  # day, speaker, cue, claim
STORY: list[Row] = [
    ("2026-06-25", HALE, "denied", CLOSE),
    ("2026-06-26", LINDQVAR, "said", CLOSE),
    ("2026-07-15", HALE, "denied again", "that Dunmere's maternity ward would be closed in October"),
    ("2026-08-06", HALE, "announced", "The maternity ward at Dunmere will close in October"),
    ("2026-08-07", LINDQVAR, "said", "the trust had lost two midwives a month"),
]


def document(row: Row, number: int) -> tuple[Document, list[Statement]]:
    day, speaker, cue, claim = row
    name = f"{number:02}.txt"
    said = Statement(
        f"q{number}", claim, (speaker,) if speaker else (), cue=cue, polarity="denied" if "den" in cue else "affirmed",
        said_on=day, date_basis="stated", confidence=0.9, end=len(claim),
    )  # fmt: skip
    return Document(name, f"{claim} {number}", published=day, date_basis="published"), [said]


def fill(ledger: Ledger, rows: list[Row], start: int = 0) -> None:
    scan = ledger.begin_scan("1", "small", {})
    for number, row in enumerate(rows, start):
        ledger.add(scan, *document(row, number))
    ledger.finish_scan(scan, {})


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    with Ledger(tmp_path / "q.db") as book:
        fill(book, STORY)
        yield book


def test_the_same_in_other_words_is_one_claim(ledger: Ledger) -> None:
    frame = ledger.statements()
    assert frame["proposition_id"].tolist()[0] == frame["proposition_id"].tolist()[2]
    assert frame["proposition_id"].tolist()[1] == frame["proposition_id"].tolist()[3]
    assert frame["proposition_id"].nunique() == 3
    assert frame["claim_id"].nunique() == 4  # one proposition is two speakers'
    assert frame["occurrences"].tolist() == [2, 1, 2, 1, 1]
    assert frame["opposed"].tolist()[:2] == [frame["proposition_id"][1], frame["proposition_id"][0]]
    assert frame["opposed"].tolist()[4] == ""


def test_claims_sum_up_what_was_said(ledger: Ledger) -> None:
    claims = ledger.claims()
    first = claims.iloc[0]
    assert (first["claim"], first["speaker"]) == (CLOSE, "Rufus Hale")
    assert (first["occurrences"], first["documents"]) == (2, 2)
    assert [str(first[name].date()) for name in ("first_said", "last_said")] == ["2026-06-25", "2026-07-15"]
    assert claims.dtypes.astype(str).to_dict() == {
        "claim_id": "str", "proposition_id": "str", "speaker": "str", "claim": "str", "polarity": "category",
        "occurrences": "int64",
        "documents": "int64", "first_said": "datetime64[us]", "first_said_precision": "category",
        "last_said": "datetime64[us]", "last_said_precision": "category", "opposed": "str",
    }  # fmt: skip
    assert ledger.claims(speaker="Petra Lindqvar")["speaker"].unique().tolist() == ["Petra Lindqvar"]
    assert len(ledger.claims(search="midwives")) == 1


def test_the_table_of_claims_is_what_the_frame_says(ledger: Ledger, tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "q.db")
    rows = connection.execute("SELECT claim_id, speaker, occurrences, first_said, opposed FROM claims").fetchall()
    claims = ledger.claims()
    expected = zip(
        claims["claim_id"], claims["speaker"], claims["occurrences"], claims["first_said"].dt.strftime("%Y-%m-%d"),
        claims["opposed"], strict=True,
    )  # fmt: skip
    assert sorted(rows) == sorted(expected)


def test_who_stands_against_whom(ledger: Ledger) -> None:
    pairs = ledger.opposed()
    assert pairs[["speaker", "opposed_speaker", "changed"]].to_numpy().tolist() == [
        ["Rufus Hale", "Petra Lindqvar", False],
        ["Rufus Hale", "Rufus Hale", True],
    ]
    assert len(ledger.opposed(speaker="Petra Lindqvar")) == 1
    assert len(ledger.opposed(search="nobody said this")) == 0


def test_a_change_of_position(ledger: Ledger) -> None:
    (change,) = ledger.changes().to_dict("records")
    assert (change["speaker"], change["before_id"], change["after_id"]) == ("Rufus Hale", "q2", "q3")
    assert (str(change["before_said"].date()), str(change["after_said"].date())) == ("2026-07-15", "2026-08-06")
    assert ledger.changes(speaker="Petra Lindqvar").empty


def test_back_and_forth_are_two_changes_and_one_day_is_none(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("2026-06-01", HALE, "said", CLOSE), ("2026-06-02", HALE, "denied", CLOSE), ("2026-06-03", HALE, "said", CLOSE),
        ("2026-06-04", LINDQVAR, "said", CLOSE), ("2026-06-04", LINDQVAR, "denied", CLOSE),
        ("", HALE, "denied", CLOSE),
    ]  # fmt: skip
    with Ledger(tmp_path / "q.db") as book:
        fill(book, rows)
        changes = book.changes()
    assert changes[["before_id", "after_id"]].to_numpy().tolist() == [["q0", "q1"], ["q1", "q2"]]


def test_dtypes_of_what_is_opposed_and_changed(ledger: Ledger) -> None:
    opposed, changes = ledger.opposed().dtypes.astype(str), ledger.changes().dtypes.astype(str)
    special = {"occurrences": "int64", "first_said": "datetime64[us]", "last_said": "datetime64[us]"}
    special |= dict.fromkeys(("polarity", "first_said_precision", "last_said_precision"), "category")
    assert opposed.to_dict() == {
        name: "bool" if name == "changed" else special.get(name.removeprefix("opposed_"), "str")
        for name in opposed.index
    }
    assert changes.to_dict() == {name: "datetime64[us]" if name.endswith("_said") else "str" for name in changes.index}


def test_empty_tables_have_their_columns(tmp_path: Path) -> None:
    with Ledger(tmp_path / "q.db") as empty, Ledger(tmp_path / "r.db") as full:
        fill(full, STORY)
        for table in ("claims", "opposed", "changes"):
            nothing, something = getattr(empty, table)(), getattr(full, table)()
            assert nothing.dtypes.to_dict() == something.dtypes.to_dict()
            assert len(nothing) == 0


def test_ids_stay_when_documents_are_added(ledger: Ledger) -> None:
    before = ledger.statements().set_index("statement_id")[["claim_id", "proposition_id"]]
    fill(ledger, [("2026-09-01", LINDQVAR, "said", "the maternity ward in Dunmere will close this October")], 10)
    after = ledger.statements().set_index("statement_id")
    assert after.loc[before.index, before.columns].equals(before)
    assert after.loc["q10", "claim_id"] == before.loc["q1", "claim_id"]


def test_ids_stay_when_the_first_of_a_claim_is_gone(ledger: Ledger) -> None:
    before = ledger.statements().set_index("statement_id")["proposition_id"]
    scan = ledger.begin_scan("1", "small", {})
    ledger.forget(scan, ["00.txt"])
    ledger.finish_scan(scan, {})
    after = ledger.statements().set_index("statement_id")
    assert after["proposition_id"].equals(before.drop("q0"))
    assert after.loc["q2", "occurrences"] == 1


def test_what_nobody_says_any_more_is_forgotten(ledger: Ledger, tmp_path: Path) -> None:
    scan = ledger.begin_scan("1", "small", {})
    ledger.forget(scan, [f"{n:02}.txt" for n in range(5)])
    ledger.finish_scan(scan, {})
    connection = sqlite3.connect(tmp_path / "q.db")
    for table in ("claims", "wordings", "wording_stems", "opposed"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_what_only_its_context_explains_is_no_claim_of_two_articles(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("2026-06-01", HALE, "denied", "the report"), ("2026-06-02", LINDQVAR, "denied", "the report"),
        ("2026-06-03", HALE, "confirmed", "the report"), ("2026-06-04", HALE, "said", "Not a crown more, not one day"),
        ("2026-06-05", HALE, "said", "Not a crown more, not one day"),
    ]  # fmt: skip
    with Ledger(tmp_path / "q.db") as book:
        fill(book, rows)
        frame = book.statements()
        assert book.opposed().empty
    assert frame["proposition_id"].nunique() == 4
    assert frame["occurrences"].tolist() == [1, 1, 1, 2, 2]


def test_what_only_its_context_explains_is_one_in_an_article_and_its_copy(tmp_path: Path) -> None:
    text = " ".join(f"The committee read page {n} of the report about the wall of Port Verrin." for n in range(20))
    with Ledger(tmp_path / "q.db") as book:
        for name in ("b.txt", "a.txt", "c.txt"):  # the first by name comes later
            scan = book.begin_scan("1", "small", {})
            said = Statement(f"q{name[0]}", "the report", (HALE,), cue="read", end=5)
            book.add(scan, Document(name, text + (" Not so." if name == "c.txt" else "")), [said])
            book.finish_scan(scan, {})
        frame = book.statements()
    assert frame["claim_id"].nunique() == 1
    assert frame["occurrences"].tolist() == [1, 1, 1]


def test_a_rejected_statement_counts_for_nothing(ledger: Ledger) -> None:
    frame = ledger.statements()
    frame.loc[frame["statement_id"] == "q3", "reviewed"] = "rejected"
    assert "q3" not in set(changes_frame(frame)["after_id"])
    assert (claims_frame(frame)["claim"] != STORY[3][3]).all()
    assert len(opposed_frame(frame)) == 1


CLAIMS = ("the ward will close", "the ward will not close", "the ward at Dunmere will close", "the ferry is late", "it")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(st.tuples(st.sampled_from(CLAIMS), st.sampled_from(["said", "denied"]), st.booleans()), max_size=8),
    cut=st.integers(0, 8),
)
def test_added_later_or_at_once_the_first_ids_stay(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, str, bool]], cut: int
) -> None:
    rows: list[Row] = [
        (f"2026-06-{n + 1:02}", HALE if first else LINDQVAR, cue, claim) for n, (claim, cue, first) in enumerate(said)
    ]
    folder = tmp_path_factory.mktemp("ledgers")
    with Ledger(folder / "one.db") as one, Ledger(folder / "two.db") as two:
        fill(one, rows)
        fill(two, rows[:cut])
        early = two.statements()
        fill(two, rows[cut:], cut)
        whole, parts = one.statements(), two.statements()
    pd.testing.assert_frame_equal(whole, parts)
    assert parts["claim_id"][: len(early)].tolist() == early["claim_id"].tolist()
