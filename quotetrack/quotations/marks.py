"""Quotation marks: which stretches of a text stand inside them.

Structure decides, not the marks alone: an apostrophe or an inch mark opens nothing, a paragraph that
re-opens continues the one before, and a stray mark spoils no more than its own paragraph.
"""

from __future__ import annotations

import re

_OPENING = {"“": "”", "„": "“”", "«": "»", "``": "''"}
_CLOSING = frozenset({"”", "»", "''"})
_MARK = re.compile(r"“|”|„|«|»|``|''|\"|(?<!\w)[‘'](?=\w)|(?<=[\w.,!?…])['’](?!\w)")
_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n(?!\s*\n)[^\n]+)*")
_SPACE_OR_OPENING = re.compile(r"[\s(\[{—–\-/:,“‘]")


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Offsets of the stretches between blank lines."""
    return [m.span() for m in _PARAGRAPH.finditer(text)]


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of the outermost quoted stretches, their marks included, in reading order.

    A stretch never crosses a paragraph: a quotation over three paragraphs gives three stretches.
    An opening mark that nothing closes quotes to the end of its paragraph.
    """
    spans: list[tuple[int, int]] = []
    for start, end in paragraphs(text):
        spans.extend(_paragraph_spans(text, start, end))
    return spans


def _paragraph_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    opened: tuple[int, str] | None = None  # where the open quotation begins, and its mark
    for match in _MARK.finditer(text, start, end):
        mark, at = match.group(), match.start()
        if mark in "'‘’":
            if opened is None and mark != "’":
                opened = (_single(text, at, end) and (at, mark)) or None
            elif opened and opened[1] in "'‘" and mark != "‘" and at == _single(text, opened[0], end):
                spans.append((opened[0], at + 1))
                opened = None
            continue
        if opened and opened[1] in "'‘":
            continue  # double marks within single ones are nested
        if mark == '"':
            opens = at == start or bool(_SPACE_OR_OPENING.match(text[at - 1]))
            closes = at + 1 >= end or not (text[at + 1].isalnum() or text[at + 1] in "$£€‘'“")
            if opened and (closes or not opens) and opened[1] in '"“„``':
                spans.append((opened[0], at + 1))
                opened = None
            elif opens and not (closes and at + 1 < end and text[at + 1].isspace()):
                opened = (at, mark)
        elif opened and (mark in _OPENING.get(opened[1], "") or mark in _CLOSING):
            spans.append((opened[0], at + len(mark)))
            opened = None
        elif mark in _OPENING:
            opened = (at, mark)
    if opened and opened[1] not in "'‘":
        spans.append((opened[0], end))
    return spans


def _single(text: str, start: int, end: int) -> int:
    """Where the single mark at `start` closes, 0 where it is an apostrophe or nothing closes it."""
    if re.match(r"['‘](?:\d0s|em|tis|twas|til|cause|n)\b", text[start : start + 8]):
        return 0
    candidates = [m.start() for m in re.finditer(r"(?<=[\w.,!?…”\"])['’](?!\w)", text[start + 1 : end])]
    candidates = [start + 1 + at for at in candidates]
    for at in candidates:  # the mark after a plural's s may be a possessive: it closes only before punctuation
        if text[at - 1] != "s" or at + 1 >= end or text[at + 1] in '.,;:!?)—–”"':
            return at
    return candidates[0] if candidates else 0
