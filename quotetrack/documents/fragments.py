"""HTML that is an article and nothing else (a feed's entry, a book's chapter) becomes its paragraphs.

The main text of a page is for `html` to find; here all text is main text, and no word of it may get lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .boilerplate import is_boilerplate
from .build import fold
from .html import fold_spaces

_BLOCKS_TEXT = (
    "p div br li ul ol dl dt dd h1 h2 h3 h4 h5 h6 blockquote section article main header address pre hr body center "
    "details summary"
)
_BLOCKS = frozenset(_BLOCKS_TEXT.split())
_LEFT_OUT_TEXT = (
    "script style figure figcaption table nav aside footer iframe form button svg math video audio noscript object "
    "head select textarea template rt rp"
)
_LEFT_OUT = frozenset(_LEFT_OUT_TEXT.split())
_HEADINGS = ("h1", "h2", "h3")
_APPEARED = re.compile(r"The post .{1,300} (?:appeared first|first appeared) on .{1,100}\.?")  # WordPress


def read_fragment(text: str, leave_out: frozenset[str] = frozenset()) -> tuple[list[str], str]:
    """Return the paragraphs of an HTML text, headings among them, and the first heading.

    Pictures, tables, notes on the side and share or copyright lines are left out, and what is of an epub:type of
    `leave_out`.
    """
    body = parse_body(text)
    if body is None:
        return [], ""
    for node in [node for node in body.iter() if leave_out.intersection((node.get("epub:type") or "").split())]:
        if node is body:
            return [], ""
        node.drop_tree()
    pieces = "".join(_pieces(body)).split("\x00")
    paragraphs = [fold_spaces(piece) for piece in pieces]
    kept = [line for line in paragraphs if line.strip() and not is_boilerplate(line) and not _APPEARED.fullmatch(line)]
    heading = next((fold(node.text_content()) for node in body.iter(*_HEADINGS)), "")
    return kept, heading if heading in map(fold, kept[:3]) else ""


def parse_body(text: str) -> Any:
    """Return the body of an HTML text as lxml's tree, or None where there is none."""
    from lxml import etree, html

    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1).replace("\x00", "")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser).find("body")
    except (etree.LxmlError, ValueError):
        return None


def _pieces(node: Any) -> Iterator[str]:
    """The text of a node; NUL stands where a block begins or ends."""
    yield node.text or ""
    for child in node:
        if isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            mark = "\x00" if child.tag in _BLOCKS else ""
            yield mark
            yield from _pieces(child)
            yield mark
        elif child.tag in {"table", "figure"}:
            yield "\x00"
        yield child.tail or ""
