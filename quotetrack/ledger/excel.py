"""The statements as an Excel sheet that a person reads, filters, corrects and prints."""

from __future__ import annotations

import math
import os
import time
from typing import Any

import pandas as pd

from quotetrack.errors import LedgerError
from quotetrack.ledger.as_exported import AS_EXPORTED
from quotetrack.ledger.columns import CATEGORIES, FLOATS, PRECISIONS
from quotetrack.ledger.export import could_start_a_formula, replacing
from quotetrack.ledger.formats import dated, need

# What one reads and corrects stands in front and is printed; the columns behind it come in their usual order.
PRINTED = ("said_on", "speaker", "claim", "context", "reviewed", "note", "confidence")
FROZEN = 2  # columns that stay in sight
HIDDEN = ("start", "end", "proposition_id", "opposed", "statement_id", AS_EXPORTED)  # a + above the sheet shows them
LEFT_OUT = ("spans",)
WIDTHS = {
    "said_on": 12, "published": 12, "first_said": 12, "last_said": 12, "speaker": 22, "claim": 60, "context": 60,
    "reviewed": 13, "note": 30, "confidence": 13, "cue": 18, "source": 24, "role": 24, "addressee": 22, "medium": 22,
    "title": 56, "publisher": 22, "document": 50, "claim_id": 20,
}  # fmt: skip
_ONE_LINE = ("claim_id", "proposition_id", "statement_id", AS_EXPORTED)
_LINE, _TALLEST = 13.5, 409.0  # points; a row cannot be higher, and not every program finds the height by itself
_FILL, _FONT = "E8E8E8", "Arial"  # the font, or one of its very widths, is on every system: wrapped text then fits
_MOST_ROWS, _MOST_CHARACTERS = 1_048_575, 32_767


def to_excel(frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Writes a sheet `statements`: what one reads and corrects in front, ids and offsets hidden at the end; header and
    speaker frozen, filters on, dates as dates where the day is known, long text wrapped, `reviewed` with its choices,
    printed on landscape pages; no cell is a formula. Raises LedgerError where openpyxl is missing or the rows are more
    than a sheet has.
    """
    need("openpyxl", "excel")
    if len(frame) > _MOST_ROWS:
        raise LedgerError(f"{len(frame)} rows are more than a sheet holds: use --format csv or parquet, or a filter")
    if time.localtime().tm_year < 1980:
        raise LedgerError("the clock is before 1980, which an .xlsx cannot hold: set it, or write a .csv")
    from openpyxl import Workbook

    text = dated(frame)
    names = _ordered(text.columns)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("statements")
    _set_up(sheet, names, len(frame))
    cells = _Cells(sheet)
    sheet.append([cells.heading(name) for name in names])
    days = {name: frame[name].where(frame[PRECISIONS[name]] == "day") for name in PRECISIONS if name in frame}
    for number, row in enumerate(text[names].to_dict("records")):
        sheet.row_dimensions[number + 2].height = _height(row)
        for name, column in days.items():
            if not pd.isna(column.iloc[number]):
                row[name] = column.iloc[number].date()
        sheet.append([cells.of(name, value) for name, value in row.items()])
    with replacing(path) as temporary, temporary.open("wb") as file:
        book.save(file)


def width(name: str) -> int:
    """The width of a column in digits: its heading and the button of its filter fit."""
    return WIDTHS.get(name, len(name) + 4)


def _ordered(names: pd.Index) -> list[str]:
    front = [name for name in PRINTED if name in names]
    back = [name for name in HIDDEN if name in names]
    return [*front, *(name for name in names if name not in (*front, *back, *LEFT_OUT)), *back]


def _set_up(sheet: Any, names: list[str], rows: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letters = {name: get_column_letter(number) for number, name in enumerate(names, 1)}
    last = rows + 1
    sheet.freeze_panes = f"{get_column_letter(FROZEN + 1)}2"
    sheet.auto_filter.ref = f"A1:{letters[names[-1]]}{last}"
    for name, letter in letters.items():
        sheet.column_dimensions[letter].width = width(name)
    hidden = [letters[name] for name in HIDDEN if name in letters]
    if hidden:
        for letter in hidden:
            sheet.column_dimensions[letter].outlineLevel = 1
            sheet.column_dimensions[letter].hidden = True
        sheet.sheet_properties.outlinePr.summaryRight = False
    if "reviewed" in letters and rows:
        choices = ",".join(filter(None, CATEGORIES["reviewed"]))
        choice = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True, showErrorMessage=True)
        choice.error = f"Choose one of {choices}, or leave it empty."
        choice.add(f"{letters['reviewed']}2:{letters['reviewed']}{last}")
        sheet.data_validations.append(choice)
    printed = [letters[name] for name in PRINTED if name in letters]
    if printed:
        sheet.print_area = f"A1:{printed[-1]}{last}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0  # as many pages as it takes, but none beside
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4  # inches
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.6
    sheet.print_options.gridLines = True
    sheet.oddFooter.center.text = "&P / &N"


def _height(row: dict[str, Any]) -> float:
    """Points that the row needs for its longest text."""
    shown = (name for name in row if name not in HIDDEN and name not in _ONE_LINE)
    lines = max((math.ceil(len(str(row[name])) / (width(name) * 1.05)) for name in shown), default=1)
    return min(_LINE * max(lines, 1) + 2, _TALLEST)


class _Cells:
    """Cells of a sheet, with what they look like."""

    def __init__(self, sheet: Any):
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
        from openpyxl.styles import Alignment, Font, PatternFill

        self._make, self._illegal, self._sheet = WriteOnlyCell, ILLEGAL_CHARACTERS_RE, sheet
        self._font, self._bold = Font(name=_FONT, size=10), Font(name=_FONT, size=10, bold=True)
        self._fill = PatternFill("solid", start_color=_FILL)
        self._text = Alignment(wrap_text=True, vertical="top", horizontal="left")
        self._plain = Alignment(vertical="top", horizontal="left")
        self._number = Alignment(vertical="top")

    def heading(self, name: str) -> Any:
        made = self._make(self._sheet, value=name)
        made.font, made.fill, made.alignment = self._bold, self._fill, self._plain
        return made

    def of(self, name: str, value: Any) -> Any:
        if isinstance(value, str):
            value = self._illegal.sub("\ufffd", value)[:_MOST_CHARACTERS]
        made = self._make(self._sheet, value=value)
        made.font = self._font
        if isinstance(value, str):
            made.data_type = "s"  # a text that begins with = stays one,
            made.quotePrefix = could_start_a_formula(value)  # also when a person goes into the cell
            made.alignment = self._plain if name in _ONE_LINE else self._text
        elif isinstance(value, (int, float)):
            made.alignment = self._number
            made.number_format = "0.00" if name in FLOATS else "0"
        else:
            made.alignment, made.number_format = self._plain, "yyyy-mm-dd"
        return made
