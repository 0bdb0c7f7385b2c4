"""The words of claims and contexts, found with SQLite's full-text index."""

from __future__ import annotations

import re
import sqlite3

# Made by the first search, and kept by triggers from then on.
_INDEX = (
    """CREATE VIRTUAL TABLE statement_words USING fts5 (
        claim, context, content='statements', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
    )""",
    """CREATE TRIGGER statement_words_insert AFTER INSERT ON statements BEGIN
        INSERT INTO statement_words (rowid, claim, context) VALUES (new.id, new.claim, new.context);
    END""",
    """CREATE TRIGGER statement_words_delete AFTER DELETE ON statements BEGIN
        INSERT INTO statement_words (statement_words, rowid, claim, context)
        VALUES ('delete', old.id, old.claim, old.context);
    END""",
    "INSERT INTO statement_words (statement_words) VALUES ('rebuild')",
)
_FOUND = """
FROM statement_words JOIN statements s ON s.id = statement_words.rowid JOIN documents d ON d.id = s.document_id
WHERE statement_words MATCH ? AND s.confidence >= ?
"""
_BEST = f"SELECT s.id, s.statement_id, d.name {_FOUND} ORDER BY rank, d.name, s.start LIMIT ?"


def matching(
    db: sqlite3.Connection, text: str, min_confidence: float, limit: int = 0
) -> tuple[list[tuple[int, str, str]], int]:
    """The id, statement_id and document of the statements whose claim or context has all the words of `text`, the best
    first, `limit` of them or all, and how many there are; words between double quotes have to stand together. Needs a
    transaction that may write, for the first search.
    """
    terms = [phrase or word for phrase, word in re.findall(r'"([^"]+)"|([^\s"]+)', text)]
    wanted = " ".join(f'"{term}"' for term in terms if re.search(r"\w", term))
    if not wanted:
        return [], 0
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'statement_words'").fetchone():
        for command in _INDEX:
            db.execute(command)
    found = db.execute(_BEST, (wanted, min_confidence, limit or -1)).fetchall()
    if limit and len(found) == limit:
        return found, int(db.execute(f"SELECT count(*) {_FOUND}", (wanted, min_confidence)).fetchone()[0])
    return found, len(found)
