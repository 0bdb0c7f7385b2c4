"""Documents in, statements out: whatever the batches, the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.batching import batches
from quotetrack.types import Document, Statement

TEXTS = [
    "“The bridge is safe,” Mayor Clara Renholt said on Monday.\n\nShe said that it would open in May. “I walked over "
    "it this morning,” she added.",
    "Ferry crews walked out on Thursday.",
    "",
    "According to Ostre Line, forty crossings will be cancelled.\n\n“We are tired,” union leader Jonas Pell said. "
    "“Nobody at Ostre Line listens.” He denied that the crews had asked for a bonus.",
    "‘We found nitrate in nine wells,’ said Dr. Ilka Brenner of the Heba Institute. The ministry declined to comment.",
    "“" + "The wall will hold, and hold, and hold again. " * 60 + "” said Tomas Okell, its engineer.",
]


def same(one: list[Statement], other: list[Statement]) -> None:
    assert [(s.statement_id, s.claim, s.speakers, s.resolution, s.quotation_type, s.context) for s in one] == [
        (s.statement_id, s.claim, s.speakers, s.resolution, s.quotation_type, s.context) for s in other
    ]
    for a, b in zip(one, other, strict=True):
        assert a.confidence == pytest.approx(b.confidence, abs=0.005)


def test_together_or_one_by_one(reader: Any) -> None:
    documents = [Document(f"d{number}", text) for number, text in enumerate(TEXTS)]
    together = list(reader.read(documents))
    assert [document for document, _ in together] == documents
    for document, found in together:
        ((_, alone),) = reader.read([document])
        same(found, alone)
    for document, found in reader.read(documents[::-1]):
        same(found, dict(zip(TEXTS, (f for _, f in together), strict=True))[document.text])


def test_offsets_and_ids(reader: Any) -> None:
    for document, found in reader.read(Document(str(number), text) for number, text in enumerate(TEXTS)):
        assert len({s.statement_id for s in found}) == len(found)
        assert [s.start for s in found] == sorted(s.start for s in found)
        for s in found:
            assert (s.start, s.end) == (s.content_spans[0].start, s.content_spans[-1].end)
            for name, span in (("source", s.source_span), ("cue", s.cue_span)):
                shown = "" if span is None else " ".join(document.text[slice(*span)].split())
                assert getattr(s, name) == shown


def test_type_polarity_addressee_and_medium_reach_the_rows(reader: Any) -> None:
    text = (
        "Union leader Jonas Pell told reporters at a rally in Ostrehaven that the crews were tired.\n\n"
        "Mayor Clara Renholt denied that the bridge was closed.\n\nRenholt urged the council to vote on Friday."
    )
    ((_, rows),) = reader.read([Document("x", text)])
    found = {s.cue.split()[0]: (s.attribution_type, s.polarity, s.addressee, s.medium) for s in rows}
    assert found["told"] == ("assertion", "affirmed", "reporters", "at a rally in Ostrehaven")
    assert found["denied"] == ("assertion", "denied", "", "")
    assert found["urged"] == ("eventuality", "affirmed", "the council", "")


def test_reading_is_lazy(reader: Any) -> None:
    taken = []

    def documents() -> Any:
        for number in range(1000):
            taken.append(number)
            yield Document(str(number), "Ferry crews walked out.")

    next(iter(reader.read(documents())))
    assert len(taken) < 300


@given(st.lists(st.integers(0, 70_000), max_size=30))
def test_batches_keep_the_order_and_a_bounded_size(sizes: list[int]) -> None:
    documents = [Document(str(number), "x" * size) for number, size in enumerate(sizes)]
    made = list(batches(iter(documents)))
    assert [document for batch in made for document in batch] == documents
    assert all(made)
    assert all(sum(len(d.text) for d in batch) <= 60_000 for batch in made if len(batch) > 1)


def test_batches_are_small_at_first_and_in_the_end() -> None:
    made = list(batches(Document(str(n), "x" * 1000) for n in range(200)))
    sizes = [len(batch) for batch in made]
    largest = sizes.index(20)
    assert sizes[:largest] == [7, 15]
    assert sizes[largest:] == sorted(sizes[largest:], reverse=True)
    assert sizes[-1] <= 5
    assert sizes.count(20) > 3


def test_many_short_documents_fill_several_batches() -> None:
    assert [len(batch) for batch in batches(Document(str(n), "x") for n in range(150))] == [64, 64, 22]
