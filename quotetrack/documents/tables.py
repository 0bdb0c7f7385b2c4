"""CSV, TSV and JSON lines become a Document a row, streamed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

from quotetrack.types import Document, Skipped

from .build import Metadata, fold, make_document
from .dates import parse_date
from .encodings import file_encoding
from .firstlines import one_person
from .text import paragraphs

LARGEST_CELL = 20_000_000  # characters
MOST_COLUMNS = 16_384  # Excel's limit
HEAD_ROWS = 50  # rows that are looked at for the names of columns
HEAD_CHARACTERS = 200_000
EMPTY_TABLE = "an empty table: remove it, or save it again with its rows"


@dataclass(frozen=True)
class Columns:
    """Names of table columns, where the usual names do not fit; None: look for the usual ones."""

    text: str | None = None
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    url: str | None = None
    author: str | None = None


# the best name first; compared without case, spaces and punctuation
USUAL_NAMES: Mapping[str, str] = {
    "text": "text articletext fulltext body maintext articlebody bodytext content articlecontent contents story "
    "storytext plaintext cleantext rawtext document transcript article",
    "title": "title headline articletitle heading",
    "date": "published publisheddate datepublished publishedat publishdate publicationdate pubdate pubdatetime date "
    "articledate publishtime publishedtime datetime timestamp day",
    "publisher": "publisher publishername source sourcename outlet newspaper publication sitename site medianame media "
    "domain website",
    "author": "author authorname byline authors writer journalist",
    "url": "url articleurl link href permalink sourceurl weburl",
}


def read_csv(name: str, path: Path, columns: Columns) -> Iterator[Document | Skipped]:
    """Yield a Document or Skipped a row of a CSV or TSV file; OSError and NotText may be raised."""
    limit = max(csv.field_size_limit(), LARGEST_CELL)
    csv.field_size_limit(limit)
    with path.open(encoding=_encoding(path), errors="replace", newline="") as file:
        head = file.read(HEAD_CHARACTERS)
        named = re.match(r"sep=(.)\r?\n", head)  # Excel's own mark
        delimiter = named[1] if named else _delimiter(head, path.suffix.lower() == ".tsv", columns)
        lines = chain(io.StringIO(head[named.end() if named else 0 :], newline=""), file)
        rows = _csv_rows(_mended(lines), delimiter)
        header_row = next((row for row in rows if isinstance(row, str) or any(cell.strip() for cell in row)), None)
        if header_row is None:
            yield Skipped(name, EMPTY_TABLE)
        elif isinstance(header_row, str):
            yield Skipped(name, f"no table that can be read ({header_row}): save it as CSV in UTF-8")
        else:
            yield from row_documents(name, header_row, rows, columns, _DELIMITER_NAMES.get(delimiter, delimiter))


def row_documents(
    name: str,
    header_row: Sequence[str],
    rows: Iterable[Sequence[str] | str],
    columns: Columns,
    delimiter: str = "",
) -> Iterator[Document | Skipped]:
    """Yield a Document or Skipped a row, NAME#ROW; a row that cannot be read is the reason in words.

    `delimiter` is the name of the character between cells, where there is one.
    """
    if len(header_row) > MOST_COLUMNS:
        yield Skipped(name, f"no table of articles ({len(header_row)} columns): save it again with fewer columns")
        return
    header = [fold(cell) or f"column {number}" for number, cell in enumerate(header_row, 1)]
    where = find_columns(header, columns)
    if isinstance(where, str):
        yield Skipped(name, where)
        return
    empty = True
    for number, row in enumerate(rows, 1):
        row_name = f"{name}#{number}"
        if isinstance(row, str):
            yield Skipped(row_name, f"a row that cannot be read ({row}): mend its quotation marks")
        elif not row:
            continue  # a blank line
        elif delimiter and any(cell.strip() for cell in row[len(header) :]):
            yield Skipped(
                row_name,
                f"{len(row)} cells where the header has {len(header)}: put cells that hold a "
                f"{delimiter} in quotation marks",
            )
        else:
            yield row_document(row_name, dict(zip(header, row, strict=False)), where)
        empty = False
    if empty:
        yield Skipped(name, EMPTY_TABLE)


def read_json_lines(name: str, path: Path, columns: Columns) -> Iterator[Document | Skipped]:
    """Yield a Document or Skipped a line of a JSON-lines file; OSError and NotText may be raised."""
    with path.open(encoding=_encoding(path), errors="replace") as file:
        objects = _json_objects(file)
        head = list(islice(objects, HEAD_ROWS))
        if not head:
            yield Skipped(name, EMPTY_TABLE)
            return
        if head[0][1] == "[":
            yield Skipped(name, "a JSON array, not JSON lines: write one object a line")
            return
        keys = list(dict.fromkeys(key for _, row in head if isinstance(row, dict) for key in row))
        where = find_columns(keys, columns)
        if isinstance(where, str) and keys:
            yield Skipped(name, where)
            return
        for number, row in chain(head, objects):
            row_name = f"{name}#{number}"
            if isinstance(row, str):
                yield Skipped(row_name, row)
                continue
            found = find_columns(list(row), columns, required=False)
            if isinstance(found, str):
                yield Skipped(row_name, found)
            else:
                yield row_document(row_name, {key: cell_text(value) for key, value in row.items()}, found)


def find_columns(
    header: Sequence[str], columns: Columns, required: bool = True, how: str = "name it with --{}-column"
) -> dict[str, str] | str:
    """Map text, title, date, publisher, author and url to the columns of a table.

    Returns the reason in words, and `how` to mend it, when the text column, or one that `columns` names, is not there.
    With `required` False only the text column must be there (a JSON line may lack fields).
    """
    folded: dict[str, str] = {}
    for column in header:
        folded.setdefault(_key(column), column)
    where: dict[str, str] = {}
    for field in USUAL_NAMES:
        wanted = getattr(columns, field)
        names = [_key(wanted)] if wanted is not None else USUAL_NAMES[field].split()
        found = wanted if wanted in header else next((folded[name] for name in names if name in folded), None)
        if found is not None:
            where[field] = found
        elif wanted is not None and (required or field == "text"):
            return f'no column "{fold(wanted)}" among: {_listed(header)}; {how.format(field)}'
        elif field == "text":
            return f"no text column among: {_listed(header)}; {how.format(field)}"
    return where


def row_document(name: str, row: Mapping[str, str], where: Mapping[str, str]) -> Document | Skipped:
    cells = {field: row.get(column) or "" for field, column in where.items()}
    text = cells.get("text", "")
    if not text.strip():
        return Skipped(name, f'no text in its column "{where["text"]}": fill it in, or ignore the row')
    url, publisher = cells.get("url", "").strip(), cells.get("publisher", "").strip()
    if re.match(r"https?://", publisher):  # a "source" that is the link
        url, publisher = url or publisher, ""
    author = one_person(cells.get("author", ""))
    metadata = Metadata(cells.get("title", ""), publisher, parse_date(cells.get("date", "")), url, author)
    return make_document(name, paragraphs(text), metadata)


def _encoding(path: Path) -> str:
    encoding = file_encoding(path)
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _csv_rows(lines: Iterable[str], delimiter: str) -> Iterator[list[str] | str]:
    """The rows of a CSV file; a row that cannot be read is the reason in words."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield str(error)


