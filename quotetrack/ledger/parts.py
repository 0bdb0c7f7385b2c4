"""The statements table of a large ledger, a part at a time: memory does not grow with the ledger.

What a row says of its claim depends on all statements of that claim, wherever they stand. So claims are counted first,
a part of the propositions at a time, into a temporary table; then rows are made a part of the documents at a time, and
take from it how often and when their claim was said. Documents that people corrected are in every part: by a correction
their statements may come to any claim.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import pairwise
from typing import Any

import pandas as pd

from quotetrack.ledger import claims, frames, queries
from quotetrack.ledger.columns import PRECISIONS, parse_dates
from quotetrack.ledger.formats import dated
from quotetrack.ledger.reviews import Review

PART = 5000  # statements that are held together

_COUNTS = ("occurrences", "first_said", "last_said")
_COUNTED = f"CREATE TEMP TABLE IF NOT EXISTS counted (claim_id TEXT PRIMARY KEY, size, {', '.join(_COUNTS)})"
# A part that has all statements of a claim has the most of them; others have those of corrected documents alone.
_COUNT = """
INSERT INTO temp.counted VALUES (?, ?, ?, ?, ?) ON CONFLICT (claim_id) DO UPDATE SET size = excluded.size,
    occurrences = excluded.occurrences, first_said = excluded.first_said, last_said = excluded.last_said
WHERE excluded.size > size
"""
_UNGROUPED = "SELECT 1 FROM statements s WHERE NOT EXISTS (SELECT 1 FROM wordings w WHERE w.key = s.wording) LIMIT 1"
_SIZES = """
SELECT d.name, count(*) FROM documents d JOIN statements s ON s.document_id = d.id WHERE s.confidence >= ?
GROUP BY d.name ORDER BY d.name
"""


def whole(db: sqlite3.Connection, min_confidence: float = 0.0) -> pd.DataFrame:
    """The statements table, of statements of at least this confidence."""
    return frame(db, queries.SURE, {"min_confidence": min_confidence})


def frame(db: sqlite3.Connection, chosen: str, values: Mapping[str, Any], columns: str = queries.WHOLE) -> pd.DataFrame:
    """The statements table, of the statements that `chosen` chooses by `values`."""
    reviews = [Review(*row) for row in db.execute(queries.REVIEWS)]
    names = {name for review in reviews if review.column == "speaker" for name in review.value.split("; ")}
    raw = pd.read_sql_query(queries.STATEMENTS.format(columns=columns, chosen=chosen), db, params=dict(values))
    # whom people wrote in as a speaker is who bears that name first, in whatever part
    linked = f"({chosen}) OR {queries.FIRST_OF_NAMES}" if names else chosen
    links = pd.read_sql_query(
        queries.LINKS.format(chosen=linked), db, params={**values, "names": json.dumps(sorted(names))}
    )
    grouped = frames.Grouped(partial(claims.propositions, db), claims.opposed(db))
    return frames.statements_frame(raw, links, grouped, reviews)


def by_proposition(db: sqlite3.Connection, min_confidence: float = 0.0) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Parts of the table without what is long in it, whole propositions each: from which id, up to which, and rows."""
    number = int(db.execute("SELECT count(*) FROM statements").fetchone()[0])
    parts = min(number // PART + 1, 16**4)
    bounds = [f"p{number * 16**4 // parts:04x}" for number in range(parts)] + ["pg"]  # no digit comes after f
    for low, high in pairwise(bounds):
        values = {"low": low, "high": high, "min_confidence": min_confidence}
        yield low, high, frame(db, f"{queries.SURE} AND {queries.PART}", values, queries.SHORT)


def by_document(db: sqlite3.Connection, min_confidence: float = 0.0) -> Iterator[pd.DataFrame]:
    """The statements table in parts, in its order; one at least, which has no rows where the table has none."""
    number = int(db.execute("SELECT count(*) FROM statements").fetchone()[0])
    if number <= PART or db.execute(_UNGROUPED).fetchone():  # a scan that was broken off left statements ungrouped
        yield whole(db, min_confidence)
        return
    _count(db, min_confidence)
    for low, high in _documents(db, min_confidence):
        values = {"low": low, "high": high, "min_confidence": min_confidence}
        rows = frame(db, f"{queries.SURE} AND {queries.DOCUMENT_PART}", values)
        rows = rows[(rows["document"] >= low) & (rows["document"] <= high)].reset_index(drop=True)
        yield _with_counts(db, rows)


def _count(db: sqlite3.Connection, min_confidence: float) -> None:
    """Fill the temporary table of claims."""
    db.execute(_COUNTED)
    db.execute("DELETE FROM temp.counted")
    for _, _, rows in by_proposition(db, min_confidence):
        sizes = rows["claim_id"].value_counts()
        found = dated(rows.drop_duplicates("claim_id"))
        found["size"] = found["claim_id"].map(sizes)
        db.executemany(_COUNT, found[["claim_id", "size", *_COUNTS]].astype(object).to_numpy().tolist())


def _documents(db: sqlite3.Connection, min_confidence: float) -> Iterator[tuple[str, str]]:
    """The first and the last name of documents that have about PART statements together."""
    low, high, size = "", "", 0
    for name, count in db.execute(_SIZES, (min_confidence,)):
        if size and size + count > PART:
            yield low, high
            low, size = name, 0
        low, high, size = low or name, name, size + count
    yield low, high  # of no document where there is none


def _with_counts(db: sqlite3.Connection, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with how often and when their claims were said, in the whole ledger."""
    query = f"SELECT {', '.join(_COUNTS)} FROM temp.counted WHERE claim_id = ?"
    known = {claim: db.execute(query, (claim,)).fetchone() for claim in rows["claim_id"].unique()}
    found = pd.DataFrame([known[claim] for claim in rows["claim_id"]], columns=list(_COUNTS), index=rows.index)
    columns: dict[str, pd.Series] = {"occurrences": found["occurrences"].astype("int64")}
    for name in ("first_said", "last_said"):
        columns[name], columns[PRECISIONS[name]] = parse_dates(found[name])
    return rows.assign(**columns)
