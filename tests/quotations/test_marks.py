"""Quotation marks: what stands inside them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.quotations.marks import paragraphs, quoted_spans

QUOTED = [
    ("He said “yes” and left.", ["“yes”"]),
    ('He said "yes," then left. "No," she said.', ['"yes,"', '"No,"']),
    ("Nothing is quoted here.", []),
    ("“One,” “two” and “three”", ["“One,”", "“two”", "“three”"]),
    # apostrophes and inches open nothing
    ("It’s the workers’ fault, isn’t it?", []),
    ("The pipe is 5'10\" long.", []),
    ("The ’70s were loud, he said.", []),
    ("The '90s and the girls' school", []),
    # single marks as primary marks
    ("‘It’s mine,’ she said.", ["‘It’s mine,’"]),
    ("'It's mine,' she said.", ["'It's mine,'"]),
    ("He called it ‘great’ and ‘the workers’ triumph’, twice.", ["‘great’", "‘the workers’ triumph’"]),
    # nested marks belong to the outer quotation
    ("“He told me ‘never again’ and went,” she said.", ["“He told me ‘never again’ and went,”"]),
    ("\"He told me 'never again' and went,\" she said.", ["\"He told me 'never again' and went,\""]),
    # other marks
    ("Er sagte „nein“ und ging.", ["„nein“"]),
    ("Elle dit «non» hier.", ["«non»"]),
    ("They wrote ``no'' here.", ["``no''"]),
    # a quotation that goes on in the next paragraph
    ("“First part.\n\n“Second part,” she said.", ["“First part.", "“Second part,”"]),
    # an unclosed mark quotes to the end of its paragraph, no further
    ("“It begins here.\n\nA new paragraph.", ["“It begins here."]),
    # a stray mark does not spoil what follows
    ('A stray " here.\n\n"Fine," he said.', ['"Fine,"']),
    ("It ended” there. “Fine,” he said.", ["“Fine,”"]),
    # a closing mark where one opens
    ("”We stay,” he said.", ["”We stay,”"]),
    ("He said ”we stay” and left.", ["”we stay”"]),
    ("It ended ” there, he said.", []),
    ("“A stray one and “a real one” here.", ["“a real one”"]),
    ('"A", "B" and "C"', ['"A"', '"B"', '"C"']),
    ("The so-called “experts” said—“never!”—no.", ["“experts”", "“never!”"]),
]


@pytest.mark.parametrize(("text", "expected"), QUOTED)
def test_quoted_spans(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in quoted_spans(text)] == expected


def test_paragraphs_are_separated_by_blank_lines() -> None:
    text = "One\nstill one.\n\n \nTwo.\n\n\n\nThree"
    assert [text[a:b] for a, b in paragraphs(text)] == ["One\nstill one.", "Two.", "Three"]


@given(st.text(alphabet=st.sampled_from("ab s.,!?\n\"'“”‘’„«»`—5"), max_size=200) | st.text(max_size=100))
def test_spans_are_valid_whatever_the_text(text: str) -> None:
    spans = quoted_spans(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
    for start, end in spans:
        assert "\n\n" not in text[start:end]


@pytest.mark.parametrize("unit", ["'\"“‘ a", "‘a b s' ", " 'a", "‘word ", "“a\n\n", '"a " '])
def test_a_text_of_marks_alone_takes_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        begun = time.process_time()
        quoted_spans(unit * size)
        return time.process_time() - begun

    def best(size: int) -> float:  # the least of three: what else the machine does only adds
        return min(seconds(size) for _ in range(3))

    assert best(8000) < 25 * max(best(1000), 0.002)
