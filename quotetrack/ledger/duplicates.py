"""Articles that are copies of one another: the same under two paths, or syndicated in two outlets.

Each text has a signature of minima of hashed five-word runs, which agree in as many places as two texts share runs
(MinHash: Broder 1997). Texts whose signatures agree in a band of three places are compared (locality-sensitive hashing:
Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, chapter 3), so that the work grows with the documents alone.
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from quotetrack.components import components

RUN = 5  # words
BANDS, ROWS = 21, 3
ALIKE = 0.6  # share of runs in common, estimated, from which on two texts are copies
FEWEST = 40  # words: shorter texts are copies only when they are equal, word by word

_MULTIPLIERS = np.random.default_rng(20260601).integers(1, 2**63, (BANDS * ROWS, 1), dtype=np.uint64) | np.uint64(1)
_BATCH = 500
_COMPARED = 2000  # pairs of signatures at a time: what fits the caches


def signature(text: str) -> bytes:
    """BANDS * ROWS numbers of 32 bits; of a text of few words, all are made from all of them."""
    words = re.findall(r"\w+", text.casefold())
    codes = np.array([zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words], dtype=np.uint64)
    if len(words) < FEWEST:
        runs = np.array([zlib.crc32(" ".join(words).encode("utf-8", "surrogatepass")) + 1], dtype=np.uint64)
    else:
        runs = np.zeros(len(codes) - RUN + 1, dtype=np.uint64)
        for i in range(RUN):
            runs = runs * np.uint64(0x9E3779B97F4A7C15) + codes[i : len(codes) - RUN + 1 + i]
    least = ((runs[None, :] * _MULTIPLIERS) >> np.uint64(32)).min(axis=1)
    return least.astype("<u4").tobytes()


def groups(signatures: Mapping[str, bytes]) -> dict[str, str]:
    """For each document with a copy: the first of its copies by name, itself perhaps."""
    names = sorted(signatures)
    minima = np.frombuffer(b"".join(signatures[name] for name in names), "<u4").reshape(len(names), BANDS * ROWS)
    roots = components(len(names), _copies(minima))
    sizes = Counter(roots)
    return {name: names[first] for name, first in zip(names, roots, strict=True) if sizes[first] > 1}


def _copies(minima: NDArray[np.uint32]) -> Iterator[list[int]]:
    """Pairs of rows that are of copies: of those that agree in a band the first one with each other."""
    compared = np.full(len(minima), -1)  # of each row, with which it was last
    for band in range(BANDS):
        places = minima[:, band * ROWS : (band + 1) * ROWS]
        order = np.lexsort(places.T)  # equal ones stay in their order
        again = np.concatenate([[False], (places[order[1:]] == places[order[:-1]]).all(axis=1)])[: len(order)]
        first = order[np.maximum.accumulate(np.where(again, 0, np.arange(len(order))))]
        again &= compared[order] != first
        compared[order[again]] = first[again]
        pairs = np.stack([first, order], axis=1)[again]
        for at in range(0, len(pairs), _COMPARED):
            some = pairs[at : at + _COMPARED]
            yield from some[(minima[some[:, 0]] == minima[some[:, 1]]).mean(axis=1) >= ALIKE].tolist()


def settle(db: sqlite3.Connection) -> None:
    """Say of each document which one it is a copy of; needs a transaction."""
    for rows in _unsigned(db):
        db.executemany("UPDATE documents SET signature = ? WHERE id = ?", rows)
    known = dict(db.execute("SELECT name, signature FROM documents WHERE status = 'read' AND text <> ''"))
    copies = groups(known)
    before = dict(db.execute("SELECT name, same_as FROM documents WHERE same_as <> ''"))
    changed = [
        (copies.get(name, ""), name) for name in copies.keys() | before.keys() if copies.get(name) != before.get(name)
    ]
    db.executemany("UPDATE documents SET same_as = ? WHERE name = ?", changed)
    # What only its context explains is told apart by its document.
    forget = "UPDATE statements SET wording = '' WHERE document_id = (SELECT id FROM documents WHERE name = ?)"
    db.executemany(forget, [(name,) for _, name in changed])


def _unsigned(db: sqlite3.Connection) -> Iterator[list[tuple[bytes, int]]]:
    while True:
        query = "SELECT id, text FROM documents WHERE status = 'read' AND text <> '' AND signature = x'' LIMIT ?"
        rows = db.execute(query, (_BATCH,)).fetchall()
        if not rows:
            return
        yield [(signature(text), key) for key, text in rows]
