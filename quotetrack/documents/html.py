"""HTML becomes the paragraphs of its main text and the metadata of its head, by trafilatura."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from typing import Any

from .build import Metadata, fold
from .firstlines import is_header_line
from .furniture import remove_furniture, make_paragraphs
from .mojibake import mend
from .pagedata import read_page_data
from .text import SENTENCE_END

_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_PAGE = re.compile(r"<html\b", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<(?:p|div|article|br|h1)\b", re.IGNORECASE)
_BOILERPLATE = re.compile(
    r"(?:read (?:also|more|next)|also read|see also|related(?: (?:articles?|stories|links))?|more on this(?: topic)?"
    r"|more (?:news|stories|releases|articles)|(?:press|media|news) (?:office|contacts?|enquiries)|our standards"
    r"|have your say|share (?:this|on)|follow us|sign up for|subscribe to)\b\s*[:|–—]"
    r"|(?:read more|see also|continue reading|related stories|share this article)\W*$"
    r"|(?:please )?(?:sign up|subscribe) (?:to|for) (?:our|the) |you(?:’|'| a)re receiving this |unsubscribe\b"
    r"|(?:have|got|do you have) a (?:news )?(?:tip|story)\?|this (?:website|newspaper|publication) [^.]{0,60}\badheres?\b"
    r"|a version of this article appear(?:s|ed) in print|(?:article|page) printed from\b|(?:url to|find this) article\b|— [^@]{1,60}\(@\w+\)"
    r"|(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*\d{4}|all rights reserved\b"
    r"|(?:photo|photograph|image|picture)s?\s*(?:credit)?:",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\b(?:[Pp]hoto(?:graph)?|[Ii]mage|[Pp]icture|[Ii]llustration)s?(?:\s+by|\s*:|/)\s*[A-Z][\w./&’' -]{1,50}\)?$"
)  # at the end of a caption
_END = re.compile(
    r"(?:sources|references|external links|related(?: (?:articles?|stories|news|content|links))?|about the authors?"
    r"|read (?:more|next)|more from .{1,60}|(?:\d+ )?comments?(?: \(\d+\))?|leave a (?:comment|reply))\s*:?",
    re.IGNORECASE,
)  # a heading with which the article is over
_ADDRESS = re.compile(r"\S(?:@| at )[\w-]+(?:\.[\w-]+)+")
_ABOUT_AUTHOR = re.compile(r" (?:is|covers|writes|reports|can be reached|contributed)\b")
_TOP = 8  # paragraphs among which header lines are looked for
_INLINE = "abbr b bdi cite em i mark q small strong sub sup u".split()


def declared_encoding(data: bytes) -> str:
    """Return the encoding that an HTML page names in its head, else ""."""
    match = _CHARSET.search(data[:4096])
    return (match[1] or match[2]).decode("ascii", "replace") if match else ""


def read_html(text: str) -> tuple[list[str], Metadata] | None:
    """Return main text and metadata of an HTML page, or None when it holds no main text.

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
    paragraphs = _without_boilerplate(list(_paragraphs(extracted.body, headlines | {metadata.title})))
    if headline is not None:  # what the lines on top say is known
        paragraphs = [line for number, line in enumerate(paragraphs) if number >= _TOP or not _is_top_line(line)]
    if paragraphs and metadata.author and _is_about(paragraphs[-1], metadata.author):
        paragraphs.pop()
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
    lines: list[str] = []
    for line in text.split("\n"):
        if lines and not SENTENCE_END.search(lines[-1].rstrip()):
            lines[-1] += " " + line
        else:
            lines.append(line)
    return lines


def is_boilerplate(line: str) -> bool:
    """Whether a line is a link to more, a call to share or subscribe, a caption's credit or a copyright line."""
    return bool(_BOILERPLATE.match(line) or _CREDIT.search(line))


def _without_boilerplate(lines: Sequence[str]) -> list[str]:
    """Drop boilerplate lines, and what follows one behind the last sentence, such as an address; also what follows a
    heading that ends the article."""
    over = (number for number, line in enumerate(lines) if number >= len(lines) / 2 and _END.fullmatch(line))
    lines = lines[: next(over, len(lines))]
    is_sentence = [bool(SENTENCE_END.search(line)) and not is_boilerplate(line) for line in lines]
    end = max((number for number, sentence in enumerate(is_sentence, 1) if sentence), default=len(lines))
    tail = next((number for number in range(end, len(lines)) if is_boilerplate(lines[number])), len(lines))
    return [line for line in lines[:tail] if not is_boilerplate(line)]


def _is_top_line(line: str) -> bool:
    address = _ADDRESS.search(line) and not SENTENCE_END.search(line)
    return is_header_line(line) or bool(address) or not re.search(r"[^\W\d_]", line)


def _is_about(line: str, author: str) -> bool:
    """Whether a line says who the author is."""
    return line.startswith(author) and bool(_ABOUT_AUTHOR.match(line[len(author) :]))


def fold_spaces(text: str) -> str:
    """Fold spaces and tabs, but no no-break space."""
    return re.sub(r"[ \t\r\f\v\n]+", " ", text).strip(" ")
