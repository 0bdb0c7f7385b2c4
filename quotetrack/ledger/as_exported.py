"""The last column of a file that people correct: what its cells were when it was written.

`speaker:0f3a1c claim:77e0b2 …`, for each cell of EDITABLE six digits of a hash of what it says. A review tells by it
what a person edited from what others, or a scan, have changed in the ledger meanwhile; the ledger itself keeps nothing
of a file. The column belongs to files and is none of the statements table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from quotetrack.ledger.cells import EDITABLE, editable, readings
from quotetrack.ledger.rows import digest

AS_EXPORTED = "as_exported"


def marked(frame: pd.DataFrame) -> pd.DataFrame:
    """The statements table with this column behind all others."""
    text = editable(frame)
    parts = [
        text[name].map({cell: f"{name}:{_digest(name, cell)}" for cell in text[name].unique()}) for name in EDITABLE
    ]
    joined = [" ".join(row) for row in zip(*parts, strict=True)]
    return frame.assign(**{AS_EXPORTED: pd.Series(joined, index=frame.index, dtype="str")})


def exported(cells: Mapping[str, str]) -> dict[str, str]:
    """The digests that the cells of a row bring along, by column; none where the file has no such column."""
    return dict(re.findall(r"\b(\w+):([0-9a-f]{6})\b", cells.get(AS_EXPORTED, "")))


def is_as(exported: str, column: str, cell: str) -> bool:
    """Whether a cell still says what it said when its digest was made."""
    return any(digest(reading)[:6] == exported for reading in readings(column, cell))


def _digest(column: str, cell: str) -> str:
    return digest(min(readings(column, cell)))[:6]
