"""The Excel sheet as a person meets it, and sheet and CSV in a real spreadsheet program."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader

from quotetrack.ledger import Ledger, to_csv
from quotetrack.ledger.as_exported import AS_EXPORTED
from quotetrack.ledger.columns import STATEMENTS
from quotetrack.ledger.excel import HIDDEN, LEFT_OUT, PRINTED, width
from quotetrack.types import Document, Statement

LONG = ("The harbour wall will hold, and hold, and hold again. " * 12).strip()
FORMULAS = ("=1+1", "+2", "-3+1", "@SUM(A1)", '=HYPERLINK("http://h.example","x")')


@pytest.fixture
def frame(tmp_path: Path, corpus: list[tuple[Document, list[Statement]]]) -> pd.DataFrame:
    document, (first, *others) = corpus[0]
    hostile = [replace(first, statement_id=f"q{n}", claim=text, context=text) for n, text in enumerate(FORMULAS)]
    with Ledger(tmp_path / "q.db") as book:
        number = book.begin_scan("1.0", "small", {})
        long = replace(first, context=LONG)
        book.add_many(number, [(document, [long, *others, *hostile]), *corpus[1:]])
        book.finish_scan(number, {})
        book.to_excel(tmp_path / "rows.xlsx")
        rows = book.statements()
    to_csv(rows, tmp_path / "rows.csv")
    return rows


@pytest.fixture
def sheet(frame: pd.DataFrame, tmp_path: Path) -> Any:
    return openpyxl.load_workbook(tmp_path / "rows.xlsx")["statements"]


def heads(sheet: Any) -> dict[str, Any]:
    return {cell.value: cell for cell in sheet[1]}


def column(sheet: Any, name: str) -> list[Any]:
    return [row[heads(sheet)[name].column - 1] for row in sheet.iter_rows(min_row=2)]


def test_all_columns_are_there_in_an_order_to_work_in(sheet: Any, frame: pd.DataFrame) -> None:
    names = list(heads(sheet))
    expected = {name for name in STATEMENTS if not name.endswith("_precision")} - set(LEFT_OUT) | {AS_EXPORTED}
    assert set(names) == expected
    assert tuple(names[: len(PRINTED)]) == PRINTED
    assert tuple(names[-len(HIDDEN) :]) == HIDDEN
    assert [cell.value for cell in column(sheet, "claim")] == frame["claim"].tolist()


def test_the_header_and_the_speaker_stay_in_sight_and_filters_are_on(sheet: Any, frame: pd.DataFrame) -> None:
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}{len(frame) + 1}"
    assert all(cell.font.bold and cell.fill.fill_type == "solid" for cell in sheet[1])


def test_columns_are_as_wide_as_what_they_hold(sheet: Any) -> None:
    for name, cell in heads(sheet).items():
        shown = sheet.column_dimensions[cell.column_letter]
        assert shown.width == width(name) >= len(name) + 2
        assert shown.hidden == (name in HIDDEN)


def test_long_text_wraps_in_a_row_that_is_high_enough(sheet: Any) -> None:
    (long,) = (cell for cell in column(sheet, "context") if cell.value == LONG)
    assert long.alignment.wrap_text
    assert sheet.row_dimensions[long.row].height > 12 * len(long.value) / (width("context") * 1.2)
    heights = [sheet.row_dimensions[row].height for row in range(2, sheet.max_row + 1)]
    assert max(heights) <= 409
    assert min(heights) < 40
    assert not any(cell.alignment.wrap_text for cell in column(sheet, "claim_id"))


def test_dates_are_dates_as_far_as_they_are_known(sheet: Any, frame: pd.DataFrame) -> None:
    for name, precision in (("said_on", "date_precision"), ("published", "published_precision")):
        for cell, day, known in zip(column(sheet, name), frame[name], frame[precision], strict=True):
            if known == "day":
                assert (cell.is_date, cell.number_format, cell.value) == (True, "yyyy-mm-dd", day.to_pydatetime())
            else:
                assert cell.value in ("2026-08", "2026")


def test_numbers_are_numbers(sheet: Any, frame: pd.DataFrame) -> None:
    assert [cell.value for cell in column(sheet, "confidence")] == frame["confidence"].tolist()
    assert {cell.number_format for cell in column(sheet, "confidence")} == {"0.00"}
    assert {(type(cell.value), cell.number_format) for cell in column(sheet, "start")} == {(int, "0")}


def test_no_cell_is_a_formula_nor_becomes_one(sheet: Any) -> None:
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    quoted = {cell.value for cell in cells if cell.quotePrefix}
    assert set(FORMULAS) <= quoted
    assert all(str(value).startswith(("=", "+", "-", "@")) for value in quoted)


def test_reviewed_has_its_choices(sheet: Any, frame: pd.DataFrame) -> None:
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"confirmed,corrected,rejected"'
    letter = heads(sheet)["reviewed"].column_letter
    assert str(choice.sqref) == f"{letter}2:{letter}{len(frame) + 1}"


def test_it_prints_on_landscape_pages_with_the_header_on_each(sheet: Any, frame: pd.DataFrame) -> None:
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area.endswith(f"$A$1:$G${len(frame) + 1}")


@pytest.mark.parametrize("rows", [0, 1])
def test_few_rows(frame: pd.DataFrame, tmp_path: Path, rows: int) -> None:
    with Ledger(tmp_path / "q.db") as book:
        book.to_excel(tmp_path / "few.xlsx", **({"document": "nothing"} if not rows else {"search": LONG[:40]}))
    assert openpyxl.load_workbook(tmp_path / "few.xlsx")["statements"].max_row == rows + 1


@pytest.fixture
def convert(tmp_path: Path) -> Callable[..., Path]:
    """LibreOffice, with settings of its own: opens a file and writes it in another format."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("no LibreOffice here")

    def run(path: Path, ending: str, *options: str) -> Path:
        home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
        subprocess.run(
            [program, home, "--headless", *options, "--convert-to", ending, "--outdir", str(tmp_path / "out"), str(path)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return tmp_path / "out" / f"{path.stem}.{ending.partition(':')[0]}"

    return run


def test_libreoffice_opens_the_sheet(frame: pd.DataFrame, tmp_path: Path, convert: Callable[..., Path]) -> None:
    table = convert(tmp_path / "rows.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1")
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["claim"] for row in rows] == frame["claim"].tolist()  # "=1+1" is not 2
    assert {row["said_on"] for row in rows} == {"2026-07-08", "2026-08", "2026"}
    pages = PdfReader(convert(tmp_path / "rows.xlsx", "pdf")).pages
    first = pages[0].extract_text()
    assert pages[0].mediabox.width > pages[0].mediabox.height
    assert all(name in page.extract_text() for page in pages for name in PRINTED)
    assert "=1+1" in "".join(page.extract_text() for page in pages)
    assert "statement_id" not in first
    assert " ".join(first.split()).count("hold again") == LONG.count("hold again")  # nothing is cut off


def test_libreoffice_opens_the_csv(frame: pd.DataFrame, tmp_path: Path, convert: Callable[..., Path]) -> None:
    utf8_with_formulas = "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,-1,true"
    book = openpyxl.load_workbook(convert(tmp_path / "rows.csv", "xlsx", utf8_with_formulas))
    sheet = book.worksheets[0]
    assert list(heads(sheet))[:4] == ["statement_id", "said_on", "speaker", "claim"]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    days = [
        cell.value
        for cell, known in zip(column(sheet, "said_on"), frame["date_precision"], strict=True)
        if known == "day"
    ]
    assert days
    assert set(days) == {dt.datetime(2026, 7, 8)}
    claims = [str(cell.value).removeprefix("'") for cell in column(sheet, "claim")]
    assert claims == frame["claim"].tolist()
