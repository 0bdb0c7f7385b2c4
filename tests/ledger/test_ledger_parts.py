"""What is read, summed up or exported a part at a time is what the whole ledger says."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.synthetic import archive
from quotetrack.ledger import Ledger, parts
from quotetrack.ledger.frames import select
from quotetrack.ledger.reviews import Change
from quotetrack.types import Document, Speaker, Statement

ARTICLES = list(islice(archive(seed=5), 14))
NAMES = [document.name for document, _ in ARTICLES]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("parts") / "q.db"
    with Ledger(path) as book:
        number = book.begin_scan("1.0", "small", {})
        book.add_many(number, ARTICLES[:11])
        book.finish_scan(number, {})
    return path


@pytest.fixture
def ledger(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    """A ledger that is read in parts of a few statements."""
    monkeypatch.setattr(parts, "PART", 12)
    with closing(sqlite3.connect(filled)) as db, closing(sqlite3.connect(tmp_path / "q.db")) as copy:
        db.backup(copy)
    with Ledger(tmp_path / "q.db") as book:
        yield book


def nothing(rows: pd.DataFrame) -> list[tuple[int, str, str]]:
    return []


def of_each_kind(rows: pd.DataFrame) -> list[tuple[int, str, str]]:
    repeated = rows[rows["occurrences"] > 1].index
    return [
        (int(repeated[0]), "reviewed", "rejected"),
        (3, "speaker", str(rows["speaker"][20])),
        (4, "speaker", "a senior official; Nobody Else"),
        (50, "claim", str(rows["claim"][70])),
        (51, "claim", "what nobody else has said of the ferries"),
        (60, "said_on", "2019"),
        (61, "note", "see the video"),
    ]


def of_claims(rows: pd.DataFrame) -> list[tuple[int, str, str]]:
    last = len(rows) - 1
    return [(2, "claim_id", str(rows["claim_id"][last])), (last - 1, "claim_id", str(rows["claim_id"][30]))]


REVIEWS = [nothing, of_each_kind, of_claims]


def review(book: Ledger, corrections: Callable[[pd.DataFrame], list[tuple[int, str, str]]]) -> None:
    rows = book.statements()
    changes = [Change(1, rows["statement_id"][at], name, "", value) for at, name, value in corrections(rows)]
    assert book.add_reviews(changes) == len(changes)


def claims(book: Ledger) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(book.path)) as db:
        return db.execute("SELECT * FROM claims ORDER BY claim_id").fetchall()


def summed_up_anew(book: Ledger) -> list[tuple[object, ...]]:
    """The table of claims after a scan that follows one which was broken off: it takes nothing for granted."""
    with closing(sqlite3.connect(book.path)) as db:
        db.execute("UPDATE scans SET finished = '' WHERE id = (SELECT max(id) FROM scans)")
        db.commit()
    book.finish_scan(book.begin_scan("1.0", "small", {}), {})
    return claims(book)


@pytest.mark.parametrize("corrections", REVIEWS)
@pytest.mark.parametrize("min_confidence", [0.0, 0.6])
def test_parts_follow_one_another(
    ledger: Ledger, corrections: Callable[..., list[tuple[int, str, str]]], min_confidence: float
) -> None:
    review(ledger, corrections)
    found = list(ledger.parts(min_confidence=min_confidence))
    whole = ledger.statements(min_confidence=min_confidence)
    assert len(found) > 4
    assert 0 < len(whole) < (1000 if min_confidence else 1001)
    pd.testing.assert_frame_equal(pd.concat(found, ignore_index=True), whole)


@pytest.mark.parametrize("corrections", REVIEWS)
@pytest.mark.parametrize("min_confidence", [0.0, 0.6])
def test_filters_choose_of_the_whole(
    ledger: Ledger, corrections: Callable[..., list[tuple[int, str, str]]], min_confidence: float
) -> None:
    review(ledger, corrections)
    whole = ledger.statements(min_confidence=min_confidence)
    many = whole["speaker"].value_counts().index
    filters = [
        *({"speaker": name} for name in (many[0], many[-1], "Nobody Else", "a senior official; Nobody Else", "nobody")),
        {"document": NAMES[3]}, {"document": NAMES[0], "speaker": many[0]},
        {"since": "2015"}, {"until": "2014-03"}, {"since": "2012", "speaker": many[1]},
        {"search": "THE"}, {"search": "bridge", "since": "2011"}, {"search": "no such words"},
    ]  # fmt: skip
    for chosen in filters:
        found = ledger.statements(min_confidence=min_confidence, **chosen)
        pd.testing.assert_frame_equal(found, select(whole, **chosen), obj=str(chosen))
        claims_of = ledger.claims(min_confidence=min_confidence, **chosen)
        every = ledger.claims(min_confidence=min_confidence)
        every = every[every["claim_id"].isin(found["claim_id"])].reset_index(drop=True)
        pd.testing.assert_frame_equal(claims_of, every, obj=str(chosen))


@pytest.mark.parametrize("corrections", REVIEWS)
def test_claims_are_those_of_the_statements(
    ledger: Ledger, corrections: Callable[..., list[tuple[int, str, str]]]
) -> None:
    review(ledger, corrections)
    now = claims(ledger)
    whole = ledger.claims()
    assert [row[0] for row in now] == sorted(whole["claim_id"])
    counted = whole.set_index("claim_id")
    assert all((row[5], row[6]) == (counted.occurrences[row[0]], counted.documents[row[0]]) for row in now)
    assert now == summed_up_anew(ledger)


@pytest.mark.parametrize("corrections", REVIEWS)
def test_a_scan_sums_up_what_it_touches(ledger: Ledger, corrections: Callable[..., list[tuple[int, str, str]]]) -> None:
    review(ledger, corrections)
    before = claims(ledger)
    number = ledger.begin_scan("1.1", "small", {})
    ledger.add_many(number, [*ARTICLES[11:], (ARTICLES[1][0], ARTICLES[1][1][2:])])
    ledger.forget(number, NAMES[5:7])
    names = {(NAMES[8], speaker.name): "Another One" for s in ARTICLES[8][1] for speaker in s.speakers}
    ledger.set_identities(names)
    ledger.finish_scan(number, {})
    now = claims(ledger)
    assert now != before
    assert len(set(now) & set(before)) > len(before) / 2
    assert now == summed_up_anew(ledger)
    pd.testing.assert_frame_equal(pd.concat(ledger.parts(), ignore_index=True), ledger.statements())


def test_a_scan_that_only_says_who_is_one_sums_up_their_claims(ledger: Ledger) -> None:
    before = claims(ledger)
    number = ledger.begin_scan("1.0", "small", {})
    ledger.set_identities({(NAMES[8], speaker.name): "Another One" for s in ARTICLES[8][1] for speaker in s.speakers})
    ledger.finish_scan(number, {})
    now = claims(ledger)
    assert now != before
    assert now == summed_up_anew(ledger)


def test_what_many_say_is_summed_up_in_small_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten propositions that thirty articles repeat."""
    said = """the bridge will open in May; nobody tested the alarms; wheat has become dear; three schools lack teachers;
        his brother sold the mill; rain flooded both tunnels; voters want a younger mayor; the orchestra plays on Sunday;
        wolves came down from the hills; engineers repaired every lamp""".split(";")
    read: list[int] = []
    frame = parts.View._frame
    monkeypatch.setattr(parts, "PART", 60)
    with Ledger(tmp_path / "q.db") as book:
        number = book.begin_scan("1.0", "small", {})
        for article in range(30):
            found = [Statement(f"q{article}-{n}", claim.strip(), (Speaker("Ada Holm", "person", named=True),), cue="said")
                     for n, claim in enumerate(said)]  # fmt: skip
            book.add(number, Document(f"{article}.txt", f"Article {article}. It rains."), found)
        monkeypatch.setattr(parts.View, "_frame", lambda *given: (found := frame(*given), read.append(len(found)))[0])
        book.finish_scan(number, {})
        assert sum(read) == 300
        assert max(read) == 60
        assert sorted(row[5] for row in claims(book)) == [30] * 10


