"""HTML becomes the paragraphs of its main text and the metadata of its head, by trafilatura."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

from .boilerplate import without_author_note, without_boilerplate, without_header_lines
from .build import Metadata, fold
from .furniture import make_paragraphs, remove_furniture
from .mojibake import mend
from .pagedata import read_page_data
from .reasons import Unreadable
from .text import SENTENCE_END

MOST_ELEMENTS = 100_000  # of a page; a long live blog has some ten thousand

_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_PAGE = re.compile(r"<html\b", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<(?:p|div|article|br|h1)\b", re.IGNORECASE)
_INLINE = "abbr b bdi cite em i mark q small strong sub sup u".split()


def declared_encoding(data: bytes) -> str:
    """Return the encoding that an HTML page names in its head, else ""."""
    match = _CHARSET.search(data[:4096])
    return (match[1] or match[2]).decode("ascii", "replace") if match else ""


def read_html(text: str) -> tuple[list[str], Metadata] | None:
    """Return main text and metadata of an HTML page, or None when it holds no main text.

    Raises Unreadable for a page of too many elements: some steps take time that grows with the square of their number.

    Navigation, captions, tables, comments, share buttons, related links and copyright lines are
    left out, and so is the headline, which is the title.
    """
    import trafilatura  # slow to import, and most corpora are plain text

    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what it cannot read is reported as Skipped
    text = mend(_XML_DECLARATION.sub("", text, count=1))
    if not _PAGE.search(text) and _PARAGRAPH.search(text):
        text = f"<html><body>{text}</body></html>"  # a fragment, which trafilatura may refuse
    tree = trafilatura.load_html(text)
    if tree is None:
        return None
    if sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
        raise Unreadable("too many elements for one article: save the article itself, or its text as .txt")
    headlines = {fold(node.text_content()) for node in tree.iter("h1")}
    found = trafilatura.extract_metadata(tree, extensive=False)
    metadata, headline = read_page_data(tree, found, text)
    remove_furniture(tree, headline)
    make_paragraphs(tree)
    _unwrap(tree)
    extracted = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        include_tables=False,
        prune_xpath=[
            "/html/body/header",
            "//nav",
            "//aside",
            "//footer",
            "//figure",
        ],  # they come back where the page is short
    )
    if extracted is None or isinstance(extracted, dict):
        return None
    paragraphs = without_boilerplate(list(_paragraphs(extracted.body, headlines | {metadata.title})))
    if headline is not None and metadata.published:  # what the lines on top say is known
        paragraphs = without_header_lines(paragraphs)
    paragraphs = without_author_note(paragraphs, metadata.author)
    return (paragraphs, metadata) if paragraphs else None


def _unwrap(tree: Any) -> None:
    """Take the elements within sentences away, their words stay: of a short page trafilatura makes lines of them.

    A link counts as within a sentence where its paragraph is more than links; lists of links stay what they are.
    """
    for node in tree.xpath("//p//*[" + " or ".join(f"self::{tag}" for tag in _INLINE) + "]"):
        if node.tag == "q":  # a browser puts the marks there
            node.text, node.tail = f"“{node.text or ''}", f"”{node.tail or ''}"
        node.drop_tag()
    for paragraph in tree.xpath("//p[.//a]"):
        links = paragraph.xpath(".//a")
        if sum(len(link.text_content()) for link in links) < 0.5 * len(paragraph.text_content()):
            for link in links:
                link.drop_tag()


def _paragraphs(body: Any, headlines: set[str]) -> Iterator[str]:
    for node in _blocks(body):
        for line in _lines(node):
            paragraph = fold_spaces(line)
            if paragraph and fold(paragraph) not in headlines:
                yield paragraph


def _blocks(node: Any) -> Iterator[Any]:
    """The nodes of trafilatura's tree that are a paragraph each."""
    if node.text and node.text.strip():
        yield node.text
    for child in node:
        if child.tag in {"table", "graphic", "code"}:
            continue
        if any(grand.tag in {"p", "head", "list", "item", "quote"} for grand in child):
            yield from _blocks(child)
        else:
            yield child
        if child.tail and child.tail.strip():
            yield child.tail


def _lines(node: Any) -> list[str]:
    if isinstance(node, str):
        return _sentence_lines(node)
    parts = [node.text or ""]
    for inner in node.iterdescendants():
        if inner.tag == "lb":
            parts.append("\x00")
        if inner.tag not in {"graphic"} and isinstance(inner.tag, str):
            parts.append(inner.text or "")
        parts.append(inner.tail or "")
    return [line for part in "".join(parts).split("\x00") for line in _sentence_lines(part)]


def _sentence_lines(text: str) -> list[str]:
    """Pages without <p> come as lines: a paragraph ends where a line ends a sentence, others were wrapped."""
    lines: list[list[str]] = []
    ended = True
    for line in text.split("\n"):
        if ended:
            lines.append([line])
        else:
            lines[-1].append(line)
        if line.strip():
            ended = bool(SENTENCE_END.search(line.rstrip()))
    return list(map(" ".join, lines))


def fold_spaces(text: str) -> str:
    """Fold spaces and tabs, but no no-break space."""
    return re.sub(r"[ \t\r\f\v\n]+", " ", text).strip(" ")
