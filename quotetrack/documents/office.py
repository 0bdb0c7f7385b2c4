"""Word and OpenDocument texts become paragraphs, with the title and date of their properties.

Tables, headers and footers, notes, comments, text boxes, fields and what is marked as deleted are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .build import Metadata
from .packages import LARGEST_PART, check_ratio, open_package, parse_xml, read_part
from .properties import made_on, plausible_title
from .reasons import Unreadable, need
from .text import join_lines, normalise_newlines

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WORD_LEFT_OUT = frozenset(
    [_WORD + tag for tag in ("drawing", "pict", "object", "moveFrom", "del", "tbl", "txbxContent")]
    + [_MARKUP + "AlternateContent"]
)
_WORD_CHARACTERS = {
    _WORD + "tab": " ", _WORD + "br": "\n", _WORD + "cr": "\n", _WORD + "noBreakHyphen": "-", _WORD + "ptab": " ",
}  # fmt: skip

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_ODT_LEFT_OUT = frozenset(
    [
        "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table",
        "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}frame",
        "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}custom-shape",
        _OFFICE + "annotation",
        _OFFICE + "forms",
    ]
    + [_TEXT + tag for tag in ("note", "tracked-changes", "table-of-content", "alphabetical-index", "bibliography")]
    + [_TEXT + tag for tag in ("illustration-index", "table-index", "user-index", "sequence-decls", "ruby-text")]
)
_ODT_PARAGRAPHS = frozenset(_TEXT + tag for tag in ("p", "h"))
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)


def read_docx(path: Path, stem: str = "") -> tuple[list[str], Metadata, str]:
    """Return the paragraphs of a Word document, what its properties say, and its heading."""
    need("docx", "office", "python-docx")
    with open_package(path, "a Word document") as package:
        # all of it is parsed
        size = sum(part.file_size for part in package.infolist() if part.filename.endswith((".xml", ".rels")))
        if size > LARGEST_PART:
            raise Unreadable(f"too large to be one article ({size // 1_000_000} MB): split it into articles")
        check_ratio(package, "a Word document")
    import docx

    try:
        with path.open("rb") as file:
            document = docx.Document(file)
        names = {style.style_id: style.name or "" for style in document.styles}
        properties = document.core_properties
        metadata = Metadata(title=plausible_title(properties.title, stem), made=made_on(properties.created))
        nodes = _word_paragraphs(document.element.body)
        parts = [(names.get(_word_style(node), ""), _word_text(node)) for node in nodes]
    except OSError:
        raise
    except Exception as error:  # whatever a damaged file makes python-docx raise
        why = type(error).__name__
        raise Unreadable(f"no Word document that can be opened ({why}): save it again as .docx, or as .txt") from error
    paragraphs, heading = _gather(parts)
    return paragraphs, metadata, heading


def read_odt(path: Path, stem: str = "") -> tuple[list[str], Metadata, str]:
    """Return the paragraphs of an OpenDocument text, what its properties say, and its heading."""
    with open_package(path, "an OpenDocument text") as package:
        try:
            manifest = read_part(package, "META-INF/manifest.xml")
        except KeyError:
            manifest = b""
        if b"encryption-data" in manifest:
            raise Unreadable("encrypted: save it again without a password")
        try:
            content = parse_xml(read_part(package, "content.xml"))
        except KeyError:
            raise Unreadable("no OpenDocument text in it: save it again as .odt, or as .txt") from None
        try:
            metadata = _odt_metadata(parse_xml(read_part(package, "meta.xml")), stem)
        except (KeyError, Unreadable):
            metadata = Metadata()
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise Unreadable("an OpenDocument file, but no text: save its text as .odt or .txt")
    parents = {
        style.get(_STYLE + "name"): style.get(_STYLE + "parent-style-name") or ""
        for style in content.iter(_STYLE + "style")
    }
    paragraphs, heading = _gather(_odt_paragraphs(body, parents))
    return paragraphs, metadata, heading


def _gather(parts: Iterable[tuple[str, str]]) -> tuple[list[str], str]:
    """Paragraphs with the names of their styles become paragraphs of one line each, and the article's heading."""
    paragraphs: list[str] = []
    heading, rank = "", 9
    for style, text in parts:
        if style.lower().startswith("toc ") or style.lower() in {"caption", "header", "footer"}:
            continue
        lines = [line for line in normalise_newlines(text).split("\n") if line.strip()]
        if not lines:
            continue
        level = _HEADING.match(style)
        this = 0 if style == "Title" else int(level[1]) if level else 9
        found = join_lines(lines, len(paragraphs)) if this == 9 else [" ".join(line.strip() for line in lines)]
        # a heading below the first prose is a section's, unless it is the title or the first of the first level
        if this < rank and (this < 2 or len(paragraphs) < 2):
            heading, rank = found[0], this
        paragraphs += found
    return paragraphs, heading


def _word_paragraphs(body: Any) -> Iterator[Any]:
    for node in body:
        if node.tag == _WORD + "p":
            yield node
        elif isinstance(node.tag, str) and node.tag not in _WORD_LEFT_OUT:
            yield from _word_paragraphs(node)  # content controls, insertions


def _word_style(paragraph: Any) -> str:
    style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
    return style.get(_WORD + "val") or "" if style is not None else ""


def _word_text(node: Any) -> str:
    parts = []
    for child in node:
        if child.tag == _WORD + "t":
            parts.append(child.text or "")
        elif child.tag in _WORD_CHARACTERS:
            parts.append(_WORD_CHARACTERS[child.tag])
        elif child.tag == _WORD + "r" and _is_hidden(child):
            continue
        elif isinstance(child.tag, str) and child.tag not in _WORD_LEFT_OUT and not child.tag.endswith("Pr"):
            parts.append(_word_text(child))
    return "".join(parts)


def _is_hidden(run: Any) -> bool:
    mark = run.find(f"{_WORD}rPr/{_WORD}vanish")
    return mark is not None and mark.get(_WORD + "val") not in {"0", "false", "off"}


def _odt_metadata(root: Any, stem: str) -> Metadata:
    title, made = root.find(f".//{_DUBLIN}title"), root.find(f".//{_META}creation-date")
    return Metadata(
        title=plausible_title(title.text if title is not None else "", stem),
        made=made_on(made.text if made is not None else ""),
    )


def _odt_paragraphs(node: Any, parents: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for child in node:
        if child.tag in _ODT_PARAGRAPHS:
            style = child.get(_TEXT + "style-name") or ""
            if child.tag == _TEXT + "h":
                level = child.get(_TEXT + "outline-level") or "1"
                yield "Title" if _is_title(style, parents) else f"Heading {level}", _odt_text(child)
            else:
                yield "Title" if _is_title(style, parents) else "", _odt_text(child)
        elif isinstance(child.tag, str) and child.tag not in _ODT_LEFT_OUT:
            yield from _odt_paragraphs(child, parents)  # sections, lists


def _is_title(style: str, parents: Mapping[str, str]) -> bool:
    return "Title" in (style, parents.get(style))


def _odt_text(node: Any) -> str:
    parts = [_folded(node.text)]
    for child in node:
        if child.tag == _TEXT + "s" or child.tag == _TEXT + "tab":
            parts.append(" ")
        elif child.tag == _TEXT + "line-break":
            parts.append("\n")
        elif isinstance(child.tag, str) and child.tag not in _ODT_LEFT_OUT:
            parts.append(_odt_text(child))
        parts.append(_folded(child.tail))
    return "".join(parts)


def _folded(text: str | None) -> str:
    """XML's white space, line ends included, is one space in OpenDocument; no-break spaces stay."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")
