"""One file becomes its Documents, or says why not."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from quotetrack.types import Document, Skipped

from .archives import unpacked
from .build import EMPTY, make_document
from .encodings import NotText, decode
from .epub import read_epub
from .excel import read_excel
from .feeds import read_feed
from .longtext import read_parts
from .office import read_docx, read_odt
from .parquet import read_parquet
from .pdf import read_pdf
from .reasons import Unreadable
from .tables import Columns, read_csv, read_json_lines
from .text import paragraphs
from .walk import STDIN, Entry

LARGEST_TEXT = 20_000_000  # bytes of one article; a table may have any size, and longer plain text is read in parts
LARGEST_BINARY = 500_000_000  # bytes of one article with its pictures

_TEXT = {".txt", ".text"}
_MARKDOWN = {".md", ".markdown"}
_HTML = {".html", ".htm", ".xhtml"}
_TABLE = {
    **dict.fromkeys((".csv", ".tsv"), read_csv),
    **dict.fromkeys((".jsonl", ".ndjson"), read_json_lines),
    **dict.fromkeys((".xlsx", ".xlsm"), read_excel),
    **dict.fromkeys((".parquet", ".pq"), read_parquet),
}
_BINARY = {".pdf": read_pdf, ".docx": read_docx, ".odt": read_odt}
_COLLECTION = {".epub": read_epub, **dict.fromkeys((".xml", ".rss", ".atom", ".rdf"), read_feed)}
_ARCHIVE = ".zip"
# how HTML on standard input begins
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!--|(?:\?xml|!doctype|html|head|body|main|article|div|p|h1)\b)", re.IGNORECASE
)
_ALL = {*_TEXT, *_MARKDOWN, *_HTML, *_TABLE, *_BINARY, *_COLLECTION, _ARCHIVE}
_READ = "it reads .txt, .md, .html, .pdf, .docx, .csv, .xlsx, .zip and others: see quotetrack scan --help"
_JUNK = (
    ".jpg .jpeg .png .gif .webp .svg .ico .bmp .tif .tiff .mp3 .mp4 .wav .css .js .map .woff .woff2 .ttf "
    ".db .sqlite .sqlite3 .db-wal .db-shm .py .pyc .ipynb .exe .dll .so .log .lock .bak .tmp"
)
_ADVICE = {
    **dict.fromkeys((".pages",), "export it as .docx"),
    **dict.fromkeys((".doc", ".docm", ".rtf", ".wpd", ".mobi", ".azw3"), "save it as .docx, .odt or .txt"),
    **dict.fromkeys((".xls", ".xlsb", ".ods", ".feather"), "save it as .xlsx or .csv"),
    **dict.fromkeys((".json",), "write one object a line as .jsonl"),
    **dict.fromkeys((".gz", ".bz2", ".xz", ".zst", ".tar", ".tgz", ".7z", ".rar"), "unpack it first"),
    **dict.fromkeys((".mhtml", ".mht", ".warc"), "save its articles as .html or .txt"),
    **dict.fromkeys(_JUNK.split(), "nothing to do"),
}


def read_entry(entry: Entry, columns: Columns) -> Iterator[Document | Skipped]:
    """Yield the Documents of one file, or a Skipped with the reason; never raises for its contents."""
    if entry.reason:
        yield Skipped(entry.name, entry.reason)
        return
    try:
        yield from _read(entry, columns)
    except Unreadable as error:
        yield Skipped(entry.name, str(error))
    except OSError as error:
        why = error.strerror or type(error).__name__
        yield Skipped(entry.name, f"cannot be read ({why}): check that it is there and readable")
    except Exception as error:
        yield Skipped(entry.name, f"cannot be read ({type(error).__name__}): save it again as .txt in UTF-8")


def _read(entry: Entry, columns: Columns) -> Iterator[Document | Skipped]:
    if entry.path == STDIN:
        yield _read_standard_input(entry.name)
        return
    suffix = entry.suffix
    if suffix not in _ALL:
        yield Skipped(entry.name, unsupported(suffix))
        return
    size = entry.path.stat().st_size
    if not size:
        yield Skipped(entry.name, EMPTY)
    elif suffix in _TABLE:
        yield from _TABLE[suffix](entry.name, entry.path, columns)
    elif suffix == _ARCHIVE:
        empty = True
        for member in unpacked(entry.name, entry.path, _ALL.__contains__):
            empty = False
            yield from read_entry(member, columns)
        if empty:
            yield Skipped(entry.name, "no files in it: remove it, or pack it again")
    elif suffix in _COLLECTION:
        yield from _COLLECTION[suffix](entry.name, entry.path)
    elif size > LARGEST_TEXT and suffix in _TEXT:
        yield from read_parts(entry.name, entry.path, entry.stem)
    elif size > (LARGEST_BINARY if suffix in _BINARY else LARGEST_TEXT):
        yield Skipped(entry.name, f"too large to be one article ({size // 1_000_000} MB): split it into articles")
    else:
        yield _read_article(entry, suffix)


def _read_article(entry: Entry, suffix: str) -> Document | Skipped:
    stem = entry.stem
    if suffix in _BINARY:
        blocks, metadata, heading = _BINARY[suffix](entry.path, stem)
        return make_document(entry.name, blocks, metadata, stem=stem, heading=heading)
    with entry.path.open("rb") as file:
        data = file.read(LARGEST_TEXT)  # the file may have grown since its size was asked
    if suffix in _TEXT:
        return make_document(entry.name, paragraphs(decode(data)), stem=stem)
    if suffix in _MARKDOWN:
        from .markdown import read_markdown

        blocks, metadata, heading = read_markdown(decode(data))
        return make_document(entry.name, blocks, metadata, stem=stem, heading=heading)
    return _read_page(entry.name, data, stem)


def _read_page(name: str, data: bytes, stem: str = "") -> Document | Skipped:
    from .html import declared_encoding, read_html

    page = read_html(decode(data, declared_encoding(data)))
    if page is None:
        return Skipped(name, "no article text found in the page: save the article itself, or its text as .txt")
    return make_document(name, page[0], page[1], stem=stem)


def _read_standard_input(name: str) -> Document | Skipped:
    data = sys.stdin.buffer.read(LARGEST_TEXT + 1)
    if len(data) > LARGEST_TEXT:
        return Skipped(
            name, f"too large to be one article (more than {LARGEST_TEXT // 1_000_000} MB): give it as a file"
        )
    if _MARKUP.match(data):
        return _read_page(name, data)
    try:
        return make_document(name, paragraphs(decode(data)))
    except NotText:
        return Skipped(name, "neither plain text nor HTML: give it as a file with the ending of its format")


def unsupported(suffix: str) -> str:
    """Return the reason why a file with this ending is not read."""
    if not suffix:
        return "not a text format quotetrack reads: no file ending; rename it to .txt if it is plain text"
    return f"not a text format quotetrack reads: {suffix}; {_ADVICE.get(suffix, _READ)}"
