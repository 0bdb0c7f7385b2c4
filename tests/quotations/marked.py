"""Sentences with their attribution marked: {source} [cue] <content>, for tests as tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from quotetrack.types import Attribution, Document, Parsed, Span

_BRACKETS = {"{": "source", "}": "source", "[": "cue", "]": "cue", "<": "content", ">": "content"}


def unmarked(sentence: str) -> tuple[str, Attribution]:
    """The text without its marks, and the attribution that they mark."""
    spans: dict[str, list[Span]] = {"source": [], "cue": [], "content": []}
    text, opened = "", 0
    for part in re.split(r"([{}\[\]<>])", sentence):
        if part in ("{", "[", "<"):
            opened = len(text)
        elif part in _BRACKETS:
            spans[_BRACKETS[part]].append(Span(opened, len(text)))
        else:
            text += part
    source, cue = (spans[role][0] if spans[role] else None for role in ("source", "cue"))
    return text, Attribution(tuple(spans["content"]), source, cue)


def parsed(reader: Any, sentences: Sequence[str]) -> list[tuple[Parsed, Attribution]]:
    """Each marked sentence as a parsed document of its own, in one batch, with its attribution."""
    pairs = [unmarked(sentence) for sentence in sentences]
    documents = [Document(str(number), text) for number, (text, _) in enumerate(pairs)]
    parser = reader._parser
    with parser.sharing():
        read = parser.read([document.text for document in documents])
        done = parser.parse(documents, read, lambda number, start, end: True)
    return [(doc, attribution) for doc, (_, attribution) in zip(done, pairs, strict=True)]
