"""Documents that a Stanza pipeline of somebody's own has parsed: read as our own, or refused by what they lack."""

from __future__ import annotations

from typing import Any

import pytest
import stanza
from stanza.models.common.doc import Document as StanzaDocument

import quotetrack
from quotetrack.errors import InputError
from quotetrack.parsing import models
from quotetrack.types import Statement

TEXT = (
    "“The bridge is safe,” Mayor Clara Renholt said on Monday.\n\nShe said that it would open in May. According to "
    "Ostre Line, forty crossings were cancelled."
)


def pipeline(reader: Any, processors: str, **options: Any) -> stanza.Pipeline:
    cache = models.foundation_cache(reader._parser.encoder, reader._parser.pieces)
    return stanza.Pipeline(
        "en", dir=str(models.SHIPPED), download_method=None, foundation_cache=cache, processors=processors,
        use_gpu=False, verbose=False, **options,
    )  # fmt: skip


@pytest.fixture(scope="module")
def doc(reader: Any) -> Any:
    return pipeline(reader, "tokenize,pos,lemma,depparse,ner")(TEXT)


@pytest.fixture
def expected(reader: Any) -> list[Statement]:
    document = quotetrack.Document("text", TEXT, published="2026-07-08", date_basis="published")
    return next(reader.read([document]))[1]


def near(found: list[Statement], expected: list[Statement]) -> None:
    def facts(rows: list[Statement]) -> list[tuple[object, ...]]:
        return [(s.statement_id, s.claim, s.speakers, s.resolution, s.said_on, s.polarity, s.context) for s in rows]

    assert facts(found) == facts(expected)
    for one, other in zip(found, expected, strict=True):
        assert one.confidence == pytest.approx(other.confidence, abs=0.005)


def test_as_our_own_reading(doc: Any, expected: list[Statement]) -> None:
    found = quotetrack.read_stanza(doc, published="July 8, 2026")
    near(found, expected)
    assert [s.said_on for s in found] == ["2026-07-06", "2026-07-08", "2026-07-08"]
    for s in found:
        assert s.source_span is not None
        assert TEXT[slice(*s.source_span)] == s.source


def test_written_and_read_again(doc: Any, expected: list[Statement]) -> None:
    near(quotetrack.read_stanza(StanzaDocument(doc.to_dict(), text=TEXT), published="2026-07-08"), expected)
    again = StanzaDocument.from_serialized(doc.to_serialized())
    near(quotetrack.read_stanza(again, published="2026-07-08"), expected)


def test_quotations_of_the_pipeline_are_taken_as_they_are(reader: Any) -> None:
    doc = pipeline(reader, "tokenize,pos,lemma,depparse,ner,quotations")(TEXT)
    doc.quotations = doc.quotations[1:2]
    assert [s.claim for s in quotetrack.read_stanza(doc)] == ["that it would open in May"]


def test_quotations_of_the_pipeline_get_the_day_that_publication_tells(reader: Any, expected: list[Statement]) -> None:
    doc = pipeline(reader, "tokenize,pos,lemma,depparse,ner,quotations")(TEXT)
    near(quotetrack.read_stanza(doc, published="2026-07-08"), expected)


def test_tokens_given_beforehand(reader: Any) -> None:
    nlp = pipeline(reader, "tokenize,pos,lemma,depparse,ner", tokenize_pretokenized=True)
    doc = nlp([["The", "bridge", "is", "safe", ",", "Clara", "Renholt", "said", "."]])
    (found,) = quotetrack.read_stanza(doc)
    assert doc.text[found.start : found.end] == "The bridge is safe"


@pytest.mark.parametrize("text", ["", " \n"])
def test_nothing_to_read(doc: Any, text: str) -> None:
    assert quotetrack.read_stanza(StanzaDocument([], text=text)) == []


KEYS = {
    "tokenize": ("start_char", "end_char"),
    "pos": ("upos",),
    "depparse": ("head", "deprel"),
    "ner": ("ner", "multi_ner"),
}


@pytest.mark.parametrize(
    ("without", "said"),
    [
        (["tokenize"], "lacks tokenize:"),
        (["pos"], "lacks pos:"),
        (["depparse"], "lacks depparse:"),
        (["ner"], "lacks ner:"),
        (["pos", "depparse", "ner"], "lacks pos, depparse, ner: run stanza.Pipeline"),
    ],
)
def test_what_is_missing_is_named(doc: Any, without: list[str], said: str) -> None:
    gone = {key for name in without for key in KEYS[name]}
    sentences = [[{k: v for k, v in token.items() if k not in gone} for token in s] for s in doc.to_dict()]
    with pytest.raises(InputError, match=said):
        quotetrack.read_stanza(StanzaDocument(sentences, text=TEXT))


def test_what_is_no_document_of_english_text(doc: Any) -> None:
    for given, said in (
        (TEXT, "not a Stanza document but str"),
        (StanzaDocument(doc.to_dict()), "no text to give offsets into"),
        (StanzaDocument([], text="Hm."), "lacks tokenize"),
    ):
        with pytest.raises(InputError, match=said):
            quotetrack.read_stanza(given)
    other = StanzaDocument(doc.to_dict(), text=TEXT)
    other.lang = "de"
    with pytest.raises(InputError, match="in 'de': quotetrack reads English only"):
        quotetrack.read_stanza(other)
