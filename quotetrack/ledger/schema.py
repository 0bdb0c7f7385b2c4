"""The SQLite file behind a ledger: its tables, and how it is opened."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

from quotetrack.errors import LedgerError

VERSION = 5
APPLICATION_ID = 0x51545243  # "QTRC": tells a ledger from anybody else's SQLite file

# `wordings` are what statements say, by the key in their column `wording`; `wording_stems` finds those that are alike,
# and `opposed` has each pair of propositions once. `claims` sums up what the tables and the reviews say. `reviews` and
# `speaker_edits` refer to no other table on purpose: a correction outlives the rows of a scan. Version 2 added
# `speaker_edits`; version 3 the `id` of a statement, which the index of its words refers to, what tells copies of a
# document, and what finds the statement of a review again (no version before wrote any); version 4 the wordings;
# version 5 the `file` that brought a review. An older ledger gets them when it is opened.
TABLES = """
CREATE TABLE IF NOT EXISTS scans (
    id INTEGER PRIMARY KEY,
    version TEXT NOT NULL,
    model TEXT NOT NULL,
    options TEXT NOT NULL DEFAULT '{}',
    started TEXT NOT NULL,
    finished TEXT NOT NULL DEFAULT '',
    counts TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL DEFAULT '',
    publisher TEXT NOT NULL DEFAULT '',
    published TEXT NOT NULL DEFAULT '',
    date_basis TEXT NOT NULL DEFAULT 'unknown',
    url TEXT NOT NULL DEFAULT '',
    sha256 TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL CHECK (status IN ('read', 'skipped')),
    reason TEXT NOT NULL DEFAULT '',
    scan_id INTEGER NOT NULL REFERENCES scans (id),
    signature BLOB NOT NULL DEFAULT x'',
    same_as TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS statements (
    id INTEGER PRIMARY KEY,
    statement_id TEXT NOT NULL,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    claim TEXT NOT NULL,
    resolution TEXT NOT NULL,
    quotation_type TEXT NOT NULL,
    cue TEXT NOT NULL,
    source TEXT NOT NULL,
    attribution_type TEXT NOT NULL,
    polarity TEXT NOT NULL,
    addressee TEXT NOT NULL,
    medium TEXT NOT NULL,
    context TEXT NOT NULL,
    said_on TEXT NOT NULL,
    date_basis TEXT NOT NULL,
    confidence REAL NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    paragraph INTEGER NOT NULL,
    spans TEXT NOT NULL,
    wording TEXT NOT NULL DEFAULT '',
    UNIQUE (document_id, statement_id)
);
CREATE TABLE IF NOT EXISTS speakers (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    speaker_type TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS document_speakers (
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    speaker_type TEXT NOT NULL,
    role TEXT NOT NULL,
    named INTEGER NOT NULL,
    speaker_id TEXT NOT NULL REFERENCES speakers (id),
    PRIMARY KEY (document_id, name)
);
CREATE TABLE IF NOT EXISTS aliases (
    speaker_id TEXT NOT NULL REFERENCES speakers (id),
    alias TEXT NOT NULL,
    document_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (document_id, name, alias),
    FOREIGN KEY (document_id, name) REFERENCES document_speakers (document_id, name) ON DELETE CASCADE
);
CREATE TABLE IF NOT EXISTS statement_speakers (
    document_id INTEGER NOT NULL,
    statement_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    speaker_id TEXT NOT NULL REFERENCES speakers (id),
    PRIMARY KEY (document_id, statement_id, position),
    FOREIGN KEY (document_id, statement_id) REFERENCES statements (document_id, statement_id) ON DELETE CASCADE,
    FOREIGN KEY (document_id, name) REFERENCES document_speakers (document_id, name) ON DELETE CASCADE
);
CREATE TABLE IF NOT EXISTS wordings (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    proposition_id TEXT NOT NULL,
    claim TEXT NOT NULL,
    cue TEXT NOT NULL,
    denied INTEGER NOT NULL,
    speaker TEXT NOT NULL,
    vector BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS wording_stems (
    stem TEXT NOT NULL,
    wording_id INTEGER NOT NULL REFERENCES wordings (id) ON DELETE CASCADE,
    PRIMARY KEY (stem, wording_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS opposed (
    proposition_id TEXT NOT NULL,
    opposed_id TEXT NOT NULL,
    PRIMARY KEY (proposition_id, opposed_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS claims (
    claim_id TEXT PRIMARY KEY,
    proposition_id TEXT NOT NULL,
    speaker TEXT NOT NULL,
    claim TEXT NOT NULL,
    polarity TEXT NOT NULL,
    occurrences INTEGER NOT NULL,
    documents INTEGER NOT NULL,
    first_said TEXT NOT NULL,
    last_said TEXT NOT NULL,
    opposed TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS reviews (
    id INTEGER PRIMARY KEY,
    statement_id TEXT NOT NULL,
    document TEXT NOT NULL,
    claim TEXT NOT NULL,
    start INTEGER NOT NULL,
    column_name TEXT NOT NULL,
    value TEXT NOT NULL,
    reviewed_at TEXT NOT NULL,
    file TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS exports (
    path TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    state TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS speaker_edits (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('merge', 'split', 'rename', 'alias')),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    document TEXT NOT NULL DEFAULT '',
    made_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS document_speakers_speaker ON document_speakers (speaker_id);
CREATE INDEX IF NOT EXISTS statement_speakers_speaker ON statement_speakers (speaker_id);
CREATE INDEX IF NOT EXISTS aliases_speaker ON aliases (speaker_id);
CREATE INDEX IF NOT EXISTS statements_wording ON statements (wording);
CREATE INDEX IF NOT EXISTS wording_stems_wording ON wording_stems (wording_id);
CREATE INDEX IF NOT EXISTS wordings_proposition ON wordings (proposition_id);
CREATE INDEX IF NOT EXISTS reviews_statement ON reviews (statement_id);
"""


def connect(path: Path, wait: float) -> sqlite3.Connection:
    """The open ledger at `path`, made there when there is none; `wait` seconds for others to finish writing.

    The connection is in autocommit mode: transactions are begun by hand. Raises LedgerError when the path
    cannot be written, holds something else, or holds a ledger of a newer version. A ledger that is there and lies where
    nothing can be written is opened to be read.
    """
    fixed = path.is_file() and not os.access(path.parent, os.W_OK) and not _has_journal(path)
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?immutable=1" if fixed else path, timeout=wait, isolation_level=None, uri=fixed
        )
    except sqlite3.Error as error:
        raise LedgerError(_cannot_open(path, error)) from error
    try:
        # Look first: somebody else's database is not to be changed by so much as its journal mode.
        version = found_version(connection, path)
        if version < VERSION:
            _create(connection, wait, version)
        connection.execute("PRAGMA foreign_keys = ON")
        # What was reported as written is there after a power cut too; macOS syncs to the disk only when told so.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")
    except sqlite3.OperationalError as error:
        connection.close()
        raise LedgerError(_cannot_open(path, error)) from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # a message that quotes what is damaged
        connection.close()
        raise LedgerError(f"{path} is not a SQLite database ({error}): give another path with --ledger") from error
    except BaseException:
        connection.close()
        raise
    return connection


def _has_journal(path: Path) -> bool:
    """Whether SQLite's journal holds what the file itself does not yet."""
    journal = path.with_name(path.name + "-wal")
    return journal.exists() and journal.stat().st_size > 0


def _cannot_open(path: Path, error: sqlite3.Error) -> str:
    return (
        f"cannot open the ledger {path} ({error}): give a path in a folder that exists, can be written and "
        "has room with --ledger"
    )


def found_version(connection: sqlite3.Connection, path: Path) -> int:
    """The schema version of the open file, 0 for an empty one; raises LedgerError when it is no ledger of ours."""
    connection.execute("BEGIN")  # another process may be making the ledger between these three
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    tables = int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    connection.execute("COMMIT")
    if application == version == tables == 0:
        return 0
    if application != APPLICATION_ID:
        raise LedgerError(f"{path} is a SQLite database but no quotetrack ledger: give another path with --ledger")
    if version > VERSION:
        raise LedgerError(
            f"{path} was written by a newer quotetrack (ledger version {version}, this one knows {VERSION}): "
            "upgrade with 'pip install --upgrade quotetrack'"
        )
    return version


def _create(connection: sqlite3.Connection, wait: float, version: int) -> None:
    """Make the tables, or bring those of an older version up to this one; foreign keys have to be off."""
    tables = TABLES if version == 0 else _upgrade(connection)
    connection.execute("PRAGMA legacy_alter_table = ON")  # other tables refer to a renamed one by its old name
    deadline = time.monotonic() + wait
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(
                f"BEGIN IMMEDIATE; {tables} PRAGMA application_id = {APPLICATION_ID}; "
                f"PRAGMA user_version = {VERSION}; COMMIT;"
            )
            return
        except sqlite3.OperationalError as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            # SQLite does not wait by itself while another process changes the journal mode.
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _upgrade(connection: sqlite3.Connection) -> str:
    """The commands that bring the tables of an older ledger up to this version."""
    columns = {
        table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        for table in ("documents", "statements", "reviews")
    }
    # No version before 4 wrote any claims.
    commands = [] if "wording" in columns["statements"] else ["DROP TABLE IF EXISTS claims;"]
    for name, kind in (("signature", "BLOB NOT NULL DEFAULT x''"), ("same_as", "TEXT NOT NULL DEFAULT ''")):
        if name not in columns["documents"]:
            commands.append(f"ALTER TABLE documents ADD COLUMN {name} {kind};")
    if "claim" not in columns["reviews"]:
        commands.append("DROP TABLE IF EXISTS reviews;")
    elif "file" not in columns["reviews"]:
        commands.append("ALTER TABLE reviews ADD COLUMN file TEXT NOT NULL DEFAULT '';")
    if "id" in columns["statements"]:
        if "wording" not in columns["statements"]:
            commands.append("ALTER TABLE statements ADD COLUMN wording TEXT NOT NULL DEFAULT '';")
        return "\n".join([*commands, TABLES])
    kept = ", ".join(f'"{name}"' for name in columns["statements"])
    return "\n".join([
        *commands, "ALTER TABLE statements RENAME TO old_statements;", TABLES,
        f"INSERT INTO statements ({kept}) SELECT {kept} FROM old_statements;", "DROP TABLE old_statements;",
    ])  # fmt: skip
