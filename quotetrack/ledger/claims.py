"""The wordings of statements in the ledger, and the propositions and claims that they form."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from quotetrack.claims.grouping import NEAREST, Known, place, relations
from quotetrack.claims.wording import Wording, wording
from quotetrack.ledger.rows import digest, fold
from quotetrack.stopping import held

Embed = Callable[[Sequence[Wording]], Iterable[NDArray[np.float16]]]

_FREQUENT = 1000  # wordings that have a stem, from which on it does not lead to others
_BLOCK = 500  # statements whose keys are made together, and wordings whose embeddings are
_FEWEST = 2  # stems that two wordings have to share to be compared, where they have so many

_SPEAKERS = """
SELECT group_concat(name, '; ') FROM (
    SELECT p.name FROM statement_speakers l JOIN speakers p ON p.id = l.speaker_id
    WHERE l.document_id = s.document_id AND l.statement_id = s.statement_id ORDER BY l.position)
"""
_SAID = f"s.claim, s.cue, s.polarity, coalesce(nullif(d.same_as, ''), d.name), coalesce(({_SPEAKERS}), '')"
_UNKEYED = f"""
SELECT s.id, {_SAID} FROM statements s JOIN documents d ON d.id = s.document_id WHERE s.wording = '' LIMIT ?
"""
_NEW = f"""
SELECT {_SAID} FROM temp.keyed k CROSS JOIN statements s ON s.id = k.id CROSS JOIN documents d ON d.id = s.document_id
WHERE NOT EXISTS (SELECT 1 FROM wordings w WHERE w.key = s.wording) ORDER BY d.name, s.position
"""
_CORRECTED = f"""
SELECT r.value, {_SAID} FROM reviews r JOIN statements s ON s.statement_id = r.statement_id
JOIN documents d ON d.id = s.document_id WHERE r.column_name = 'claim' ORDER BY r.id
"""
_NEAREST = """
SELECT w.id, w.claim, w.cue, w.denied, w.speaker, w.proposition_id FROM (
    SELECT wording_id, count(*) AS shared FROM wording_stems WHERE stem IN ({})
    GROUP BY wording_id HAVING shared >= ? ORDER BY shared DESC, wording_id LIMIT ?
) n JOIN wordings w ON w.id = n.wording_id ORDER BY n.shared DESC, w.id
"""
_FORGET = """
DELETE FROM wordings WHERE key NOT IN (SELECT wording FROM statements) AND key NOT IN (SELECT value FROM temp.kept)
"""


@dataclass(frozen=True)
class Said:
    """What a row of the ledger says, and what tells its wording from others. `document` is, of a copy, the one that it
    is a copy of."""

    claim: str
    cue: str
    polarity: str
    document: str
    speaker: str = ""

    @property
    def denied(self) -> bool:
        return self.polarity == "denied"

    @property
    def wording(self) -> Wording:
        return wording(self.claim, self.cue, self.denied)

    @property
    def key(self) -> str:
        """Equal for equal texts on one side; what only its context explains has its own in each document."""
        return _key(self.wording, f"{fold(self.cue)}\n{self.document}" if self.wording.bare else "")


def _key(of: Wording, where: str = "") -> str:
    return digest(f"{fold(of.text)}\n{of.side}\n{where}")


def settle(db: sqlite3.Connection, embed: Embed | None = None) -> None:
    """Group the wordings that are new, and forget those that no statement has any more; needs a transaction.

    `embed` gives embeddings of wordings (default: `vectors`), and may go on making them until they are asked for.
    """
    db.execute("CREATE TEMP TABLE IF NOT EXISTS keyed (id INTEGER PRIMARY KEY)")
    db.execute("DELETE FROM temp.keyed")
    while rows := db.execute(_UNKEYED, (_BLOCK,)).fetchall():
        db.executemany("INSERT INTO temp.keyed VALUES (?)", [(row,) for row, *_ in rows])
        db.executemany("UPDATE statements SET wording = ? WHERE id = ?", [(Said(*s).key, row) for row, *s in rows])
    said_now = corrected(db)
    _forget(db, {said.key for said in said_now})
    index = _Index(db, embed or vectors)
    new = chain((Said(*row) for row in db.execute(_NEW)), said_now)
    compared: list[_New] = []
    for block in chain(iter(lambda: list(islice(new, _BLOCK)), []), [[]]):
        # other processes make the embeddings of a block while the next one is compared
        following = [_compared(index, said) for said in block if not index.has(said.key)]
        index.end_embedding()
        index.begin_embedding(wording for one in following for wording in one.wanted)
        for one in compared:
            _group(index, one)
        compared = following


@dataclass(frozen=True)
class _New:
    """A wording that is in the tables, but in no proposition yet, and what it is to those near it.

    Where the embeddings of `wanted` have to tell, the relations are not known before these are.
    """

    number: int
    said: Said
    near: Sequence[Known]
    relations: Sequence[str]
    wanted: Sequence[Wording]


def _compared(index: _Index, said: Said) -> _New:
    wanted: list[Wording] = []

    def cosine(one: Wording, other: Wording) -> float:
        wanted.extend((one, other))
        return 0.0

    near = [] if said.wording.bare else index.nearest(said.wording, NEAREST)
    told = relations(said.wording, said.speaker, near, cosine)
    return _New(index.add(said), said, near, told, wanted)


def _group(index: _Index, new: _New) -> None:
    """Put a wording into a proposition."""
    told = new.relations
    if new.wanted:
        told = relations(new.said.wording, new.said.speaker, new.near, index.cosine)
    near = [replace(other, proposition=other.proposition or index.proposition(other.number)) for other in new.near]
    found = place(near, told)
    index.join(new.number, found.proposition or f"p{new.said.key}", found.opposed)


def vectors(wordings: Sequence[Wording]) -> Sequence[NDArray[np.float16]]:
    """The embeddings of wordings, made in this process."""
    with held():
        from quotetrack.claims import meaning  # it imports torch, which takes a while, and few commands need it

    return meaning.vectors(wordings)


def corrected(db: sqlite3.Connection) -> list[Said]:
    """What people made of claims, in the order they did."""
    return [replace(Said(*said), claim=claim) for claim, *said in db.execute(_CORRECTED)]


def propositions(db: sqlite3.Connection, keys: Sequence[str]) -> dict[str, str]:
    """The proposition of each of these wordings that is grouped, by key."""
    query = "SELECT proposition_id FROM wordings WHERE key = ?"
    return {key: row[0] for key in keys if (row := db.execute(query, (key,)).fetchone())}


def opposed(db: sqlite3.Connection) -> dict[str, list[str]]:
    """Of each proposition those that affirm what it denies, or the other way round."""
    found: dict[str, list[str]] = {}
    for one, other in db.execute("SELECT proposition_id, opposed_id FROM opposed"):
        found.setdefault(one, []).append(other)
        found.setdefault(other, []).append(one)
    return found


def _forget(db: sqlite3.Connection, kept: Iterable[str]) -> None:
    db.execute("CREATE TEMP TABLE IF NOT EXISTS kept (value TEXT PRIMARY KEY)")
    db.execute("DELETE FROM temp.kept")
    db.executemany("INSERT OR IGNORE INTO temp.kept VALUES (?)", [(value,) for value in kept])
    if db.execute(_FORGET).rowcount:
        for column in ("proposition_id", "opposed_id"):
            db.execute(f"DELETE FROM opposed WHERE {column} NOT IN (SELECT proposition_id FROM wordings)")


class _Index:
    """The known wordings, in the ledger's tables."""

    def __init__(self, db: sqlite3.Connection, embed: Embed):
        self._db, self._embed = db, embed
        self._too_frequent: set[str] = set()  # stems only become more frequent
        self._begun: Iterable[tuple[str, NDArray[np.float16]]] = ()

    def has(self, own: str) -> bool:
        return self._db.execute("SELECT 1 FROM wordings WHERE key = ?", (own,)).fetchone() is not None

    def nearest(self, new: Wording, most: int) -> list[Known]:
        """The known wordings that share most stems with this one, at most so many, in a fixed order; those that are in
        no proposition yet have an empty one."""
        stems = [stem for stem in sorted(new.stems) if not self._frequent(stem)]
        if not stems:
            return []
        query = _NEAREST.format(", ".join("?" * len(stems)))
        rows = self._db.execute(query, (*stems, min(_FEWEST, len(new.stems)), most)).fetchall()
        return [
            Known(number, wording(claim, cue, bool(denied)), speaker, proposition)
            for number, claim, cue, denied, speaker, proposition in rows
        ]

    def begin_embedding(self, wordings: Iterable[Wording]) -> None:
        """Ask for the embeddings of those of these wordings of the tables that have none."""
        keyed = {_key(of): of for of in wordings}
        missing = {own: of for own, of in keyed.items() if not self._vector(own)}
        self._begun = zip(missing, self._embed(list(missing.values())) if missing else (), strict=True)

    def end_embedding(self) -> None:
        """Put the embeddings into the tables that were asked for."""
        for own, vector in self._begun:
            self._db.execute("UPDATE wordings SET vector = ? WHERE key = ?", (vector.tobytes(), own))

    def cosine(self, one: Wording, other: Wording) -> float:
        vectors = [np.frombuffer(self._vector(_key(of)), np.float16).astype(np.float32) for of in (one, other)]
        return float(vectors[0] @ vectors[1])

    def _vector(self, own: str) -> bytes:
        found: bytes = self._db.execute("SELECT vector FROM wordings WHERE key = ?", (own,)).fetchone()[0]
        return found

    def add(self, said: Said) -> int:
        """The number of a wording that is put into the tables, in no proposition."""
        row = self._db.execute(
            "INSERT INTO wordings (key, proposition_id, claim, cue, denied, speaker, vector) "
            "VALUES (?, '', ?, ?, ?, ?, x'')",
            (said.key, said.claim, said.cue, said.denied, said.speaker),
        )
        stems = [] if said.wording.bare else [(stem, row.lastrowid) for stem in sorted(said.wording.stems)]
        self._db.executemany("INSERT INTO wording_stems (stem, wording_id) VALUES (?, ?)", stems)
        return row.lastrowid or 0

    def proposition(self, number: int) -> str:
        found: str = self._db.execute("SELECT proposition_id FROM wordings WHERE id = ?", (number,)).fetchone()[0]
        return found

    def join(self, number: int, proposition: str, opposed_to: Iterable[str]) -> None:
        """Put a wording into its proposition, which others are opposed to."""
        self._db.execute("UPDATE wordings SET proposition_id = ? WHERE id = ?", (proposition, number))
        pairs = [tuple(sorted((proposition, other))) for other in opposed_to]
        self._db.executemany("INSERT OR IGNORE INTO opposed (proposition_id, opposed_id) VALUES (?, ?)", pairs)

    def _frequent(self, stem: str) -> bool:
        if stem not in self._too_frequent:
            query = "SELECT count(*) FROM (SELECT 1 FROM wording_stems WHERE stem = ? LIMIT ?)"
            if self._db.execute(query, (stem, _FREQUENT)).fetchone()[0] >= _FREQUENT:
                self._too_frequent.add(stem)
        return stem in self._too_frequent
