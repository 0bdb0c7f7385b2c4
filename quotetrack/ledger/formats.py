"""The statements in the formats of other programs: Parquet and JSON Lines."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from importlib.util import find_spec
from itertools import chain, islice
from typing import Any

import pandas as pd

from quotetrack.errors import LedgerError
from quotetrack.extras import install
from quotetrack.ledger.columns import format_dates, precision_of
from quotetrack.ledger.export import replacing

_GROUP = 10  # parts that are a row group of a Parquet file


def need(module: str, extra: str) -> None:
    """Raises LedgerError where an optional package is missing, with the command that brings it."""
    if find_spec(module) is None:
        raise LedgerError(f"this format needs {module}: {install(extra)}")


def to_jsonl(parts: Iterable[pd.DataFrame], path: str | os.PathLike[str]) -> None:
    """Writes an object a row, UTF-8, with raw values: dates ISO 8601 in their precision, null where one is missing,
    `spans` as an object."""
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", errors="replace") as lines:
        for row in chain.from_iterable(dated(part).to_dict("records") for part in parts):
            row = {name: None if pd.isna(value) else value for name, value in row.items()}
            if isinstance(row.get("spans"), str):
                row["spans"] = json.loads(row["spans"])
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


def to_parquet(parts: Iterable[pd.DataFrame], path: str | os.PathLike[str]) -> None:
    """Writes frames of the same columns as they are, dtypes included, as one Parquet file. Raises LedgerError where
    pyarrow is missing."""
    need("pyarrow", "parquet")
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    with replacing(path) as temporary:
        tables = (pa.Table.from_pandas(part, preserve_index=False) for part in parts)
        first = next(tables)
        with ParquetWriter(temporary, first.schema) as file:
            group = [first, *islice(tables, _GROUP - 1)]
            while group:
                file.write_table(pa.concat_tables(group))
                group = list(islice(tables, _GROUP))


def dated(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with dates as ISO 8601 text in their precision, without the columns that repeat that."""
    columns: dict[str, Any] = {}
    for name in frame.columns:
        if pd.api.types.is_datetime64_dtype(frame[name].dtype):
            columns[name] = format_dates(frame[name], frame.get(precision_of(name)))
        elif not name.endswith("_precision"):
            columns[name] = (
                frame[name].astype(object) if isinstance(frame[name].dtype, pd.CategoricalDtype) else frame[name]
            )
    return pd.DataFrame(columns, index=frame.index)
