"""A ledger of millions of statements, and what it costs to add to it, to ask it and to export it.

The first statements come through the ledger's API, as a scan puts them there, 3 ms each to group. The rest are copies
of them that SQL makes: the same people say in other articles what nobody has said yet. In the copies wordings, their
rarer words, propositions, articles and speakers without a name are new ones, each as frequent as in the first part.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.archive import Articles, apart, command, extend, fill
from benchmarks.synthetic import archive

FREQUENT = 1000  # wordings that a word has in the first part, from which on it is the same word in the copies

# Ids that no first part has, as long as its own; :k numbers the copy.
_KEY = "substr({0}, 1, 11) || 'z' || printf('%04x', :k)"
_DOCUMENT = "printf('%04d/', :k) || {0}"
_SPEAKER = f"CASE WHEN {{0}} IN (SELECT id FROM temp.unnamed) THEN {_KEY} ELSE {{0}} END"
_STATEMENT = "{0} || printf('%04x', :k)"
_STEM = "CASE WHEN {0} IN (SELECT stem FROM temp.frequent) THEN {0} ELSE {0} || printf('~%x', :k) END"
_CHANGED = {
    "documents": {"id": "id + :k * :documents", "name": _DOCUMENT, "signature": "randomblob(length(signature))",
                  "same_as": f"CASE WHEN same_as = '' THEN '' ELSE {_DOCUMENT} END"},
    "statements": {"id": "id + :k * :statements", "statement_id": _STATEMENT,
                   "document_id": "document_id + :k * :documents", "wording": _KEY},
    "speakers": {"id": _KEY},
    "document_speakers": {"document_id": "document_id + :k * :documents", "speaker_id": _SPEAKER},
    "aliases": {"document_id": "document_id + :k * :documents", "speaker_id": _SPEAKER},
    "statement_speakers": {"document_id": "document_id + :k * :documents", "statement_id": _STATEMENT,
                           "speaker_id": _SPEAKER},
    "wordings": {"id": "id + :k * :wordings", "key": _KEY, "proposition_id": _KEY},
    "wording_stems": {"stem": _STEM, "wording_id": "wording_id + :k * :wordings"},
    "opposed": {"proposition_id": _KEY, "opposed_id": _KEY},
}  # fmt: skip
_FIRST = {  # which rows of a table are of the first part
    "documents": "id <= :documents", "statements": "id <= :statements", "wordings": "id <= :wordings",
    "speakers": "id IN (SELECT id FROM temp.unnamed)", "wording_stems": "wording_id <= :wordings",
    "opposed": "substr(proposition_id, 12, 1) <> 'z'",
}  # fmt: skip


def grow(ledger: Path, wanted: int) -> int:
    """Copy what the ledger has until there are `wanted` statements or a few more; returns how many. They are summed up
    when the next scan ends."""
    with closing(sqlite3.connect(ledger, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -500000")
        counts = {
            table: _count(db, f"SELECT max(id) FROM {table}") for table in ("documents", "statements", "wordings")
        }
        db.execute(
            "CREATE TEMP TABLE unnamed AS SELECT DISTINCT speaker_id AS id FROM document_speakers WHERE NOT named"
        )
        db.execute("CREATE INDEX temp.unnamed_id ON unnamed (id)")
        frequent = f"SELECT stem FROM wording_stems GROUP BY stem HAVING count(*) >= {FREQUENT}"
        db.execute(f"CREATE TEMP TABLE frequent AS {frequent}")
        statements = first = _count(db, "SELECT count(*) FROM statements")
        for k in range(1, -(-wanted // first)):
            db.execute("BEGIN")
            for table in _CHANGED:
                db.execute(_copy(db, table), {"k": k, **counts})
            db.execute("COMMIT")
            statements += first
        db.execute("UPDATE scans SET finished = '' WHERE id = (SELECT max(id) FROM scans)")
    return statements


def _copy(db: sqlite3.Connection, table: str) -> str:
    names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    values = [_CHANGED[table].get(name, f'"{name}"').format(name) for name in names]
    first = _FIRST.get(table, "document_id <= :documents")
    return f"INSERT INTO {table} SELECT {', '.join(values)} FROM {table} WHERE {first}"


def large(statements: int, first: int, seed: int, folder: Path | None = None) -> Iterator[str]:
    """Make such a ledger and say what each step costs; the files stay where a folder is given, and are used again."""
    with TemporaryDirectory() as temporary:
        place = folder or Path(temporary)
        begun, ledger = place / f"first-{first}.db", place / f"large-{statements}.db"
        if not begun.exists():
            apart(fill, begun, first, 0, seed)
        if not ledger.exists():
            growing = shutil.copy(begun, place / "growing.db")  # only a whole one is used again
            apart(grow, growing, statements)
            growing.rename(ledger)
        if not _settled(ledger):
            yield f"settled as a whole: {apart(extend, ledger, _more(ledger, seed))}"
        yield f"{ledger.stat().st_size / statements:,.0f} bytes a statement"
        yield from asked(ledger, seed, place)


def asked(ledger: Path, seed: int, folder: Path) -> Iterator[str]:
    """What it costs to add articles to a ledger, to ask it and to export it."""
    yield f"10 articles more: {apart(extend, ledger, _more(ledger, seed))}"
    often, seldom = most_quoted(ledger)
    for words in (
        ["timeline", seldom], ["timeline", often], ["timeline", often, "--since", "2024"],
        ["search", "harbour"], ["search", "harbour", "ferry"], ["claims", "--speaker", seldom], ["speakers", "list"],
        ["export", "--speaker", often, "--out", str(folder / "few.csv")],
        ["export", "--since", "2025-07", "--out", str(folder / "late.csv")],
        ["export", "--out", str(folder / "all.csv")], ["export", "--out", str(folder / "all.parquet")],
        ["export", "--out", str(folder / "by-year"), "--partition-by", "year"],
    ):  # fmt: skip
        yield f"{' '.join(words)}: {command([*words, '--ledger', str(ledger)])}"


def _more(ledger: Path, seed: int) -> Articles:
    """Ten articles that the ledger does not have, with statements that it does not have either."""
    with closing(sqlite3.connect(ledger)) as db:
        there = _count(db, "SELECT max(id) FROM documents")
    found = islice(archive(seed + there), 10)
    return [(replace(document, name=f"{there}/{document.name}"), statements) for document, statements in found]


def _settled(ledger: Path) -> bool:
    with closing(sqlite3.connect(ledger)) as db:
        return _count(db, "SELECT count(*) FROM scans WHERE finished = '' AND id = (SELECT max(id) FROM scans)") == 0


def most_quoted(ledger: Path) -> list[str]:
    """Two speakers with a name: the one who has most statements of all, and one in the middle."""
    query = """
        SELECT p.name FROM statement_speakers l JOIN speakers p ON p.id = l.speaker_id
        WHERE p.name IN (SELECT name FROM document_speakers WHERE named) GROUP BY p.id ORDER BY count(*) DESC, p.name
    """
    with closing(sqlite3.connect(ledger)) as db:
        names = [name for (name,) in db.execute(query)]
    return [names[0], names[len(names) // 2]]


def _count(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(query).fetchone()[0])
