"""A large ledger's statements in parts are the very rows of the whole table, and the CSV file the very bytes."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest

from quotetrack.ledger import Ledger, parts, to_csv
from quotetrack.ledger.as_exported import marked
from quotetrack.ledger.reviews import Change
from quotetrack.types import Document, Speaker, Statement

SPEAKERS = [
    Speaker("Ada Holm", "person", "mayor", named=True),
    Speaker("Marta Quell", "person", "minister", named=True),
    Speaker("Ostre Line", "organization", "", named=True),
    Speaker("senior official", "person", "", named=False),
]
CLAIMS = ["It rains", "Nine quays sank", "Ferries sail on Friday", "Every lamp works", "Wheat grew dear", "they agree"]
DAYS = ["", "2026-06", "2026-07-08", "2026-07-01", "2025"]
COPY = (
    "The mayor told the council on Monday that nine quays had sunk in the storm and that none of them was insured. " * 4
)


def statement(number: int, chance: random.Random) -> Statement:
    who = tuple(chance.sample(SPEAKERS, chance.choice((0, 1, 1, 2))))
    day = chance.choice(DAYS)
    return Statement(
        f"q{number}", chance.choice(CLAIMS), who, cue="said", source="=Quell", said_on=day,
        date_basis="stated" if day else "unknown", confidence=chance.random(), start=chance.randrange(50), end=60,
        polarity=chance.choice(("affirmed", "denied")), context="\u201cIt rains\u201d, she said.\nOr \"not\".",
    )  # fmt: skip


def reviews(frame: pd.DataFrame, chance: random.Random) -> list[Change]:
    values = {
        "speaker": ["Ada Holm", "Ostre Line; Ada Holm", "Nobody Known", ""],
        "claim": [*CLAIMS, "=Nobody said so"],
        "said_on": DAYS[1:],
        "claim_id": sorted(frame["claim_id"]),
        "note": ["seen"],
        "reviewed": ["rejected", "confirmed"],
    }
    found = []
    for number, identifier in enumerate(chance.sample(sorted(set(frame["statement_id"])), 9)):
        column = chance.choice(list(values))
        found.append(Change(number + 2, identifier, column, "", chance.choice(values[column])))
    return found


def fill(book: Ledger, chance: random.Random) -> None:
    """Articles of which some are copies of each other, and statements of which two articles may share an id."""
    scan = book.begin_scan("1", "small", {})
    for number in range(16):
        text = COPY if number % 4 == 0 else f"Article {number}. " + "It rains. " * 9
        found = [statement(10 * (number // 2) + n, chance) for n in range(chance.choice((0, 1, 3, 5)))]
        name = f"{'aäz😀'[number % 4]}/{number}.txt"
        book.add(scan, Document(name, text, published="2026-07-02", date_basis="published"), found)
    book.finish_scan(scan, {})


@pytest.mark.parametrize("seed", range(6))
def test_parts_are_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    chance = random.Random(seed)
    least = (0.0, 0.5, 0.0, 1.0, 0.3, 0.0)[seed]
    with Ledger(tmp_path / "q.db") as book:
        fill(book, chance)
        if seed % 3:
            book.add_reviews(reviews(book.statements(), chance))
        if seed % 3 == 2:  # what was corrected is gone, or stands elsewhere
            fill(book, random.Random(seed + 100))
        if seed == 5:  # a scan that was broken off leaves statements that are not grouped
            number = book.begin_scan("1", "small", {})
            book.add(number, Document("late.txt", "It rains."), [statement(999, chance)])
        whole = book.statements(min_confidence=least)
        to_csv(marked(whole), tmp_path / "whole.csv")
        hers = book.statements(min_confidence=least, speaker="Ada Holm", since="2026-06")
        monkeypatch.setattr(parts, "PART", 14)
        found = list(book.parts(min_confidence=least))
        book.to_csv(tmp_path / "parts.csv", min_confidence=least)
        chosen = list(book.parts(min_confidence=least, speaker="Ada Holm", since="2026-06"))
    assert len(found) > 1 or seed in (3, 5)
    pd.testing.assert_frame_equal(pd.concat(found, ignore_index=True), whole)
    pd.testing.assert_frame_equal(pd.concat(chosen, ignore_index=True), hers)
    assert (tmp_path / "parts.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_an_empty_ledger_is_one_part(tmp_path: Path) -> None:
    with Ledger(tmp_path / "q.db") as book:
        (found,) = book.parts()
        pd.testing.assert_frame_equal(found, book.statements())