def _mended(lines: Iterable[str]) -> Iterator[str]:
    """Join a line that the end of the head cut in two: pieces without their line end."""
    held = ""
    for line in lines:
        held += line
        if held.endswith(("\n", "\r")) or len(held) > LARGEST_CELL:
            yield held
            held = ""
    if held:
        yield held


_DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def _delimiter(head: str, tabs: bool, columns: Columns) -> str:
    """The delimiter with which the header has a text column, and then the most columns."""

    def quality(delimiter: str) -> tuple[bool, int, bool]:
        try:
            header = next(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), [])
        except csv.Error:
            header = []
        return not isinstance(find_columns(header, columns), str), len(header), (delimiter == "\t") == tabs

    return max(_DELIMITER_NAMES, key=quality)


def _json_objects(file: TextIO) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Numbered lines as objects, or the reason in words; "[" alone for the start of an array."""
    number = 0
    while True:
        line = file.readline(LARGEST_CELL)
        if not line:
            return
        number += 1
        if len(line) == LARGEST_CELL and not line.endswith("\n"):
            while line and not line.endswith("\n"):
                line = file.readline(LARGEST_CELL)
            yield number, "too long to be an article: split it"
            continue
        if not line.strip():
            continue
        if number == 1 and line.lstrip().startswith("["):
            yield number, "["
            return
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            yield number, "not valid JSON: write one object a line"
            continue
        yield number, value if isinstance(value, dict) else "not a JSON object: write one object a line"


def cell_text(value: object) -> str:
    """Return what a cell holds as text, dates as ISO 8601; "" for what is no text."""
    if isinstance(value, str):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):  # "source": {"id": …, "name": …}
        return value["name"] if isinstance(value.get("name"), str) else ""
    if isinstance(value, list):  # a list of paragraphs
        return "\n\n".join(part for part in value if isinstance(part, str))
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value:  # no NaN
        return str(int(value) if isinstance(value, float) and value.is_integer() else value)
    return ""


def _key(column: str) -> str:
    return re.sub(r"[\W_]+", "", column.casefold())


def _listed(header: Sequence[str]) -> str:
    names = [fold(name)[:30] for name in header[:12]]
    return ", ".join(names) + (", …" if len(header) > 12 else "")
