"""Tables as CSV files that a spreadsheet opens safely, and back."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from quotetrack.errors import LedgerError
from quotetrack.ledger.columns import PRECISIONS, STATEMENTS, format_dates, precision_of, typed

# What starts a formula in one spreadsheet or another, full-width forms included. Apostrophes that stand
# before it count along, so that reading can tell an apostrophe of the text from the one put before it.
_STARTS = r"'*[=+\-@\t\r\n＝＋－＠]"
_FIRST = tuple("'=+-@\t\r\n＝＋－＠")
_FORMULA = re.compile(rf"\A(?={_STARTS})")
GUARDED = re.compile(rf"\A'(?={_STARTS})")
GUARDS = re.compile(rf"\A'+(?={_STARTS})")  # also those of the text, which some spreadsheets take for their own


def to_csv(frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Writes `frame`, without its index, as CSV: UTF-8 with BOM, RFC 4180 quoting, lines that end in CRLF.

    Dates are ISO 8601 in their known precision, which the columns of precision therefore need not repeat;
    floats have 3 decimals; what is missing is empty. A text cell that begins with = + - @, tab or a line
    end gets a leading apostrophe. The file appears whole or not at all; raises LedgerError if it cannot.
    """
    parts_to_csv([frame], path)


def parts_to_csv(parts: Iterable[pd.DataFrame], path: str | os.PathLike[str]) -> None:
    """`to_csv` of a table that comes in parts, the rows of one after those of the other."""
    with (
        replacing(path) as temporary,
        temporary.open("w", encoding="utf-8-sig", errors="replace", newline="") as file,
    ):
        for number, part in enumerate(parts):
            _cells(part).to_csv(file, index=False, header=not number, lineterminator="\r\n", float_format="%.3f")


def _cells(frame: pd.DataFrame) -> pd.DataFrame:
    """What the CSV file holds of a table."""
    dated = [str(name) for name in frame.columns if pd.api.types.is_datetime64_any_dtype(frame[name])]
    dropped = [precision_of(name) for name in dated]
    columns = {}
    for name in frame.columns:
        values = frame[name]
        if name in dropped:
            continue
        if name in dated and (name in PRECISIONS or precision_of(name) in frame):
            values = format_dates(values, frame.get(precision_of(name)))
        elif isinstance(values.dtype, pd.CategoricalDtype):
            values = values.cat.rename_categories(lambda word: _FORMULA.sub("'", str(word)))
        elif not (pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values)):
            values = _sub(_FORMULA, "'", values)
        columns[_FORMULA.sub("'", str(name))] = values
    return pd.DataFrame(columns, index=frame.index)


def read_csv(path: str | os.PathLike[str]) -> pd.DataFrame:
    """The inverse of `to_csv`: the columns of `quotetrack.ledger.columns` first, in order and with their
    dtypes, then any others as str. Dates of another form than ISO 8601 become NaT.

    Raises LedgerError when the file cannot be read, is no CSV, or a category or number in it is none.
    """
    try:
        cells = pd.read_csv(path, dtype=str, keep_default_na=False, na_filter=False, encoding="utf-8-sig")
    except OSError as error:
        raise LedgerError(f"cannot read {path} ({error.strerror or error}): give the path of a CSV file") from error
    except UnicodeDecodeError as error:
        raise LedgerError(f"{path} is not UTF-8: save it again as 'CSV UTF-8'") from error
    except ValueError as error:  # pandas' own errors, of the parser and of an empty file, are ValueErrors
        reason = " ".join(str(error).split())
        raise LedgerError(f"{path} is no CSV file ({reason}): save it again as 'CSV UTF-8'") from error
    cells = pd.DataFrame({GUARDED.sub("", str(name)): _sub(GUARDED, "", cells[name]) for name in cells.columns})
    try:
        frame: pd.DataFrame = typed(cells)
    except LedgerError as error:
        raise LedgerError(f"{path}, {error}") from error
    others = [name for name in frame.columns if name not in STATEMENTS]
    frame = frame[[*(name for name in STATEMENTS if name in frame), *others]]
    return frame


def could_start_a_formula(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula when somebody writes it into a cell."""
    return bool(_FORMULA.match(text))


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A temporary path in the folder of `path`: what the block writes there takes the place of `path` at its
    end, and vanishes if the block fails. Raises LedgerError when the folder or the file cannot be written.
    """
    target = Path(os.path.realpath(path))  # a link stays a link
    temporary = target.with_name(f".quotetrack-{secrets.token_hex(8)}.tmp")
    try:
        try:
            yield temporary
            with open(temporary, "rb+") as file:
                os.fsync(file.fileno())
            os.replace(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise LedgerError(
            f"cannot write {path} ({reason}): close it in other programs or give a path in a folder you can write to"
        ) from error


def _sub(pattern: re.Pattern[str], by: str, values: pd.Series) -> pd.Series:
    text: pd.Series = values.astype(object)
    text = text.where(text.notna(), "").astype("str")
    concerned = text.str.startswith(_FIRST)  # few are, and the pattern is slow to look at all of them
    text[concerned] = text[concerned].str.replace(pattern, by, regex=True)
    return text