def test_corrections_taken_back_leave_no_claims(ledger: Ledger) -> None:
    before = claims(ledger)
    row = ledger.statements().iloc[20]
    for name, value in (("claim", "that the ferries sail on ice"), ("speaker", "Somebody"), ("claim", row["claim"])):
        ledger.add_reviews([Change(1, row["statement_id"], name, "", value)])
    assert claims(ledger) != before
    ledger.add_reviews([Change(1, row["statement_id"], "speaker", "", row["speaker"])])
    assert [claim[:1] for claim in claims(ledger)] == [claim[:1] for claim in before]
    assert claims(ledger) == summed_up_anew(ledger)


@pytest.mark.parametrize("corrections", REVIEWS)
def test_what_is_found_is_of_the_whole(ledger: Ledger, corrections: Callable[..., list[tuple[int, str, str]]]) -> None:
    review(ledger, corrections)
    whole = ledger.statements()
    for name in ("statement_id", "claim_id", "proposition_id"):
        for identifier in whole[name][[0, 2, 50, len(whole) - 1]]:
            wanted = whole[whole[name] == identifier].reset_index(drop=True)
            pd.testing.assert_frame_equal(ledger.find(identifier), wanted, obj=f"{name} {identifier}")
    assert ledger.find("nothing").empty
    found = ledger.search("the", limit=5)
    assert found.attrs["matches"] == len(ledger.search("the")) > 5
    keys = [(row.statement_id, row.document) for row in found.itertuples()]
    pd.testing.assert_frame_equal(
        found, whole.set_index(["statement_id", "document"], drop=False).loc[keys].reset_index(drop=True)
    )


def test_what_is_not_settled_comes_as_one_part(ledger: Ledger) -> None:
    number = ledger.begin_scan("1.1", "small", {})
    ledger.add_many(number, ARTICLES[11:])
    found = list(ledger.parts())
    assert len(found) == 1
    pd.testing.assert_frame_equal(found[0], ledger.statements())
    ledger.finish_scan(number, {})
    assert len(list(ledger.parts())) > 4
