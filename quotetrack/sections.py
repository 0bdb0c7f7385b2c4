"""A long document goes through the models in sections, so that it takes no more memory than a short one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from quotetrack.documents.longtext import end_of_part
from quotetrack.types import Attribution, Document, Parsed, Sentence, Span

SECTION = 60_000  # characters, at most

Found = tuple[Parsed, list[Attribution]]


def sections(document: Document) -> Iterator[tuple[int, Document]]:
    """Where each section begins, and the section; one ends where a paragraph does, if there is one in its second half,
    else a line or a word. A short document is one section."""
    start = 0
    while start < len(document.text):
        rest = document.text[start : start + SECTION]
        end = start + (end_of_part(rest) if start + SECTION < len(document.text) else len(rest))
        yield start, replace(document, text=document.text[start:end])
        start = end


def joined(document: Document, parts: Iterable[tuple[int, Found]]) -> Found:
    """What was found in the sections of a document, with offsets in the whole."""
    moved = [(_moved(parsed, start), [_shifted(a, start) for a in found]) for start, (parsed, found) in parts]
    sentences = tuple(sentence for parsed, _ in moved for sentence in parsed.sentences)
    entities = tuple(entity for parsed, _ in moved for entity in parsed.entities)
    return Parsed(document, sentences, entities), [attribution for _, found in moved for attribution in found]


def _moved(parsed: Parsed, by: int) -> Parsed:
    sentences = tuple(
        Sentence(s.start + by, s.end + by, tuple(replace(w, start=w.start + by, end=w.end + by) for w in s.words))
        for s in parsed.sentences
    )
    entities = tuple(replace(e, start=e.start + by, end=e.end + by) for e in parsed.entities)
    return replace(parsed, sentences=sentences, entities=entities)


def _shifted(attribution: Attribution, by: int) -> Attribution:
    def span(of: Span | None) -> Span | None:
        return Span(of.start + by, of.end + by) if of else None

    return replace(
        attribution,
        content=tuple(Span(start + by, end + by) for start, end in attribution.content),
        source=span(attribution.source),
        cue=span(attribution.cue),
        addressee=span(attribution.addressee),
        medium=span(attribution.medium),
    )
