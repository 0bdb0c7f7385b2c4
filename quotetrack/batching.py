"""Documents in batches, whose sentences share a pass through the models."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from quotetrack.types import Document

_BATCH_CHARACTERS = 20_000  # larger ones are no faster, and processes beside each other end further apart
_FIRST_CHARACTERS = 7_500  # in the first batch: rows come soon, and a scan that is often broken off gets on
_BATCH_DOCUMENTS = 64
_SHARE, _LEAST = 4, 5_000  # of what is left a batch takes no more than that share, or so many characters


def batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Documents in groups of bounded size, so that sentences of several share a pass through the models.

    The first groups are small, and the last ones smaller and smaller, so that processes beside each other end together
    (guided self-scheduling: Polychronopoulos and Kuck 1987). For that some documents are taken ahead.
    """
    rest = iter(documents)
    ahead: deque[Document] = deque()
    size, most = 0, _FIRST_CHARACTERS  # `size` of what is ahead
    while True:
        while size < _SHARE * most and len(ahead) < _SHARE * _BATCH_DOCUMENTS and (document := next(rest, None)):
            ahead.append(document)
            size += len(document.text)
        if not ahead:
            return
        batch: list[Document] = []
        room = min(most, max(size // _SHARE, _LEAST))
        while ahead and len(batch) < _BATCH_DOCUMENTS and (not batch or len(ahead[0].text) <= room):
            batch.append(ahead.popleft())
            room -= len(batch[-1].text)
            size -= len(batch[-1].text)
        yield batch
        most = min(2 * most, _BATCH_CHARACTERS)
