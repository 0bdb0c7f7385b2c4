"""EPUB becomes a Document a chapter.

A chapter and not the book: what news people read as EPUB is an issue or saved pages, an article a chapter, and in
one Document "he" and "the minister" would refer across articles. The chapters of a real book lose little by it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import unquote, urlsplit
from zipfile import ZipFile

from quotetrack.types import Document, Skipped

from .build import Metadata, fold, make_document
from .encodings import decode
from .fragments import parse_body, read_fragment
from .html import declared_encoding
from .packages import open_package, parse_xml, read_part
from .properties import made_on, plausible_title
from .reasons import Unreadable

LARGEST_CHAPTER = 20_000_000  # bytes
LINKS = 0.6  # of a page's letters: it is a table of contents

# What is no article: in the words of the EPUB Structural Semantics Vocabulary, and of the guide of EPUB 2
NO_ARTICLES = frozenset(
    "cover titlepage title-page halftitlepage copyright-page imprint imprimatur colophon toc toc-brief landmarks loa "
    "loi lot lov page-list".split()
)

_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_NO_PUBLISHER = frozenset(("calibre", "unknown", "self-published"))


@dataclass(frozen=True)
class Book:
    """What the package file says: the paths of the chapters in order, their titles, what holds for the whole."""

    chapters: tuple[str, ...]
    titles: dict[str, str]
    metadata: Metadata


def read_epub(name: str, path: Path) -> Iterator[Document | Skipped]:
    """Yield a Document or Skipped a chapter, named NAME#PART; Unreadable where the book cannot be opened."""
    with open_package(path, "an EPUB") as package:
        book = read_book(package)
        empty = True
        for part in book.chapters:
            item = _chapter(f"{name}#{part}", part, package, book)
            if item is not None:
                empty = False
                yield item
    if empty:
        raise Unreadable("a book without text, of pictures only: run text recognition on it, and save that as .txt")


def read_book(package: ZipFile) -> Book:
    """Read the package file of an EPUB and its table of contents."""
    try:
        container = parse_xml(read_part(package, "META-INF/container.xml"))
        root = next((node.get("full-path") or "" for node in _named(container, "rootfile")), "")
        opf = parse_xml(read_part(package, root))
    except KeyError:
        raise Unreadable("no EPUB, or an incomplete one: save it again, or its articles as .html") from None
    there = set(package.namelist())
    files: dict[str, str] = {}
    contents = ""
    for item in _named(opf, "item"):
        target = _target(root, item.get("href") or "")
        if "html" in (item.get("media-type") or ""):
            files[item.get("id") or ""] = target
        if "nav" in (item.get("properties") or "").split() or (
            not contents and "ncx" in (item.get("media-type") or "")
        ):
            contents = target
    spine = [files.get(node.get("idref") or "", "") for node in _named(opf, "itemref") if node.get("linear") != "no"]
    nav = _tree(package, contents) if contents in there else None
    no_articles = {contents, *_no_articles(opf, root), *(_no_articles(nav, contents) if nav is not None else ())}
    chapters = tuple(dict.fromkeys(part for part in spine if part and part not in no_articles))
    if protected := set(chapters) & _encrypted(package):
        raise Unreadable(
            f"protected against copying ({len(protected)} parts encrypted): save its articles as .html or .txt"
        )
    titles = _titles(nav, contents) if nav is not None else {}
    return Book(chapters, titles, _metadata(opf))


def _chapter(name: str, part: str, package: ZipFile, book: Book) -> Document | Skipped | None:
    """A chapter; None for covers, contents and the like that only the page itself shows to be that."""
    try:
        data = read_part(package, part, LARGEST_CHAPTER)
        text = decode(data, declared_encoding(data))
    except KeyError:
        return Skipped(name, "a chapter that the book lacks: save the book again")
    except Unreadable as error:
        return Skipped(name, str(error))
    paragraphs, heading = read_fragment(text, NO_ARTICLES)
    if not paragraphs or _is_contents(text):
        return None
    metadata = replace(book.metadata, title=book.titles.get(part, ""))
    stem = PurePath(name.removesuffix(f"#{part}")).stem  # an issue's file may bear its date
    return make_document(name, paragraphs, metadata, stem=stem, heading=heading)


def _is_contents(text: str) -> bool:
    """Whether most of a page are links."""
    body = parse_body(text)
    links = sum(len(fold(link.text_content())) for link in body.iter("a"))
    return links > LINKS * len(fold(body.text_content()))


def _tree(package: ZipFile, part: str) -> Any:
    try:
        return parse_xml(read_part(package, part))
    except Unreadable:
        return None


def _no_articles(tree: Any, base: str) -> set[str]:
    """The parts that the guide of a package file, or the landmarks of a table of contents, call a cover and the like.

    Not one that they refer to a place of: an article may stand there too.
    """
    links = [(node.get("type"), node.get("href")) for node in _named(tree, "reference")]
    links += [(node.get(_EPUB_TYPE), node.get("href")) for node in _named(tree, "a")]
    return {
        _target(base, href)
        for kinds, href in links
        if kinds and href and "#" not in href and NO_ARTICLES.intersection(kinds.split())
    }


def _titles(tree: Any, contents: str) -> dict[str, str]:
    """The titles of chapters by their paths, from the table of contents of EPUB 3 or 2."""
    titles: dict[str, str] = {}
    for link in _named(tree, "a"):
        titles.setdefault(_target(contents, link.get("href") or ""), fold("".join(link.itertext())))
    for point in _named(tree, "navPoint"):
        label = next(_named(point, "text"), None)
        content = next(_named(point, "content"), None)
        if label is not None and content is not None:
            titles.setdefault(_target(contents, content.get("src") or ""), fold(label.text or ""))
    return titles


def _metadata(opf: Any) -> Metadata:
    title = next((node.text or "" for node in _named(opf, "title")), "")
    publisher = fold(next((node.text or "" for node in _named(opf, "publisher")), ""))
    dates = [node for node in _named(opf, "date") if "modification" not in "".join(node.attrib.values())]
    return Metadata(
        title=plausible_title(title),
        publisher="" if publisher.casefold() in _NO_PUBLISHER else publisher,
        made=made_on(dates[0].text if dates else ""),  # when the book was made: its articles may be older
    )


def _encrypted(package: ZipFile) -> set[str]:
    """The parts that are encrypted, fonts among them."""
    try:
        tree = parse_xml(read_part(package, "META-INF/encryption.xml"))
    except KeyError:
        return set()
    return {unquote(node.get("URI") or "") for node in _named(tree, "CipherReference")}


def _target(base: str, href: str) -> str:
    """The path in the package that a link in `base` leads to."""
    try:
        path = unquote(urlsplit(href).path)
    except ValueError:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), path)) if path else ""


def _named(tree: Any, name: str) -> Iterator[Any]:
    """The elements of a name, whatever their namespace."""
    return iter(tree.iter("{*}" + name, name))
