"""The ledger: statements, speakers and scans in one SQLite file, as DataFrames and as CSV."""

from __future__ import annotations

from quotetrack.ledger.export import read_csv, to_csv
from quotetrack.ledger.formats import dated
from quotetrack.ledger.store import Ledger

__all__ = ["Ledger", "dated", "read_csv", "to_csv"]
