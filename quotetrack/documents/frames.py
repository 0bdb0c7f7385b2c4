"""A DataFrame of articles becomes a Document a row, as the same table in a file does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from quotetrack.errors import InputError
from quotetrack.types import Document, Skipped

from .tables import Columns, cell_text, find_columns, row_document

if TYPE_CHECKING:
    import pandas as pd

NAME = "name"


def read_frame(frame: pd.DataFrame, columns: Columns | None = None) -> Iterator[Document | Skipped]:
    """Read a DataFrame, lazily: a Document a row, or a Skipped for a row without text.

    Columns are found by their usual names, as in a file, or by `columns`. The column `name`, where there is one, names
    the documents; else they are ``frame#LABEL``, by the label that the row has in the index. Raises InputError when
    there is no column of texts, or when two rows have one name.
    """
    header = [str(label) for label in frame.columns]
    where = find_columns(header, columns or Columns(), how="name it with columns=quotetrack.Columns({}=...)")
    if isinstance(where, str):
        raise InputError(where)
    names = _names(frame, header)
    wanted = list(dict.fromkeys(where.values()))
    cells = [_cells(frame, header, column) for column in wanted]
    return (
        row_document(name, dict(zip(wanted, row, strict=True)), where) for name, *row in zip(names, *cells, strict=True)
    )


def _cells(frame: pd.DataFrame, header: list[str], column: str) -> Iterator[str]:
    values = frame.iloc[:, header.index(column)]
    return map(cell_text, values.astype(object).where(values.notna(), None))


def _names(frame: pd.DataFrame, header: list[str]) -> list[str]:
    if NAME in header:
        names = [name.strip() for name in _cells(frame, header, NAME)]
        advice = f"give each article one of its own in the column {NAME}, or leave that column out"
    else:
        names = [f"frame#{'/'.join(map(str, _parts(label)))}" for label in frame.index]
        advice = f"use frame.reset_index(drop=True), or name the articles in a column {NAME}"
    if "" in names:
        raise InputError(f"row {names.index('') + 1} has no name: {advice}")
    twice = next((name for name, count in Counter(names).items() if count > 1), None)
    if twice is not None:
        raise InputError(f"two rows have the name {twice!r}: {advice}")
    return names


def _parts(label: object) -> tuple[object, ...]:
    """The parts of a label in an index of several levels."""
    return label if isinstance(label, tuple) else (label,)
