"""Reading a table of statements back that went through a spreadsheet, whatever that did to the file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotetrack.documents.build import fold
from quotetrack.documents.encodings import NotText, decode
from quotetrack.errors import InputError
from quotetrack.ledger.formats import need

KEY = "statement_id"
_LARGEST_CELL = 20_000_000  # characters
_MISREAD = "ï»¿"  # UTF-8 that was opened as Windows-1252, as LibreOffice does unless told otherwise


@dataclass(frozen=True)
class ReviewRow:
    """A row of a reviewed file: its line, counted as a spreadsheet does, and its cells by column."""

    line: int
    cells: dict[str, str]


def read_review(path: Path) -> list[ReviewRow]:
    """The rows of a .csv or .xlsx file; blank ones are left out.

    A CSV may have commas, semicolons or tabs between cells, any encoding that Excel and LibreOffice write, and Excel's
    line "sep=;" before the header. Raises InputError when the file cannot be read or has no column statement_id.
    """
    if not path.is_file():
        raise InputError(f"no such file: {path}; write one to correct with: quotetrack export --out FILE")
    try:
        table = _xlsx(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _csv(path)
    except OSError as error:
        raise InputError(f"cannot read {path} ({error.strerror or error}): close it in other programs") from error
    if any(cell.startswith(_MISREAD) for cell in (table[0] if table else [])):
        table = [[_mended(cell) for cell in cells] for cells in table]
    header_at = next((n for n, cells in enumerate(table) if any(cell.strip() for cell in cells)), None)
    header = [cell.strip() for cell in table[header_at]] if header_at is not None else []
    if KEY not in header:
        raise InputError(f"{path} has no column {KEY}: give a file that quotetrack wrote, and keep its first line")
    twice = [name for name, count in Counter(filter(None, header)).items() if count > 1]
    if twice:
        raise InputError(f"{path} has the column {fold(twice[0])[:50]} twice: remove one")
    assert header_at is not None
    return [
        ReviewRow(number, {name: cell for name, cell in zip(header, cells, strict=False) if name})
        for number, cells in enumerate(table[header_at + 1 :], header_at + 2)
        if any(cell.strip() for cell in cells)
    ]


def _mended(cell: str) -> str:
    """A cell that was read as Windows-1252 as the UTF-8 that it is; unchanged where it is none."""
    try:
        return b"".join(_byte(character) for character in cell).decode("utf-8-sig")
    except UnicodeError:
        return cell


def _byte(character: str) -> bytes:
    """Its byte in Windows-1252; of those that it leaves open LibreOffice makes U+F181 and so on, others U+0081."""
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return bytes([ord(character) & 0xFF]) if 0xF180 <= ord(character) <= 0xF1FF else character.encode("latin-1")


def _csv(path: Path) -> list[list[str]]:
    try:
        text = decode(path.read_bytes())
    except NotText as error:
        raise InputError(f"{path}: {error}; give a .csv or .xlsx that quotetrack export wrote") from error
    named = re.match(r"sep=(.)\r?\n", text)
    delimiter = named[1] if named else _delimiter(text)
    csv.field_size_limit(max(csv.field_size_limit(), _LARGEST_CELL))
    try:
        rows = list(csv.reader(io.StringIO(text[named.end() if named else 0 :], newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise InputError(f"{path} is no table that can be read ({error}): save it again as CSV UTF-8") from error
    return [[], *rows] if named else rows


def _delimiter(text: str) -> str:
    """What stands between the names of the header."""
    header = next((line for line in text.splitlines() if KEY in line), "")
    return max(",;\t", key=header.count)


def _xlsx(path: Path) -> list[list[str]]:
    need("openpyxl", "excel")
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(path, read_only=True, data_only=True).worksheets[0]
        return [[_cell(cell.value, cell) for cell in row] for row in sheet.iter_rows()]
    except OSError:
        raise
    except Exception as error:  # whatever a damaged file makes openpyxl raise
        raise InputError(f"{path} is no Excel file that can be read ({type(error).__name__}): save it again") from error


def _cell(value: object, cell: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (dt.datetime, dt.date)):
        shown = re.sub(r'"[^"]*"|\[[^]]*\]|\\.', "", cell.number_format).lower()
        length = 10 if "d" in shown or not {"m", "y"} & set(shown) else 7 if "m" in shown else 4
        return value.isoformat()[:length]  # of 2026-03 a spreadsheet makes the first day, and shows the month
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
