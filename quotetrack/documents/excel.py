"""Excel workbooks become a Document a row, streamed; the texts that cells share are all that is held."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from quotetrack.types import Document, Skipped

from .packages import check_ratio, open_package
from .reasons import Unreadable, need
from .tables import EMPTY_TABLE, Columns, cell_text, find_columns, row_documents

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # Excel's own limits; files may state others
HEAD_ROWS = 1000  # among which the header is looked for

_ESCAPED = re.compile(r"_x000[dD]_\n?")  # Excel's way to write a carriage return


def read_excel(name: str, path: Path, columns: Columns) -> Iterator[Document | Skipped]:
    """Yield a Document or Skipped a row of the sheets that have a text column.

    Rows of the first sheet are NAME#ROW, those of another NAME#SHEET#ROW. Where no sheet has a text column, the
    reason is that of the first one.
    """
    need("openpyxl", "excel")
    from openpyxl import load_workbook

    with open_package(path, "an Excel file") as package:
        check_ratio(package, "an Excel file")
    with path.open("rb") as file:
        try:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except OSError:
            raise
        except Exception as error:  # whatever a damaged file makes openpyxl raise
            why = type(error).__name__
            raise Unreadable(f"no Excel file that can be opened ({why}): save it again, or as .csv") from error
        with closing(book):
            reasons = []
            for number, sheet in enumerate(book.worksheets):
                number_of_header, header = next(
                    ((n, row) for n, row in enumerate(_rows(sheet, 1, HEAD_ROWS, MOST_COLUMNS), 1) if any(row)),
                    (0, None),
                )
                where = EMPTY_TABLE if header is None else find_columns(header, columns)
                if header is None or isinstance(where, str):
                    reasons.append(str(where))
                else:
                    sheet_name = name if not number else f"{name}#{' '.join(sheet.title.split())}"
                    rows = _rows(sheet, number_of_header + 1, MOST_ROWS, len(header))
                    yield from row_documents(sheet_name, header, rows, columns)
            if len(reasons) == len(book.worksheets):
                yield Skipped(name, reasons[0] if reasons else EMPTY_TABLE)


def _rows(sheet: Any, first: int, last: int, width: int) -> Iterator[list[str]]:
    """The rows of a sheet as text, a row without any text empty: a file of one far cell has no end of empty ones."""
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    try:
        for row in sheet.iter_rows(first, last, 1, width, values_only=True):
            cells = [_ESCAPED.sub("\n", cell_text(value)) for value in row]
            while cells and not cells[-1].strip():
                cells.pop()
            yield cells
    except OSError:
        raise
    except Exception as error:
        raise Unreadable(f"a sheet that is damaged ({type(error).__name__}): save it again, or as .csv") from error
