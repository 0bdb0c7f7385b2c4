from __future__ import annotations

import datetime as dt
import struct
import sys
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from quotetrack.documents import Columns, read_paths
from quotetrack.types import Document, Skipped

TEXT = "The mayor said no. Nobody believed her; not even the council."
ROWS: Sequence[Sequence[Any]] = [
    ["Title", "Full Text", "Publish-Date", "source", "URL"],
    ["Pier", f"{TEXT}\n\n“No, not one.”", dt.datetime(2026, 6, 8, 10), "Café News", "https://c.example"],
    ["Gone", None, None, None, None],
    ["", TEXT, "2026-06", "", ""],
]


def read(path: Path, **names: str) -> list[Document | Skipped]:
    return list(read_paths([path], columns=Columns(**names)))


def write_excel(path: Path, sheets: Mapping[str, Iterable[Sequence[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def write_parquet(path: Path, columns: Mapping[str, object], **options: object) -> Path:
    pq.write_table(pa.table(dict(columns)), path, **options)
    return path


def write_rows(folder: Path, ending: str, rows: Sequence[Sequence[Any]]) -> Path:
    if ending == "xlsx":
        return write_excel(folder / "a.xlsx", {"Sheet": rows})
    table = {
        str(name): pa.array([str(row[at]) if row[at] is not None else None for row in rows[1:]])
        for at, name in enumerate(rows[0])
    }
    return write_parquet(folder / "a.parquet", table)


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_rows_become_documents(tmp_path: Path, ending: str) -> None:
    path = write_rows(tmp_path, ending, ROWS)
    first, second, third = read(path)
    assert first == Document(
        f"{path}#1", f"{TEXT}\n\n“No, not one.”", "Pier", "Café News", "2026-06-08", "published", "https://c.example"
    )
    assert second == Skipped(f"{path}#2", 'no text in its column "Full Text": fill it in, or ignore the row')
    assert isinstance(third, Document)
    assert (third.name, third.published) == (f"{path}#3", "2026-06")


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_columns_by_name(tmp_path: Path, ending: str) -> None:
    path = write_rows(tmp_path, ending, [["id", "Speech", "when"], ["1", TEXT, "June 2026"]])
    assert read(path) == [Skipped(str(path), "no text column among: id, Speech, when; name it with --text-column")]
    (found,) = read(path, text="speech", date="when")
    assert isinstance(found, Document)
    assert (found.text, found.published) == (TEXT, "2026-06")


def test_sheets(tmp_path: Path) -> None:
    rows = [["text", "date"], [TEXT, 2026], [], [TEXT, 2025.0]]
    path = write_excel(tmp_path / "a.xlsx", {"Notes": [["who"], ["me"]], "June  news": [[], [], *rows], "Empty": []})
    found = read(path)
    assert [(item.name, item.published) for item in found if isinstance(item, Document)] == [
        (f"{path}#June news#1", "2026"),
        (f"{path}#June news#3", "2025"),
    ]
    assert len(found) == 2
    path = write_excel(tmp_path / "b.xlsx", {"One": rows, "Two": rows})
    assert [item.name.removeprefix(str(path)) for item in read(path)] == ["#1", "#3", "#Two#1", "#Two#3"]


def test_excel_cells(tmp_path: Path) -> None:
    rows = [
        ["text", "title"],
        ["She said no._x000D_\n_x000D_\nHe left.", True],
        ["=1+1", "no value is stored"],
        [TEXT, 12, "beyond the header"],
    ]
    first, second, third = read(write_excel(tmp_path / "a.xlsx", {"A": rows}))
    assert isinstance(first, Document)
    assert (first.text, first.title) == ("She said no.\n\nHe left.", "")
    assert isinstance(second, Skipped)
    assert isinstance(third, Document)
    assert third.title == "12"


def test_parquet_kinds(tmp_path: Path) -> None:
    path = write_parquet(
        tmp_path / "a.parquet",
        {
            "body": pa.array([["One.", "Two."], ["Three."]]),
            "source": pa.array([{"id": 1, "name": "Halden News"}, None]),
            "published": pa.array([1783504800 * 10**9 + 1, None], pa.timestamp("ns")),
            "vector": pa.array([[0.5] * 900] * 2),
        },
    )
    first, second = read(path)
    assert isinstance(first, Document)
    assert (first.text, first.publisher, first.published) == ("One.\n\nTwo.", "Halden News", "2026-07-08")
    assert isinstance(second, Document)
    path = write_parquet(
        tmp_path / "b.parquet", {"text": pa.array([TEXT.encode()]), "date": pa.array([2**62], pa.timestamp("ms"))}
    )
    (only,) = read(path)
    assert isinstance(only, Document)
    assert (only.text, only.published) == (TEXT, "")


def test_a_parquet_cell_that_is_damaged_costs_no_other(tmp_path: Path) -> None:
    texts = b"The caf\xe9 is open, she said." + TEXT.encode()
    ends = struct.pack("<3i", 0, len(texts) - len(TEXT.encode()), len(texts))
    damaged = pa.Array.from_buffers(pa.string(), 2, [None, pa.py_buffer(ends), pa.py_buffer(texts)])
    dates = pa.array([2**62, 1783504800 * 1000], pa.timestamp("ms"))
    first, second = read(write_parquet(tmp_path / "a.parquet", {"text": damaged, "date": dates}))
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.text, first.published) == ("The caf\ufffd is open, she said.", "")
    assert (second.text, second.published) == (TEXT, "2026-07-08")


def test_parquet_in_row_groups(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "a.parquet", {"text": [f"Row {n}." for n in range(1000)]}, row_group_size=100)
    found = read_paths([path])
    assert next(found).name == f"{path}#1"
    assert [item.name for item in found][-1] == f"{path}#1000"


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_tables_that_cannot_be_read(tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def reason(data: bytes | None = None) -> str:
        if data is not None:
            path.write_bytes(data)
        (item,) = read(path)
        assert isinstance(item, Skipped)
        assert "\n" not in item.reason
        return item.reason

    path = write_rows(tmp_path, ending, [["text"]])
    assert reason().startswith("an empty table")
    whole = write_rows(tmp_path, ending, ROWS).read_bytes()
    for data in (b"text\nhello\n", whole[: len(whole) // 2], whole[:4] + b"\xff" * 500):
        assert reason(data).split(":")[0].startswith(("not an Excel file", "Parquet that cannot be read"))
    assert reason(b"").startswith("no text in it")
    path.write_bytes(whole)
    module = "openpyxl" if ending == "xlsx" else "pyarrow"
    monkeypatch.setitem(sys.modules, module, None)
    assert reason() == f'needs {module}: pip install "quotetrack[{"excel" if ending == "xlsx" else "parquet"}]"'


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_damaged_anywhere(tmp_path: Path, ending: str) -> None:
    path = write_rows(tmp_path, ending, ROWS)
    whole = path.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:place] + b"\xff\x00\xfe" + whole[place + 3 :])
        for item in read(path):
            assert isinstance(item, Document) or "\n" not in item.reason


def test_other_packages_are_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
        package.writestr("a.txt", TEXT)
    (item,) = read(tmp_path / "a.xlsx")
    assert isinstance(item, Skipped)
    assert item.reason.startswith("no Excel file that can be opened")
