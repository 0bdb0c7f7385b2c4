"""Copies of an article are recognised, and say a thing once."""

from __future__ import annotations

import random
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.ledger import Ledger
from quotetrack.ledger.duplicates import ALIKE, BANDS, ROWS, groups, signature
from quotetrack.types import Document, Speaker, Statement

WORDS = "harbour wall quay ferry council mayor strike wage river nitrate barrier vote bridge crew union cost".split()


def article(seed: int, words: int = 300) -> str:
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) + str(chance.randrange(40)) for _ in range(words))


def test_a_copy_with_another_beginning_and_end_is_recognised() -> None:
    text = article(1)
    found = groups({
        "a.txt": signature(text),
        "b.txt": signature("PORT HALDEN (KPA) — " + text.upper() + " Copyright 2026."),
        "c.txt": signature(text[: int(len(text) * 0.85)]),
        "d.txt": signature(article(2)),
        "e.txt": signature(article(2, 200) + article(3, 200)),
    })  # fmt: skip
    assert found == {"a.txt": "a.txt", "b.txt": "a.txt", "c.txt": "a.txt"}


def test_short_texts_are_copies_only_when_equal() -> None:
    texts = {
        "a": "The wall will hold, she said.",
        "b": "the wall will hold she SAID",
        "c": "The wall will hold, he said.",
    }
    assert groups({name: signature(text) for name, text in texts.items()}) == {"a": "a", "b": "a"}


@given(st.dictionaries(st.sampled_from("abcdef"), st.text(max_size=60)), st.randoms())
def test_any_texts_in_any_order(texts: dict[str, str], chance: random.Random) -> None:
    found = groups({name: signature(text) for name, text in texts.items()})
    shuffled = list(texts)
    chance.shuffle(shuffled)
    assert found == groups({name: signature(texts[name]) for name in shuffled})
    assert all(found[first] == first <= name for name, first in found.items())
    for name, text in texts.items():
        if list(texts.values()).count(text) > 1:
            assert name in found


@pytest.mark.parametrize("seed", range(4))
def test_copies_are_those_that_agree_in_a_band_and_in_most_places(seed: int) -> None:
    """Of signatures that agree in some places, found pair by pair."""
    chance = np.random.default_rng(seed)
    minima = chance.integers(0, 5, (120, BANDS * ROWS), dtype=np.uint32)
    for row in range(1, 120):  # each has much of an earlier one, or nothing
        shared = chance.random(BANDS * ROWS) < chance.choice((0.0, 0.5, 0.6, 0.7))
        minima[row, shared] = minima[chance.integers(row), shared]
    group = {number: {number} for number in range(120)}
    for band in range(BANDS):
        bands = minima[:, band * ROWS : (band + 1) * ROWS].tolist()
        for number, found in enumerate(bands):
            first = bands.index(found)
            if first != number and (minima[first] == minima[number]).mean() >= ALIKE:
                together = group[first] | group[number]
                group.update(dict.fromkeys(together, together))
    expected = {f"{n:03}": f"{min(found):03}" for n, found in group.items() if len(found) > 1}
    assert len(set(expected.values())) > 3
    signatures = {f"{n:03}": row.astype("<u4").tobytes() for n, row in enumerate(minima)}
    assert groups(dict(sorted(signatures.items(), key=lambda _: chance.random()))) == expected


def test_no_documents_have_no_copies() -> None:
    assert groups({}) == {}


def test_many_documents_take_nearly_linear_time() -> None:
    chance = random.Random(1)
    signatures = [chance.randbytes(4 * BANDS * ROWS) for _ in range(8000)]
    many = {f"{n:06}": signatures[n // 4] for n in range(32000)}

    def seconds(count: int) -> float:
        begun = time.process_time()
        groups(dict(list(many.items())[:count]))
        return time.process_time() - begun

    # of three: garbage of other tests may be collected in one
    assert min(seconds(32000) for _ in range(3)) < 24 * min(seconds(4000) for _ in range(3))  # 8 times as many


QUELL = Speaker("Marta Quell", "person", named=True)
TEXT = article(5)
DOCUMENTS = [
    Document("courier.txt", TEXT, published="2026-07-08", date_basis="published"),
    Document("herald.txt", "From our correspondent. " + TEXT, published="2026-07-10", date_basis="published"),
    Document("review.txt", article(6), published="2026-07-12", date_basis="published"),
]


def said(name: str, *claims: str) -> list[Statement]:
    return [Statement(f"q{name}{n}", claim, (QUELL,), "name", start=n, end=n + 1) for n, claim in enumerate(claims)]


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 0, 2]])
def test_copies_count_once_whatever_the_order(tmp_path: Path, order: list[int]) -> None:
    claims = {
        "courier.txt": ["It will hold.", "It rains."],
        "herald.txt": ["It will hold!", "It is late."],
        "review.txt": ["It will hold."],
    }
    with Ledger(tmp_path / "q.db") as ledger:
        for number in order:
            document = DOCUMENTS[number]
            scan = ledger.begin_scan("1", "small", {})
            ledger.add(scan, document, said(document.name, *claims[document.name]))
            ledger.finish_scan(scan, {})
        frame, documents = ledger.statements(), ledger.documents().set_index("name")["same_as"]
    assert documents.to_dict() == {"courier.txt": "courier.txt", "herald.txt": "courier.txt", "review.txt": ""}
    hold = frame[frame["claim"].str.startswith("It will")]
    assert hold["occurrences"].tolist() == [2, 2, 2]
    assert hold["first_said"].dt.day.tolist() == [8, 8, 8]
    assert hold["last_said"].dt.day.tolist() == [12, 12, 12]
    assert frame.set_index("claim").loc["It is late.", "occurrences"] == 1


def test_a_copy_that_changes_is_none_any_more(tmp_path: Path) -> None:
    with Ledger(tmp_path / "q.db") as ledger:
        for document in (*DOCUMENTS[:2], Document("herald.txt", article(9))):
            scan = ledger.begin_scan("1", "small", {})
            ledger.add(scan, document, said(document.name, "It will hold."))
            ledger.finish_scan(scan, {})
        assert set(ledger.documents()["same_as"]) == {""}
        assert ledger.statements()["occurrences"].tolist() == [2, 2]
