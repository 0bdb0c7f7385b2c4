"""Putting documents and their statements into an open ledger; the caller holds the transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from quotetrack.ledger import rows
from quotetrack.types import Document, Skipped, Statement

_PUT_DOCUMENT = """
INSERT INTO documents (name, title, publisher, published, date_basis, url, sha256, text, status, reason, scan_id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (name) DO UPDATE SET
    title = excluded.title, publisher = excluded.publisher, published = excluded.published,
    date_basis = excluded.date_basis, url = excluded.url, sha256 = excluded.sha256, text = excluded.text,
    status = excluded.status, reason = excluded.reason, scan_id = excluded.scan_id, signature = x''
"""
_PUT_STATEMENT = f"INSERT INTO statements VALUES (NULL, {', '.join('?' * 20)}, '')"
_MOST_FREQUENT = """
    coalesce((SELECT d.{0} FROM document_speakers d WHERE d.speaker_id = speakers.id AND d.{0} <> ''
              GROUP BY d.{0} ORDER BY count(*) DESC, d.{0} LIMIT 1), '')
"""
_SETTLE = (
    "DELETE FROM speakers WHERE id NOT IN (SELECT speaker_id FROM document_speakers)",
    f"UPDATE speakers SET speaker_type = {_MOST_FREQUENT.format('speaker_type')}, "
    f"role = {_MOST_FREQUENT.format('role')}",
)


def put(db: sqlite3.Connection, scan_id: int, document: Document, statements: Sequence[Statement]) -> None:
    """A document and its statements in the place of all that its name held."""
    name, text = rows.stored_name(document.name), rows.plain(document.text)
    facts = (document.title, document.publisher, document.published, document.date_basis, document.url)
    row = (*map(rows.plain, facts), rows.sha256(text), text, "read", "", scan_id)
    key = _put_document(db, name, row)
    statements = _with_known_ids(db, key, statements)
    _forget(db, key)
    db.executemany(_PUT_STATEMENT, [rows.statement_row(key, n, s) for n, s in enumerate(statements)])

    local = rows.local_speakers(statements)
    ids = {n: rows.speaker_id(n, "" if speaker.named else name) for n, speaker in local.items()}
    # Their type and role wait for `settle`, once a scan: counting them here would cost quadratic time.
    db.executemany("INSERT OR IGNORE INTO speakers (id, name) VALUES (?, ?)", [(ids[n], n) for n in local])
    db.executemany(
        "INSERT INTO document_speakers VALUES (?, ?, ?, ?, ?, ?)",
        [(key, n, s.speaker_type, rows.plain(s.role), s.named, ids[n]) for n, s in local.items()],
    )
    db.executemany(
        "INSERT INTO aliases VALUES (?, ?, ?, ?)",
        [(ids[n], alias, key, n) for n, s in local.items() for alias in dict.fromkeys((n, *s.aliases))],
    )
    db.executemany(
        "INSERT INTO statement_speakers VALUES (?, ?, ?, ?, ?)",
        [
            (key, statement.statement_id, position, n, ids[n])
            for statement in statements
            for position, n in enumerate(rows.local_speakers([statement]))
        ],
    )


def put_skipped(db: sqlite3.Connection, scan_id: int, skipped: Skipped) -> None:
    """A document that could not be read, in the place of all that its name held."""
    row = ("", "", "", "unknown", "", "", "", "skipped", rows.plain(skipped.reason), scan_id)
    _forget(db, _put_document(db, rows.stored_name(skipped.name), row))


def settle(db: sqlite3.Connection) -> None:
    """Forget speakers whom no document has, and give the others the type and role that most documents give."""
    for command in _SETTLE:
        db.execute(command)


def _put_document(db: sqlite3.Connection, name: str, row: tuple[object, ...]) -> int:
    db.execute(_PUT_DOCUMENT, (name, *row))
    return int(db.execute("SELECT id FROM documents WHERE name = ?", (name,)).fetchone()[0])


def _forget(db: sqlite3.Connection, key: int) -> None:
    db.execute("DELETE FROM statements WHERE document_id = ?", (key,))
    db.execute("DELETE FROM document_speakers WHERE document_id = ?", (key,))


def _with_known_ids(db: sqlite3.Connection, key: int, statements: Sequence[Statement]) -> list[Statement]:
    """The statements of a document that has changed, those that stayed the same with the ids they had."""
    query = "SELECT statement_id, claim, cue, source FROM statements WHERE document_id = ? ORDER BY position"
    known = {identifier: said for identifier, *said in db.execute(query, (key,))}
    free: dict[tuple[str, ...], list[str]] = {}
    new = {statement.statement_id for statement in statements}
    for identifier, said in known.items():
        if identifier not in new:
            free.setdefault(tuple(said), []).append(identifier)
    kept = []
    for statement in statements:
        same = free.get((rows.plain(statement.claim), rows.plain(statement.cue), rows.plain(statement.source)))
        if statement.statement_id not in known and same:
            statement = replace(statement, statement_id=same.pop(0))
        kept.append(statement)
    return kept
