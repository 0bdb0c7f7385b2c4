"""What a row says of its attribution."""

from __future__ import annotations

import pytest

from quotetrack.speakers import Resolved
from quotetrack.statements import claim, statements
from quotetrack.types import Attribution, Document, Parsed, Sentence, Span, Speaker

CLAIMS = [
    (["“The gates will stand,”"], "direct", "The gates will stand"),
    (['"The gates will stand."'], "direct", "The gates will stand."),
    (["‘It’s mine,’"], "direct", "It’s mine"),
    (["“He said ‘never’ to me.”"], "direct", "He said ‘never’ to me."),
    (["“The gates,”", "“will stand.”"], "direct", "The gates, … will stand."),
    (["“First paragraph.", "“Second paragraph.”"], "direct", "First paragraph. … Second paragraph."),
    (["that the gates  were\n“safe”,"], "mixed", "that the gates were “safe”"),
    (["that the gates would stand"], "indirect", "that the gates would stand"),
]


@pytest.mark.parametrize(("parts", "kind", "expected"), CLAIMS)
def test_claim(parts: list[str], kind: str, expected: str) -> None:
    text, spans = "", []
    for part in parts:
        spans.append(Span(len(text), len(text) + len(part)))
        text += part + " he said "
    assert claim(text, Attribution(tuple(spans), quotation_type=kind)) == expected


def parsed(text: str, name: str = "a.txt") -> Parsed:
    sentences, at = [], 0
    for part in text.split(". "):
        sentences.append(Sentence(at, at + len(part), ()))
        at += len(part) + 2
    return Parsed(Document(name, text, published="2026-07-08", date_basis="published"), tuple(sentences), ())


TEXT = "It rained. Quell said the quay was lost. Nobody answered."


def row(name: str = "a.txt", *attributions: Attribution) -> list:
    found = attributions or (Attribution((Span(22, 39),), Span(11, 16), Span(17, 21)),)
    return statements(parsed(TEXT, name), found, [Resolved()] * len(found))


def test_a_row_shows_what_stands_in_the_text() -> None:
    (statement,) = row()
    assert (statement.claim, statement.source, statement.cue) == ("the quay was lost", "Quell", "said")
    assert TEXT[statement.start : statement.end] == statement.claim
    assert statement.context == "Quell said the quay was lost"
    assert (statement.said_on, statement.date_basis, statement.paragraph) == ("2026-07-08", "published", 1)


def test_ids_depend_on_text_and_span_alone() -> None:
    assert row("a.txt")[0].statement_id == row("folder/b.txt")[0].statement_id
    shorter = Attribution((Span(22, 30),), Span(11, 16), Span(17, 21))
    assert row("a.txt", shorter)[0].statement_id != row()[0].statement_id


def test_two_statements_of_one_content_have_two_ids() -> None:
    twice = Attribution((Span(22, 39),))
    first, second = row("a.txt", twice, twice)
    assert first.statement_id != second.statement_id


def test_a_content_alone_brings_the_sentence_before_it() -> None:
    (statement,) = row("a.txt", Attribution((Span(11, 39),)))
    assert statement.context == "It rained. Quell said the quay was lost"


NAMED, UNNAMED = Speaker("Marta Quell", "person", named=True), Speaker("ferry chief", "person")
SOURCE = Span(11, 16)


@pytest.mark.parametrize(
    ("source", "resolved", "least", "most"),
    [
        (SOURCE, Resolved((NAMED,), "name"), 0.78, 0.8),
        (SOURCE, Resolved((NAMED,), "pronoun"), 0.68, 0.74),
        (SOURCE, Resolved((NAMED,), "nominal"), 0.74, 0.78),
        (SOURCE, Resolved((UNNAMED,), "nominal"), 0.64, 0.7),
        (SOURCE, Resolved(), 0.1, 0.3),  # somebody says it, and the row does not know who
        (None, Resolved(), 0.8, 0.8),  # nobody is said to say it
        (None, Resolved((NAMED,), "carried"), 0.8, 0.8),
    ],
)
def test_confidence_includes_the_speaker(source: Span | None, resolved: Resolved, least: float, most: float) -> None:
    found = Attribution((Span(22, 39),), source, Span(17, 21), confidence=0.8)
    (statement,) = statements(parsed(TEXT), [found], [resolved])
    assert least <= statement.confidence <= most
