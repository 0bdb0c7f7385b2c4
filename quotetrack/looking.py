"""Looking into the file of a ledger with SQLite alone: pandas takes a second to import, and nothing is changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def looked_into(path: Path, wait: float = 5.0) -> Iterator[sqlite3.Connection]:
    """The ledger at `path`, which has to be there, for queries; raises sqlite3.Error for what is none."""
    # Not mode=ro: that would leave SQLite's own two files behind, as it may not remove them.
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", wait, isolation_level=None, uri=True)) as db:
        db.execute("PRAGMA query_only = ON")
        yield db
