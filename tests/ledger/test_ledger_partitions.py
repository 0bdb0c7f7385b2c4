"""Folders of Parquet files: the rows of the CSV, in its order, with types that other programs know."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.dataset
import pyarrow.parquet
import pytest
from click.testing import CliRunner, Result

from benchmarks.synthetic import archive
from quotetrack.cli import main
from quotetrack.errors import LedgerError
from quotetrack.ledger import Ledger, partitions, read_csv
from quotetrack.ledger.columns import PRECISIONS, STATEMENTS
from quotetrack.types import Document, Statement

DATES = tuple(PRECISIONS)


@pytest.fixture
def ledger(tmp_path: Path, corpus: list[tuple[Document, list[Statement]]]) -> Path:
    undated = [(Document("undated.txt", document.text), rows) for document, rows in islice(archive(7), 1)]
    undated = [(document, [statement_of(row, said_on="") for row in rows]) for document, rows in undated]
    with Ledger(tmp_path / "q.db") as book:
        number = book.begin_scan("1.0", "small", {})
        book.add_many(number, [*corpus, *undated, *islice(archive(8), 6)])
        book.finish_scan(number, {})
    return tmp_path / "q.db"


def statement_of(row: Statement, **facts: Any) -> Statement:
    return Statement(**{**{name: getattr(row, name) for name in row.__dataclass_fields__}, **facts})


def export(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["export", *map(str, arguments)])


def cells(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    """The rows with dates as such, None where there is none, and all texts as they are."""
    columns = {
        name: [None if pd.isna(value) else value.date() for value in frame[name]]
        if name in DATES
        else list(frame[name])
        for name in STATEMENTS
    }
    columns["confidence"] = [round(value, 3) for value in columns["confidence"]]
    return list(zip(*columns.values(), strict=True))


@pytest.mark.parametrize("by", ["year", "month"])
def test_partitions_hold_the_rows_of_the_csv(
    ledger: Path, tmp_path: Path, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, few in (("_GROUP", 3), ("_WAITING", 9), ("_OPEN", 2)):
        monkeypatch.setattr(partitions, name, few)
    folder = tmp_path / "statements"
    for _ in range(2):  # the second one takes the place of the first
        assert export("--ledger", ledger, "--out", folder, "--partition-by", by).output == f"rows: {folder}\n"
    assert {path.name for path in tmp_path.iterdir()} <= {"q.db", "q.db-wal", "q.db-shm", "q.db-lock", "statements"}
    assert export("--ledger", ledger, "--out", tmp_path / "rows.csv").exit_code == 0
    wanted = cells(read_csv(tmp_path / "rows.csv"))
    found: list[tuple[object, ...]] = []
    for place in sorted({path.parent for path in folder.rglob("*.parquet")}):
        files = sorted(place.iterdir(), key=lambda path: int(path.stem.removeprefix("part-")))
        rows = [row for path in files for row in pyarrow.parquet.read_table(path, partitioning=None).to_pylist()]
        own = [tuple(round(v, 3) if k == "confidence" else v for k, v in row.items()) for row in rows]
        assert own == [row for row in wanted if row in set(own)]  # in the order of the CSV
        said = {(row["said_on"], row["date_precision"]) for row in rows}
        assert {"/".join(names(*date)[: 1 + (by == "month")]) for date in said} == {
            place.relative_to(folder).as_posix()
        }
        found += own
    assert sorted(found, key=str) == sorted(wanted, key=str)
    assert len({path.parent for path in folder.rglob("*.parquet")}) > 4


def names(said_on: dt.date | None, precision: str) -> list[str]:
    unknown = "__HIVE_DEFAULT_PARTITION__"
    year = f"{said_on.year:04}" if said_on else unknown
    return [f"year={year}", f"month={said_on.month:02}" if said_on and precision != "year" else f"month={unknown}"]


def test_types_are_those_that_other_programs_know(ledger: Path, tmp_path: Path) -> None:
    with Ledger(ledger) as book:
        book.to_partitions(tmp_path / "by-month", "month")
        book.to_partitions(tmp_path / "none", document="no such document")
    table = pyarrow.dataset.dataset(tmp_path / "by-month", partitioning="hive").to_table()
    types = {
        **dict.fromkeys(STATEMENTS, "string"),
        **dict.fromkeys(DATES, "date32[day]"),
        **dict.fromkeys(("start", "end", "paragraph", "occurrences", "year", "month"), "int64"),
        **dict.fromkeys(("year", "month"), "int32"),
        "confidence": "double",
    }
    assert {name: str(kind) for name, kind in zip(table.schema.names, table.schema.types, strict=True)} == types
    empty = pyarrow.parquet.read_table(tmp_path / "none" / "year=__HIVE_DEFAULT_PARTITION__" / "part-0.parquet")
    assert (len(empty), empty.column_names[: len(STATEMENTS)]) == (0, list(STATEMENTS))


def test_what_fails_leaves_what_was_there(ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "statements"
    assert export("--ledger", ledger, "--out", folder, "--partition-by", "year").exit_code == 0
    before = {path: path.read_bytes() for path in folder.rglob("*.parquet")}

    def fails(rows: pd.DataFrame) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(partitions, "_table", fails)
        result = export("--ledger", ledger, "--out", folder, "--partition-by", "year")
    assert result.exit_code != 0
    assert {path: path.read_bytes() for path in folder.rglob("*.parquet")} == before
    assert list(tmp_path.glob(".quotetrack*")) == []
    (folder / "notes.txt").write_text("mine")
    with Ledger(ledger) as book, pytest.raises(LedgerError, match="other files are there; give a new folder"):
        book.to_partitions(folder)
    assert (folder / "notes.txt").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--partition-by", "year", "--format", "csv"], "--partition-by is for --format parquet, not for csv"),
        (["--partition-by", "day"], "'day' is not one of"),
        (["--partition-by", "year", "--since", "lately"], "since: 'lately' is no date"),
        (["--partition-by", "year", "--out", "no/such/folder"], "cannot write no/such/folder"),
    ],
)
def test_what_does_not_fit_is_said_in_a_line(ledger: Path, arguments: list[str], message: str) -> None:
    result = export("--ledger", ledger, *arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert not ledger.with_suffix("").exists()
