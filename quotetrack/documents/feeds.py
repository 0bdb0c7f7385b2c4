"""RSS and Atom files become a Document an entry."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from quotetrack.types import Document, Skipped

from .build import Metadata, fold, make_document
from .dates import make_iso, parse_date
from .firstlines import one_person
from .fragments import read_fragment
from .reasons import Unreadable, need
from .text import paragraphs

LARGEST_FEED = 50_000_000  # bytes; a feed is read whole
LONGEST_ID = 200  # characters of an entry's id that are part of a name

_FEED = re.compile(rb"<(?:[\w.-]+:)?(?:rss|feed|RDF)[\s>]")
_REFERENCE = re.compile(rb"&#([xX][0-9a-fA-F]{4,20}|[0-9]{5,20})\b;?")
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
_IN_BRACKETS = re.compile(r"\S+@\S+\s+\((.+)\)")  # RSS's "mara@halden.example (Mara Linde)"


def read_feed(name: str, path: Path) -> Iterator[Document | Skipped]:
    """Yield a Document or Skipped an entry, NAME#ID; Unreadable where the file is no feed.

    The id is the one that the feed gives, else the link, else the entry's number: a feed that is saved again
    tomorrow has other entries first.
    """
    if path.stat().st_size > LARGEST_FEED:
        raise Unreadable(f"too large for a feed ({path.stat().st_size // 1_000_000} MB): save its articles as .jsonl")
    data = _REFERENCE.sub(_real_character, path.read_bytes())
    if not _FEED.search(data[:100_000].replace(b"\x00", b"")):
        raise Unreadable("XML, but no RSS or Atom feed: save its articles as .html, .txt or .jsonl")
    need("feedparser", "feeds")
    import feedparser

    # as a stream: of bytes feedparser would first try whether they are the name of a file
    try:
        feed = feedparser.parse(io.BytesIO(data))
    except Exception as error:  # whatever a damaged file makes feedparser raise
        raise Unreadable(
            f"a feed that cannot be read ({type(error).__name__}): save it again, or its articles as .html"
        ) from error
    if not feed.entries:
        why = "a feed without entries" if feed.version and not feed.bozo else "a feed that cannot be read"
        raise Unreadable(f"{why}: save it again, or remove it")
    taken: set[str] = set()
    for number, entry in enumerate(feed.entries, 1):
        member = _member(entry, number, taken)
        taken.add(member)
        yield _entry(f"{name}#{member}", entry, feed.feed)


def _real_character(reference: re.Match[bytes]) -> bytes:
    """A reference to a character that is none, such as half of a surrogate, as one to U+FFFD."""
    digits = reference[1].lower()
    number = int(digits[1:], 16) if digits.startswith(b"x") else int(digits)
    return b"&#xfffd;" if 0xD800 <= number <= 0xDFFF or number > 0x10FFFF else reference[0]


def _member(entry: Mapping[str, Any], number: int, taken: set[str]) -> str:
    for key in ("id", "link"):
        member = fold(_string(entry.get(key)))
        if member and len(member) <= LONGEST_ID and member not in taken:
            return member
    return str(number)


def _entry(name: str, entry: Mapping[str, Any], feed: Mapping[str, Any]) -> Document | Skipped:
    parts = [part for part in [*(entry.get("content") or []), entry.get("summary_detail")] if part]
    texts = [_string(part.get("value")) for part in parts]
    longest = max(range(len(parts)), key=lambda index: len(texts[index]), default=None)
    if longest is None or not texts[longest].strip():
        return Skipped(name, "no text in the entry, only a link: save the article itself")
    if parts[longest].get("type") == "text/plain":
        body = paragraphs(texts[longest])
    else:
        body = read_fragment(texts[longest])[0]
    source = entry.get("source") or {}
    metadata = Metadata(
        title=_plain(_string(entry.get("title"))),
        publisher=_plain(_string(source.get("title")) or _string(feed.get("title"))),
        published=_date(entry, "published") or _date(entry, "updated"),
        url=_string(entry.get("link")),
        author=_author(entry),
    )
    return make_document(name, body, metadata)


def _plain(title: str) -> str:
    return fold(html.unescape(_TAG.sub("", title)))


def _date(entry: Mapping[str, Any], key: str) -> str:
    """The date as the feed states it, in its own time zone; else as feedparser reads it."""
    date = parse_date(_string(entry.get(key)))
    parsed = entry.get(f"{key}_parsed")
    return date or (make_iso(*parsed[:3]) if parsed else "")


def _author(entry: Mapping[str, Any]) -> str:
    """The entry's one author, where that is a person's name."""
    author = _string(entry.get("author")).strip()
    bracketed = _IN_BRACKETS.fullmatch(author)
    author = bracketed[1] if bracketed else author
    return one_person(author) if len(entry.get("authors") or [1]) == 1 else ""


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
