"""Quotations with a plain tag that the network misses, and those that a participle leads in."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.quotations.finder import complete
from quotetrack.quotations.speech_tags import participle, speech_tag
from quotetrack.types import Attribution, Span

# a text, and source and cue of its only quotation
TAGS = [
    ("“The gates will stand as they are,” Quell said.", ("Quell", "said")),
    ("“The gates will stand as they are,” said Quell.", ("Quell", "said")),
    ("“The gates will stand as they are,” Marta Quell, the mayor, said.", None),  # the network's business
    ("“Will the gates stand as they are?” Marta Quell asked.", ("Marta Quell", "asked")),
    ("“The gates will stand as they are,” she added.", ("she", "added")),
    ("“The gates will stand as they are,” added Marta van der Quell.", ("Marta", "added")),
    ("Quell said, “The gates will stand as they are.”", ("Quell", "said")),
    ("Quell also said: “The gates will stand as they are.”", ("Quell", "said")),
    ("It rained. She added, “The gates will stand as they are.”", ("She", "added")),
    ("Harbour master Marta Quell added, “The gates will stand as they are.”", ("Harbour master Marta Quell", "added")),
    (
        "It rained.\n\nThe mayor Marta Quell said, “The gates will stand as they are.”",
        ("The mayor Marta Quell", "said"),
    ),
    ("Asked twice, Quell said, “The gates will stand as they are.”", ("Quell", "said")),
    ("“The gates will stand as they are.” Quell said no more.", None),  # a sentence of its own
    ("“The gates will stand as they are” was what it said.", None),
    ("The sign: “The gates will stand as they are.”", None),
    ("Quell opened “The gates will stand as they are.”", None),
]


@pytest.mark.parametrize(("text", "expected"), TAGS, ids=[text[:45] for text, _ in TAGS])
def test_speech_tag(text: str, expected: tuple[str, str] | None) -> None:
    found = speech_tag(text, text.index("“"), text.index("”") + 1)
    assert (found and tuple(text[s.start : s.end] for s in found)) == expected


PARTICIPLES = [
    (" Quell said, adding, ", "adding"),
    (" Quell said, adding later, ", "adding"),
    (" Quell sang before asking her, ", "asking"),
    (" Quell said. She ", None),
    (" Quell said ", None),
    (" Quell said, nodding, ", None),
    (" Quell said, adding that nothing was ever lost and ", None),
]


@pytest.mark.parametrize(("between", "expected"), PARTICIPLES)
def test_participle(between: str, expected: str | None) -> None:
    found = participle(between, 0, len(between))
    assert (found and between[found.start : found.end]) == expected


TEXT = "“We stay here,” Quell said, adding, “Nobody goes away.”"


def spans(text: str, *parts: str) -> tuple[Span, ...]:
    return tuple(Span(text.index(part), text.index(part) + len(part)) for part in parts)


def test_a_participle_parts_two_statements_of_one_source() -> None:
    (source, cue), content = spans(TEXT, "Quell", "said"), spans(TEXT, "“We stay here,”", "“Nobody goes away.”")
    found = complete(TEXT, [Attribution(content, source, cue, confidence=0.8)])
    assert [(a.content, a.source, a.cue) for a in found] == [
        (content[:1], source, cue), (content[1:], source, spans(TEXT, "adding")[0])
    ]  # fmt: skip


def test_a_cue_that_is_the_participle_stays() -> None:
    source, cue = spans(TEXT, "Quell", "adding")
    (kept,) = [
        a for a in complete(TEXT, [Attribution(spans(TEXT, "“Nobody goes away.”"), source, cue)]) if a.cue == cue
    ]
    assert kept.content == spans(TEXT, "“Nobody goes away.”")


def test_only_quotations_that_nothing_touches_get_a_tag() -> None:
    text = "“The gates will stand as they are,” Quell said. “Nobody will ever go away now,” she added."
    (source, cue), content = spans(text, "Quell", "said"), spans(text, "“The gates will stand as they are,”")
    found = complete(text, [Attribution(content, source, cue, confidence=0.8)])
    told = [(text[a.source.start : a.source.end], a.confidence) for a in found if a.source]
    assert told == [("Quell", 0.8), ("she", 0.9)]


PIECES = st.sampled_from(
    ["“", "”", '"', "Quell", "said", "adding", ",", ":", " ", "\n\n", "She", "(", "de", "we stay", "?"]
)


@given(st.lists(PIECES, max_size=30))
def test_any_text_gives_spans_in_order_within_it(pieces: list[str]) -> None:
    text = "".join(pieces)
    for attribution in complete(text, []):
        for span in (*attribution.content, attribution.source, attribution.cue):
            assert span is None or 0 <= span.start < span.end <= len(text)


def test_a_long_text_takes_linear_time() -> None:
    def seconds(times: int) -> float:
        text = (
            "“The gates will stand as they are,” Quell said, adding, “Nobody will ever go away from here.”\n\n" * times
        )
        begun = time.process_time()
        complete(text, [])
        return time.process_time() - begun

    assert min(seconds(1600) for _ in range(3)) < 25 * max(min(seconds(200) for _ in range(3)), 0.002)
