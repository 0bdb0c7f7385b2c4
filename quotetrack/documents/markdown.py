"""Markdown becomes plain paragraphs; YAML (or TOML) front matter becomes metadata."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from .build import Metadata, fold
from .dates import parse_date
from .firstlines import one_person
from .text import join_lines, normalise_newlines

_FRONT_MATTER = re.compile(r"\s*(---|\+\+\+)[ \t]*\n(.*?)(?:^|\n)(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML_LINE = re.compile(r"""^\s*(\w+)\s*=\s*["']?(.*?)["']?\s*$""", re.MULTILINE)
_DROPPED_HTML = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|figure|iframe|table|svg|video|audio)\b.*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:?")

_KEYS: Mapping[str, Sequence[str]] = {
    "title": ("title", "headline"),
    "publisher": ("publisher", "source", "outlet", "site", "site_name", "newspaper", "publication"),
    "published": ("date", "published", "published_at", "publish_date", "pubdate", "date_published", "datetime"),
    "author": ("author", "by", "byline", "authors"),
    "url": ("url", "link", "source_url", "canonical_url", "permalink"),
}


def read_markdown(text: str) -> tuple[list[str], Metadata, str]:
    """Return the paragraphs of a Markdown text, the metadata of its front matter and its first heading.

    Emphasis, links and escapes leave their words; images, code blocks and tables go; headings, list
    items and the paragraphs of quotations are paragraphs of their own.
    """
    text = normalise_newlines(text)
    metadata = Metadata()
    front = _FRONT_MATTER.match(text)
    if front:
        fields = _front_matter(front[1], front[2])
        if fields is not None:
            metadata, text = _metadata(fields), text[front.end() :]
    paragraphs, heading = _render(MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text))
    return paragraphs, metadata, heading


def _render(tokens: Sequence[Token]) -> tuple[list[str], str]:
    paragraphs: list[str] = []
    heading, level_one, in_table, in_heading = "", False, 0, ""
    for token in tokens:
        if token.type in {"table_open", "table_close"}:
            in_table += token.nesting
        elif token.type in {"heading_open", "heading_close"}:
            in_heading = token.tag if token.nesting == 1 else ""
        elif in_table:
            continue
        elif token.type == "inline":
            found = [paragraph for part in _inline(token.children or []) for paragraph in _paragraphs(part, paragraphs)]
            # a heading below the first prose is a section's, unless it is the first h1
            if in_heading and found and (not level_one if in_heading == "h1" else not heading and len(paragraphs) < 2):
                heading, level_one = " ".join(found), in_heading == "h1"
            paragraphs += [" ".join(found)] if in_heading and found else found
        elif token.type == "html_block":
            rest = html.unescape(_TAG.sub("", _DROPPED_HTML.sub("", token.content)))
            for part in re.split(r"\n\s*\n", rest):
                paragraphs += _paragraphs(part, paragraphs)
    return paragraphs, heading


def _paragraphs(part: str, before: Sequence[str]) -> list[str]:
    lines = [line for line in part.split("\n") if line.strip()]
    return join_lines([line.strip(" \t") for line in lines], len(before)) if lines else []


def _inline(children: Sequence[Token]) -> list[str]:
    """The words of inline tokens; a hard line break begins another part."""
    parts: list[list[str]] = [[""]]
    for token in children:
        if token.type in {"text", "text_special"}:
            parts[-1].append(_FOOTNOTE.sub("", token.content))
        elif token.type == "code_inline":
            parts[-1].append(token.content)
        elif token.type == "image":
            parts[-1][-1] = parts[-1][-1].removesuffix(" ")  # else two spaces where it stood
        elif token.type == "softbreak":
            parts[-1].append("\n")
        elif token.type == "hardbreak" or (token.type == "html_inline" and token.content.lower().startswith("<br")):
            parts.append([""])
    return list(map("".join, parts))


def _front_matter(fence: str, block: str) -> dict[str, Any] | None:
    if fence == "+++":
        return dict(_TOML_LINE.findall(block))
    try:
        # BaseLoader builds strings only: no objects, and a date such as February 30 is no error
        fields = yaml.load(block, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        # a colon in an unquoted title is the usual cause: read what is plainly "key: value"
        return dict(re.findall(r"""(?m)^(\w+)[ \t]*:[ \t]*["']?(.*?)["']?[ \t]*$""", block)) or None
    if fields is None:
        return {}
    return fields if isinstance(fields, dict) else None  # else two rules with prose between them


def _metadata(fields: Mapping[str, Any]) -> Metadata:
    lowered = {str(key).casefold().replace("-", "_").replace(" ", "_"): value for key, value in fields.items()}
    found = {name: next(filter(None, (_string(lowered.get(key)) for key in keys)), "") for name, keys in _KEYS.items()}
    url = found["url"] if re.match(r"https?://|www\.", found["url"]) else ""
    publisher = found["publisher"]
    if re.match(r"https?://", publisher):  # "source" often is the link
        url, publisher = url or publisher, ""
    return Metadata(found["title"], publisher, parse_date(found["published"]), url, one_person(found["author"]))


def _string(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    return fold(value) if isinstance(value, str) else ""
