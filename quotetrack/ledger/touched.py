"""Which propositions changes of the ledger touch: only their claims have to be summed up again.

While a ledger is open, triggers note the propositions of statements and speakers that come, go or change. Nothing of it
is kept in the file: a scan that was broken off has its successor sum up everything.
"""

from __future__ import annotations

import sqlite3

from quotetrack.ledger import claims
from quotetrack.ledger.parts import View, corrected_propositions, summed_up

_OF_WORDING = "SELECT proposition_id FROM wordings WHERE key = {0}.wording"
_OF_STATEMENT = """
SELECT w.proposition_id FROM statements s JOIN wordings w ON w.key = s.wording
WHERE s.document_id = {0}.document_id AND s.statement_id = {0}.statement_id
"""
_OPPOSED = "SELECT {0}.proposition_id UNION SELECT {0}.opposed_id"
_WATCHED = {  # by what happens to which table: the propositions that it touches
    "DELETE ON statements": (_OF_WORDING.format("old"),),
    "UPDATE OF wording ON statements": (_OF_WORDING.format("old"), _OF_WORDING.format("new")),
    "INSERT ON statement_speakers": (_OF_STATEMENT.format("new"),),
    "UPDATE ON statement_speakers": (_OF_STATEMENT.format("new"),),
    "UPDATE OF proposition_id ON wordings": ("SELECT new.proposition_id",),
    "DELETE ON wordings": ("SELECT old.proposition_id",),
    "INSERT ON opposed": (_OPPOSED.format("new"),),
    "DELETE ON opposed": (_OPPOSED.format("old"),),
}


def watch(db: sqlite3.Connection) -> None:
    """Note from now on what this connection touches; needs a transaction, with which the notes are undone too."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS touched (proposition_id TEXT PRIMARY KEY) WITHOUT ROWID")
    for number, (event, found) in enumerate(_WATCHED.items()):
        notes = " ".join(f"INSERT OR IGNORE INTO touched {query};" for query in found)
        db.execute(f"CREATE TEMP TRIGGER IF NOT EXISTS touch_{number} AFTER {event} BEGIN {notes} END")


def sum_up(db: sqlite3.Connection, everything: bool = False) -> None:
    """Bring the table of claims up to date where something was touched, or everywhere; needs a transaction in which
    `watch` was called."""
    view = View(db)
    if everything or "claim_id" in view.corrections.cells:  # such a correction may join claims of any propositions
        db.execute("DELETE FROM claims")
        db.execute("INSERT OR IGNORE INTO temp.touched SELECT proposition_id FROM wordings")
    if view.corrections.cells:
        corrected = claims.propositions(db, [said.key for said in claims.corrected(db)]).values()
        more = {*corrected, *corrected_propositions(view)}
        db.executemany("INSERT OR IGNORE INTO temp.touched VALUES (?)", [(found,) for found in more])
        # What was corrected once more, or back, may have been the only one of its proposition.
        db.execute("DELETE FROM claims WHERE proposition_id NOT IN (SELECT proposition_id FROM wordings)")
    db.execute("CREATE INDEX IF NOT EXISTS claims_proposition ON claims (proposition_id)")
    db.execute("DELETE FROM claims WHERE proposition_id IN (SELECT proposition_id FROM temp.touched)")
    names = [row[1] for row in db.execute("PRAGMA table_info(claims)")]
    insert = f"INSERT INTO claims VALUES ({', '.join('?' * len(names))})"
    touched = (row[0] for row in db.execute("SELECT proposition_id FROM temp.touched ORDER BY 1"))
    for found in summed_up(view, touched):
        db.executemany(insert, found[names].astype(object).to_numpy().tolist())
    db.execute("DELETE FROM temp.touched")
