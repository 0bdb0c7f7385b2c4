"""The statements table a part at a time, so that memory does not grow with the ledger."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain, islice
from typing import Any

import pandas as pd

from quotetrack.ledger import claims, frames, queries
from quotetrack.ledger.formats import dated
from quotetrack.ledger.positions import claims_frame
from quotetrack.ledger.reviews import Review, anchored

PART = 5000  # statements that are read together

Sums = Callable[[Sequence[str]], pd.DataFrame]


@dataclass(frozen=True)
class View:
    """The statements of at least `min_confidence`, with what holds for all of them: who stands against whom, and what
    people corrected."""

    db: sqlite3.Connection
    min_confidence: float = 0.0

    def __post_init__(self) -> None:
        # Here, because SQLite makes no temporary table while a query goes on.
        self.db.execute("CREATE TEMP TABLE IF NOT EXISTS part (id INTEGER PRIMARY KEY)")

    @cached_property
    def corrections(self) -> frames.Corrections:
        reviews = [Review(*row) for row in self.db.execute(queries.REVIEWS)]
        if not reviews:
            return frames.Corrections({}, pd.DataFrame())
        self.db.execute("DROP TABLE IF EXISTS temp.corrected")
        self.db.execute(f"CREATE TEMP TABLE corrected AS {queries.CORRECTED}")
        cells = anchored(reviews, self._read(queries.PLACES.format(chosen="s.id IN (SELECT id FROM temp.corrected)")))
        names = {name for value in cells.get("speaker", {}).values() for name in value.split("; ")}
        links = self._read(queries.LINKS.format(chosen=queries.NAMED), names=json.dumps(sorted(names)))
        return frames.Corrections(cells, links.drop_duplicates("speaker").set_index("speaker"))

    @property
    def apart(self) -> bool:
        """Whether propositions can be read by themselves: none is new, and no claim was given the id of another."""
        return settled(self.db) and "claim_id" not in self.corrections.cells

    def whole(self) -> pd.DataFrame:
        """The statements table as one frame."""
        return self._frame("true", queries.WHOLE)

    def part(self, ids: str, values: Mapping[str, Any], columns: str, sums: Sums | None = None) -> pd.DataFrame:
        """The statements whose ids a query gives. Without `sums` it has to give claims whole; what people corrected
        comes along then, for it may be a part of any claim."""
        self.db.execute("DELETE FROM temp.part")
        self.db.execute(f"INSERT OR IGNORE INTO temp.part {ids}", values)
        if sums is None and self.corrections.cells:
            self.db.execute("INSERT OR IGNORE INTO temp.part SELECT id FROM temp.corrected")
        return self._frame("s.id IN (SELECT id FROM temp.part)", columns, sums)

    @cached_property
    def _grouped(self) -> frames.Grouped:
        return frames.Grouped(partial(claims.propositions, self.db), claims.opposed(self.db))

    def _frame(self, chosen: str, columns: str, sums: Sums | None = None) -> pd.DataFrame:
        raw = self._read(queries.STATEMENTS.format(columns=columns, chosen=chosen))
        links = self._read(queries.LINKS.format(chosen=chosen))
        return frames.statements_frame(raw, links, self._grouped, self.corrections, sums)

    def _read(self, query: str, **values: str) -> pd.DataFrame:
        return pd.read_sql_query(query, self.db, params={"min_confidence": self.min_confidence, **values})


def settled(db: sqlite3.Connection) -> bool:
    """Whether no scan runs or was broken off, and the table of claims therefore sums up all statements."""
    return db.execute(queries.UNSETTLED).fetchone() is None


def chosen(db: sqlite3.Connection, min_confidence: float = 0.0, **filters: str) -> pd.DataFrame:
    """The statements that fit the filters; see `Ledger.statements`."""
    if not any(filters.values()):
        return View(db, min_confidence).whole()
    return pd.concat(each(db, min_confidence, **filters), ignore_index=True)


def of(db: sqlite3.Connection, ids: str, min_confidence: float = 0.0, **values: str) -> pd.DataFrame:
    """The statements whose ids a query gives, and some others."""
    view = View(db, min_confidence)
    if not view.apart:
        return view.whole()
    return view.part(queries.SAME_PROPOSITION.format(wanted=ids), values, queries.WHOLE)


def around(db: sqlite3.Connection, min_confidence: float = 0.0, **filters: str) -> pd.DataFrame:
    """The statements that fit the filters, all others of the same claims, and perhaps more."""
    wanted = queries.near(filters)
    return of(db, wanted, min_confidence, **filters) if wanted else View(db, min_confidence).whole()


def each(db: sqlite3.Connection, min_confidence: float = 0.0, **filters: str) -> Iterator[pd.DataFrame]:
    """The statements that fit the filters in parts that follow one another in the order of the table; one at least.

    Where a filter tells which statements to look at, only they are read. What a scan has not settled yet comes as one
    part.
    """
    view = View(db, min_confidence)
    if not settled(db):
        yield frames.select(view.whole(), **filters)
        return
    for part in _in_order(view, queries.near(filters) if view.apart else "", filters):
        yield frames.select(part, **filters)


def _in_order(view: View, wanted: str, values: Mapping[str, str]) -> Iterator[pd.DataFrame]:
    """The statements whose ids a query gives, and what people corrected, in parts of whole documents; all statements
    without a query. One part at least."""
    corrected = view.corrections.cells
    if wanted and corrected:
        wanted = f"SELECT id FROM ({wanted}) UNION SELECT id FROM temp.corrected"
    table = "claims"
    if view.min_confidence or corrected:
        table = "temp.sums"
        _count(view, wanted, values)

    def sums(ids: Sequence[str]) -> pd.DataFrame:
        query = queries.SUMS.format(table=table)
        return pd.read_sql_query(query, view.db, params={"ids": json.dumps(ids)}).set_index("claim_id")

    order = queries.IN_ORDER.format(wanted=wanted) if wanted else queries.EVERY_IN_ORDER
    for ids in _together(view.db.execute(order, values)):
        yield view.part(queries.LISTED, {"listed": json.dumps(ids)}, queries.WHOLE, sums)


def _together(rows: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """Statements that come with their documents, in lists of whole documents that have PART of them together."""
    ids: list[int] = []
    last = 0
    for document, statement in rows:
        if len(ids) >= PART and document != last:
            yield ids
            ids = []
        ids.append(statement)
        last = document
    yield ids


def summed_up(view: View, propositions: Iterable[str]) -> Iterator[pd.DataFrame]:
    """The claims of propositions, in frames as `dated` makes them of `claims_frame`. What people gave the id of another
    claim is summed up with it, whatever its proposition; `propositions` then have to be all."""
    moved = set(view.corrections.cells.get("claim_id", {}).values())
    best: dict[str, tuple[int, pd.DataFrame]] = {}
    left = iter(propositions)
    size = max(1, PART // 50)  # how many of them have PART statements, as far as the last ones tell
    while batch := list(islice(left, size)):
        rows = view.part(queries.OF_PROPOSITIONS, {"propositions": json.dumps(batch)}, queries.SHORT)
        own = int(rows["proposition_id"].isin(batch).sum())
        size = min(PART, max(1, PART * len(batch) // max(1, own)))
        found = dated(claims_frame(rows))
        yield found[found["proposition_id"].isin(batch) & ~found["claim_id"].isin(moved)]
        if moved:  # of the part that has the whole claim: each has what was corrected, and one of them the rest
            sizes = rows["claim_id"].value_counts()
            for claim in moved.intersection(found["claim_id"]):
                best[claim] = max(
                    best.get(claim, (0, found)),
                    (int(sizes[claim]), found[found["claim_id"] == claim]),
                    key=lambda b: b[0],
                )
    yield from (claim for _, claim in best.values())


def corrected_propositions(view: View) -> set[str]:
    """Those of articles in which people corrected something, as they were before and as they are now."""
    if not view.corrections.cells:
        return set()
    now = view.part("SELECT id FROM temp.corrected", {}, queries.SHORT)["proposition_id"]
    before = (
        "SELECT w.proposition_id FROM statements s JOIN wordings w ON w.key = s.wording WHERE s.id IN temp.corrected"
    )
    return {*now, *(row[0] for row in view.db.execute(before))}


def _count(view: View, wanted: str, values: Mapping[str, str]) -> None:
    """Sum up, in a temporary table, the claims of the propositions of statements whose ids a query gives, and of those
    that people made; all without a query."""
    view.db.execute("DROP TABLE IF EXISTS temp.sums")
    view.db.execute("CREATE TEMP TABLE sums (claim_id TEXT PRIMARY KEY, occurrences, first_said, last_said)")
    query = queries.THEIR_PROPOSITIONS.format(wanted=wanted) if wanted else queries.EVERY_PROPOSITION
    more = corrected_propositions(view)
    known = (found for (found,) in view.db.execute(query, values) if found not in more)
    for found in summed_up(view, chain(known, sorted(more))):
        rows = found[["claim_id", "occurrences", "first_said", "last_said"]].astype(object).to_numpy().tolist()
        view.db.executemany("INSERT INTO temp.sums VALUES (?, ?, ?, ?)", rows)
