"""The statements in the formats of other programs: Excel, Parquet, JSON Lines."""

from __future__ import annotations

import json
import math
import os
from importlib.util import find_spec
from typing import Any

import pandas as pd

from quotetrack.errors import LedgerError
from quotetrack.extras import install
from quotetrack.ledger.columns import PRECISIONS, format_dates, precision_of
from quotetrack.ledger.export import replacing

_WIDTHS = {"claim": 70, "context": 70, "speaker": 24, "source": 24, "title": 40, "document": 32, "note": 30, "role": 28}
_WRAPPED = ("claim", "context", "note")
_NARROW = 17
_LINE, _MOST_LINES = 15.0, 8  # points; not every program finds the height of wrapped text by itself


def need(module: str, extra: str) -> None:
    """Raises LedgerError where an optional package is missing, with the command that brings it."""
    if find_spec(module) is None:
        raise LedgerError(f"this format needs {module}: {install(extra)}")


def to_jsonl(frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Writes an object a row, UTF-8, with raw values: dates ISO 8601 in their precision, null where one is missing,
    `spans` as an object."""
    plain = dated(frame)
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", errors="replace") as lines:
        for row in plain.to_dict("records"):
            row = {name: None if pd.isna(value) else value for name, value in row.items()}
            if isinstance(row.get("spans"), str):
                row["spans"] = json.loads(row["spans"])
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


def to_parquet(frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Writes the frame as it is, dtypes included, as Parquet. Raises LedgerError where pyarrow is missing."""
    need("pyarrow", "parquet")
    with replacing(path) as temporary:
        frame.to_parquet(temporary, engine="pyarrow", index=False)


def to_excel(frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Writes a sheet `statements`: header frozen and with filters, dates as dates where the day is known, long text
    wrapped; no cell is a formula. Raises LedgerError where openpyxl is missing or the rows are more than a sheet has.
    """
    need("openpyxl", "excel")
    if len(frame) > 1_048_575:
        raise LedgerError(f"{len(frame)} rows are more than a sheet holds: use --format csv or parquet, or a filter")
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    text = dated(frame)
    names = [name for name in text.columns if name != "spans"]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("statements")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{len(frame) + 1}"
    for number, name in enumerate(names, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, _NARROW)

    def cell(value: Any, *, bold: bool = False, wrap: bool = False) -> Any:
        if isinstance(value, str):
            value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:32_767]
        made = WriteOnlyCell(sheet, value=value)
        is_number = isinstance(value, (int, float))
        if isinstance(value, str):
            made.data_type = "s"  # a text that begins with = stays one
        made.font = Font(bold=bold)
        made.alignment = Alignment(wrap_text=wrap, vertical="top", horizontal=None if is_number else "left")
        return made

    sheet.append([cell(name, bold=True) for name in names])
    days = {name: frame[name].where(frame[PRECISIONS[name]] == "day") for name in PRECISIONS if name in frame}
    for number, row in enumerate(text[names].to_dict("records")):
        lines = max(math.ceil(len(str(row[name])) / (_WIDTHS[name] * 0.9)) for name in _WRAPPED if name in row)
        sheet.row_dimensions[number + 2].height = _LINE * min(max(lines, 1), _MOST_LINES)
        cells = []
        for name, value in row.items():
            day = days[name].iloc[number] if name in days else None
            made = cell(day.date() if day is not None and not pd.isna(day) else value, wrap=name in _WRAPPED)
            if day is not None and not pd.isna(day):
                made.number_format = "yyyy-mm-dd"
            cells.append(made)
        sheet.append(cells)
    with replacing(path) as temporary, temporary.open("wb") as file:
        book.save(file)


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
