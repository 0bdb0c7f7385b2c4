"""Bytes become text: UTF-8, UTF-16 and UTF-32 by their marks, else detected."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from .reasons import Unreadable

CHUNK = 1 << 20
SAMPLE = 1 << 18  # bytes that an encoding is detected on

_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF-", "is a PDF in truth: rename it to .pdf"),
    (b"PK\x03\x04", "is a ZIP or office file in truth: give it the ending of its format"),
    (b"{\\rtf", "is an RTF file in truth: convert it to .txt or .html"),
    (b"\x1f\x8b", "is a gzip file in truth: unpack it first"),
)
BINARY = "binary, not text: convert it to .txt or .html if it holds an article"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# what Windows-1252 prose holds beside ASCII: typographic marks and the letters of western names
_WESTERN = re.compile(
    "[\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u2022\u20ac\xa0£©®°§«»àáâäåçèéêëíîïñóôöøúûüßæœÉÅÄÖÜØ]"
)


class NotText(Unreadable):
    """The bytes are no text; the message says so in one line."""


def decode(data: bytes, declared: str = "") -> str:
    """Return the text of a file's bytes, without byte order mark, newlines as they are.

    `declared` is an encoding that the file itself names (HTML's meta charset); it counts only
    where the bytes are not valid UTF-8. Raises NotText for binary data.
    """
    encoding = pick_encoding(data, declared)
    text = data.decode(encoding, errors="replace")
    lost = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    if is_garbled(text) or lost > 0.05 * len(text) + 1:
        raise NotText(BINARY)
    return text


def is_garbled(text: str) -> bool:
    """Whether there are more control characters than in any text."""
    return len(_CONTROL.findall(text)) > 0.02 * len(text)


def pick_encoding(data: bytes, declared: str = "") -> str:
    """Return the Python name of the encoding of `data`, or raise NotText."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    for magic, reason in _MAGIC:
        if data.startswith(magic):
            raise NotText(reason)
    if b"\x00" in data[:CHUNK]:
        return _utf16_without_mark(data)
    if _mostly_utf8(data):
        return "utf-8"
    if declared:
        name = _known(declared)
        if name and name != "utf-8":
            return name
    return _detect(data)


def file_encoding(path: Path) -> str:
    """Return the encoding of a file of any size, read in pieces, or raise NotText or OSError."""
    with path.open("rb") as file:
        start = file.read(CHUNK)
        encoding = pick_encoding(_whole_lines(start))
        if encoding != "utf-8":
            return encoding
        decoder = codecs.getincrementaldecoder("utf-8")()
        position, chunk = 0, start
        try:
            while chunk:
                decoder.decode(chunk)
                position, chunk = position + len(chunk), file.read(CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            file.seek(max(0, position - SAMPLE))
            return pick_encoding(_whole_lines(file.read(CHUNK + SAMPLE).partition(b"\n")[2] or start))
    return "utf-8"


def _whole_lines(data: bytes) -> bytes:
    """Cut a piece of a file at its last newline, so that no character is cut in two."""
    end = data.rfind(b"\n")
    return data if len(data) < CHUNK or end < 0 else data[: end + 1]


def _mostly_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
        return True
    except UnicodeDecodeError:
        pass
    # A stray byte must not turn every other accent of the file into two wrong characters. In
    # other encodings a sequence that is valid UTF-8 is rare.
    text = data.decode("utf-8", errors="replace")
    lost = text.count("\ufffd")
    return sum(1 for char in text if char > "\x7f") - lost > 4 * lost


def _utf16_without_mark(data: bytes) -> str:
    """English in UTF-16 without its mark has a NUL in every other place; other NULs are binary."""
    sample = data[:SAMPLE]
    pairs = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if pairs and odd > 0.7 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    if pairs and even > 0.7 * pairs and odd < 0.05 * pairs:
        return "utf-16-be"
    raise NotText(BINARY)


def _known(name: str) -> str:
    """Return Python's name for a text encoding, "" when it knows none; Latin-1 is Windows-1252 on the web."""
    try:
        info = codecs.lookup(name.strip())
        b"a".decode(info.name)
    except (LookupError, ValueError, TypeError):
        return ""
    return "cp1252" if info.name in {"iso8859-1", "ascii", "latin-1"} else info.name


def _detect(data: bytes) -> str:
    sample = data[:SAMPLE]
    high = bytes(byte for byte in sample if byte > 0x7F)
    if not high:
        sample = data  # the first odd byte lies deep
        high = bytes(byte for byte in sample if byte > 0x7F)
    western = high.decode("cp1252", errors="replace")
    if len(_WESTERN.findall(western)) > 0.97 * len(western) and len(high) < 0.15 * len(sample):
        return "cp1252"
    import charset_normalizer  # slow to import, and seldom needed

    best = charset_normalizer.from_bytes(sample).best()
    if best is None:
        raise NotText(BINARY)
    return best.encoding
