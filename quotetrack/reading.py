"""The flow from documents to statements: parse, find attributions, resolve their speakers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

import torch

from quotetrack.batching import batches
from quotetrack.parsing.parser import Parser, tokens
from quotetrack.quotations.describe import describe
from quotetrack.quotations.finder import Finder
from quotetrack.sections import SECTION, Found, joined, sections
from quotetrack.speakers import Resolved, resolve
from quotetrack.statements import statements
from quotetrack.types import Attribution, Document, Parsed, Statement


class Reader:
    """Loaded models. `read` turns documents into statements; make one and use it for all."""

    def __init__(self, model: str | None = None, threads: int | None = None):
        """`model` as for ``quotetrack scan --model``; `threads` for torch (default: what it chooses).

        Raises ModelError when the model set is not there.
        """
        if threads:
            torch.set_num_threads(threads)
        self._parser = Parser(model)
        self._finder = Finder.load(self._parser.encoder, self._parser.pieces)
        self.model = self._parser.models.name

    def read(self, documents: Iterable[Document]) -> Iterator[tuple[Document, list[Statement]]]:
        """Each document with its statements, in order; documents are taken in batches."""
        for parsed, found, who in self.resolved(documents):
            yield parsed.document, statements(parsed, found, who)

    def resolved(self, documents: Iterable[Document]) -> Iterator[tuple[Parsed, list[Attribution], list[Resolved]]]:
        """As `read`, with the attributions and their speakers, one by one, before they become statements."""
        for batch in batches(documents):
            yield from self._resolved(batch)

    def read_together(self, batch: Sequence[Document]) -> list[tuple[Document, list[Statement]]]:
        """As `read`, of documents that go through the models together."""
        return [(parsed.document, statements(parsed, found, who)) for parsed, found, who in self._resolved(batch)]

    def _resolved(self, batch: Sequence[Document]) -> Iterator[tuple[Parsed, list[Attribution], list[Resolved]]]:
        for parsed, found in self._batch(batch):
            yield parsed, found, resolve(parsed, found)

    def _batch(self, batch: Sequence[Document]) -> list[Found]:
        if all(len(document.text) <= SECTION for document in batch):
            return self._together(batch)
        return [self._in_sections(document) for document in batch]

    def _in_sections(self, document: Document) -> Found:
        parts = ((start, self._together([section])[0]) for start, section in sections(document))
        return joined(document, parts)

    def _together(self, batch: Sequence[Document]) -> list[Found]:
        texts = [document.text for document in batch]
        with torch.inference_mode(), self._parser.sharing():
            read = self._parser.read(texts)
            found = self._finder.find(texts, [tokens(doc) for doc in read])
            wanted = [_Wanted(attributions, [(e.start_char, e.end_char) for e in doc.ents if " " in e.text])
                      for attributions, doc in zip(found, read, strict=True)]  # fmt: skip
            parsed = self._parser.parse(batch, read, lambda number, start, end: wanted[number].within(start, end))
        return [
            (doc, [describe(doc, a) for a in attributions]) for doc, attributions in zip(parsed, found, strict=True)
        ]


class _Wanted:
    """Which sentences need syntax: those with a source or a cue, and those that introduce a full name."""

    def __init__(self, attributions: Sequence[Attribution], full_names: Sequence[tuple[int, int]]):
        spans = [s for a in attributions for s in (a.source, a.cue) if s]
        self._starts = sorted([s.start for s in spans] + [start for start, _ in full_names])

    def within(self, start: int, end: int) -> bool:
        at = bisect_left(self._starts, start)
        return at < len(self._starts) and self._starts[at] < end
