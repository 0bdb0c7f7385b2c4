"""Parquet becomes a Document a row, read in small batches of the columns that matter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quotetrack.types import Document, Skipped

from .reasons import Unreadable, need
from .tables import EMPTY_TABLE, Columns, cell_text, find_columns, row_document

BATCH = 200  # rows


def read_parquet(name: str, path: Path, columns: Columns) -> Iterator[Document | Skipped]:
    """Yield a Document or Skipped a row of a Parquet file."""
    need("pyarrow", "parquet")
    import pyarrow
    from pyarrow.parquet import ParquetFile

    number = 0
    try:
        with ParquetFile(path) as table:
            header = list(table.schema_arrow.names)
            where = find_columns(header, columns)
            if isinstance(where, str):
                yield Skipped(name, where if header else EMPTY_TABLE)
                return
            wanted = list(dict.fromkeys(where.values()))
            for batch in table.iter_batches(batch_size=BATCH, columns=wanted, use_threads=False):
                cells = [_cells(batch.column(column)) for column in wanted]
                for row in zip(*cells, strict=True):
                    number += 1
                    yield row_document(f"{name}#{number}", dict(zip(wanted, row, strict=True)), where)
    except (pyarrow.ArrowException, KeyError, UnicodeError) as error:  # also where its middle or a name is damaged
        why = type(error).__name__
        raise Unreadable(f"Parquet that cannot be read ({why}): write it again, or as .csv") from error
    if not number:
        yield Skipped(name, EMPTY_TABLE)


def _cells(column: Any) -> list[str]:
    try:
        values = column.to_pylist()
    except (ValueError, OverflowError):
        values = [_value(scalar) for scalar in column]
    return [value.decode("utf-8", "replace") if isinstance(value, bytes) else cell_text(value) for value in values]


def _value(scalar: Any) -> Any:
    """What a cell holds: the bytes of a text that is not in UTF-8, nothing of a day that Python does not know."""
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        return scalar.as_buffer().to_pybytes() if hasattr(scalar, "as_buffer") else None
    except (ValueError, OverflowError):
        return None
