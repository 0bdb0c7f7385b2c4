"""Documents in batches, whose sentences share a pass through the models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from quotetrack.types import Document

_BATCH_CHARACTERS = 20_000  # larger ones are no faster, and processes beside each other end further apart
_FIRST_CHARACTERS = 7_500  # in the first batch: rows come soon, and a scan that is often broken off gets on
_BATCH_DOCUMENTS = 64


def batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Documents in groups of bounded size, so that sentences of several share a pass through the models; the first
    groups are small."""
    batch: list[Document] = []
    size, most = 0, _FIRST_CHARACTERS
    for document in documents:
        if batch and (size + len(document.text) > most or len(batch) >= _BATCH_DOCUMENTS):
            yield batch
            batch, size, most = [], 0, min(2 * most, _BATCH_CHARACTERS)
        batch.append(document)
        size += len(document.text)
    if batch:
        yield batch
