"""A plain text too long for one article, such as a year of them in one file, is read in parts, a Document each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from quotetrack.types import Document, Skipped

from .build import EMPTY, clean
from .dates import name_date
from .encodings import BINARY, file_encoding, is_garbled
from .text import paragraphs

PART = 200_000  # characters, at most


def read_parts(name: str, path: Path, stem: str) -> Iterator[Document | Skipped]:
    """Yield a Document or Skipped a part, NAME#NUMBER; OSError and NotText may be raised.

    A part ends where a paragraph does. It may hold several articles, so that no date, outlet or title on top of it is
    taken to be that of the whole; the file's name may date it.
    """
    published = name_date(stem)
    basis, empty = "file" if published else "unknown", True
    with path.open(encoding=file_encoding(path), errors="replace") as file:
        for number, piece in enumerate(_pieces(file), 1):
            part_name = f"{name}#{number}"
            text = "\n\n".join(map(clean, paragraphs(piece)))
            if is_garbled(piece):
                yield Skipped(part_name, BINARY)
            elif text:
                yield Document(part_name, text, published=published, date_basis=basis)
            empty &= not text
    if empty:
        yield Skipped(name, EMPTY)


def _pieces(file: TextIO) -> Iterator[str]:
    held = ""
    while chunk := file.read(PART):
        held += chunk
        if len(held) > PART:
            end = end_of_part(held[:PART])
            yield held[:end]
            held = held[end:]
    while held:
        end = end_of_part(held[:PART]) if len(held) > PART else len(held)
        yield held[:end]
        held = held[end:]


def end_of_part(text: str) -> int:
    """Where to cut: behind the last paragraph, line or word of the second half, the first of these that is there."""
    half = len(text) // 2
    for mark in ("\n\n", "\n", " "):
        at = text.rfind(mark, half)
        if at >= 0:
            return at + len(mark)
    return len(text)
