"""The statements as a folder of Parquet files by year or month, as DuckDB, Spark and pyarrow read them.

`year=2026/part-0.parquet`, by month `year=2026/month=07/part-0.parquet`; what is unknown of a date stands in
`__HIVE_DEFAULT_PARTITION__`, as Hive has it.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from quotetrack.errors import LedgerError
from quotetrack.ledger.columns import FLOATS, INTEGERS, PRECISIONS, STATEMENTS, format_dates
from quotetrack.ledger.formats import need

if TYPE_CHECKING:
    import pyarrow as pa

BY = ("year", "month")
UNKNOWN = "__HIVE_DEFAULT_PARTITION__"
_GROUP = 20_000  # rows of a partition that are written together
_WAITING = 200_000  # rows that wait in memory, some 250 MB
_OPEN = 200  # files


def to_partitions(parts: Iterable[pd.DataFrame], folder: str | os.PathLike[str], by: str = "year") -> None:
    """Writes rows of the statements table to `folder` by the year or month of `said_on`, in each of them in the order
    in which they come. Dates are dates, of their first day with their precision beside them; numbers are numbers, and
    all else is text. The folder appears whole, in the place of one that was written so before.

    Raises ValueError where `by` is neither year nor month, LedgerError where pyarrow is missing, the folder cannot be
    written, or other files are in it.
    """
    if by not in BY:
        raise ValueError(f"partitions are by {' or '.join(BY)}, not by {by!r}")
    need("pyarrow", "parquet")
    with _replacing_folder(Path(folder)) as temporary, closing(_Files(temporary)) as files:
        for part in parts:
            for place, rows in part.groupby(_places(part, by), sort=False):
                files.add(str(place), _table(rows))
        files.finish()


class _Files:
    """The files of a folder while they are written: rows wait until there are enough for a group."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._waiting: dict[str, list[pa.Table]] = {}
        self._sizes: dict[str, int] = {}
        self._open: dict[str, Any] = {}
        self._begun: dict[str, int] = {}

    def add(self, place: str, table: pa.Table) -> None:
        self._waiting.setdefault(place, []).append(table)
        self._sizes[place] = self._sizes.get(place, 0) + len(table)
        if self._sizes[place] >= _GROUP:
            self._write(place)
        while sum(self._sizes.values()) > _WAITING:
            self._write(max(self._sizes, key=lambda one: self._sizes[one]))

    def finish(self) -> None:
        for place in list(self._waiting):
            self._write(place)
        if not self._begun:
            self._writer(f"year={UNKNOWN}")  # no rows, but their columns

    def close(self) -> None:
        for writer in self._open.values():
            writer.close()

    def _write(self, place: str) -> None:
        import pyarrow as pa

        del self._sizes[place]
        self._writer(place).write_table(pa.concat_tables(self._waiting.pop(place)))

    def _writer(self, place: str) -> Any:
        from pyarrow.parquet import ParquetWriter

        if place not in self._open:
            if len(self._open) >= _OPEN:
                self._open.pop(next(iter(self._open))).close()
            (self._folder / place).mkdir(parents=True, exist_ok=True)
            number = self._begun[place] = self._begun.get(place, -1) + 1
            path = self._folder / place / f"part-{number}.parquet"
            self._open[place] = ParquetWriter(path, _schema(), compression="zstd")
        return self._open[place]


def _places(rows: pd.DataFrame, by: str) -> pd.Series:
    """The folder of each row."""
    dates = format_dates(rows["said_on"], rows[PRECISIONS["said_on"]])
    places: pd.Series = "year=" + dates.str.slice(0, 4).replace("", UNKNOWN)
    if by == "month":
        places = places + "/month=" + dates.str.slice(5, 7).replace("", UNKNOWN)
    return places


def _schema() -> pa.Schema:
    import pyarrow as pa

    kinds = {
        **dict.fromkeys(PRECISIONS, pa.date32()),
        **dict.fromkeys(INTEGERS, pa.int64()),
        **dict.fromkeys(FLOATS, pa.float64()),
    }
    return pa.schema([(name, kinds.get(name, pa.string())) for name in STATEMENTS])


def _table(rows: pd.DataFrame) -> pa.Table:
    import pyarrow as pa

    schema = _schema()
    columns = []
    for name, kind in zip(schema.names, schema.types, strict=True):
        values = rows[name]
        if pa.types.is_date(kind):
            columns.append(pa.array(values.to_numpy().astype("datetime64[D]"), kind))
        else:
            columns.append(pa.array(values.astype(object).to_numpy() if pa.types.is_string(kind) else values, kind))
    return pa.Table.from_arrays(columns, schema=schema)


@contextmanager
def _replacing_folder(folder: Path) -> Iterator[Path]:
    """A temporary folder beside `folder` that takes its place at the end of the block, and vanishes if that fails."""
    target = Path(os.path.realpath(folder))
    temporary, old = (target.with_name(f".quotetrack-{secrets.token_hex(8)}.{end}") for end in ("tmp", "old"))
    try:
        if target.exists() and not _only_partitions(target):
            raise LedgerError(f"cannot write {folder}: other files are there; give a new folder with --out")
        temporary.mkdir()
        try:
            yield temporary
            if target.exists():
                target.rename(old)
            try:
                temporary.rename(target)
            except OSError:
                if old.exists():
                    old.rename(target)
                raise
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
            if target.exists():
                shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise LedgerError(f"cannot write {folder} ({reason}): give a folder in one that you can write to") from error


def _only_partitions(folder: Path) -> bool:
    """Whether a folder holds nothing but what `to_partitions` writes."""
    return folder.is_dir() and all(
        path.is_dir() or path.match("year=*/part-*.parquet") or path.match("year=*/month=*/part-*.parquet")
        for path in folder.rglob("*")
    )
