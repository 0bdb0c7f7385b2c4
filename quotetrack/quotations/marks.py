"""Quotation marks: which stretches of a text stand inside them.

Structure decides, not the marks alone: an apostrophe or an inch mark opens nothing, a paragraph that
re-opens continues the one before, and a stray mark spoils no more than its own paragraph.
"""

from __future__ import annotations

import re

_OPENING = {"“": "”", "„": "“”", "«": "»", "``": "''"}
_CLOSING = frozenset({"”", "»", "''"})
_MARK = re.compile(r"“|”|„|«|»|``|''|\"|(?<!\w)[‘'](?=\w)|(?<=[\w.,!?…])['’](?!\w)")
_CLOSING_SINGLE = re.compile(r"(?<=[\w.,!?…”\"])['’](?!\w)")
_LONGEST_SINGLE = 2000  # characters within which single marks must close
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
    single = 0  # where an open quotation in single marks will close
    for match in _MARK.finditer(text, start, end):
        mark, at = match.group(), match.start()
        if opened and single:
            if at < single:
                continue  # whatever stands within single marks is nested
            spans.append((opened[0], single + 1))
            closing, opened, single = single, None, 0
            if at == closing:
                continue
        if mark in "'‘’":
            if opened is None and mark != "’":
                single = _single(text, at, end)
                opened = (at, mark) if single else None
            continue
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
        elif mark in _OPENING or (mark == "”" and _begins(text, start, at, end)):
            opened = (at, mark)
    if opened:
        spans.append((opened[0], single + 1 if single else end))
    return spans


def _begins(text: str, start: int, at: int, end: int) -> bool:
    """Whether a closing mark stands where one opens: before a word, at the paragraph's beginning or after a space."""
    return (at == start or text[at - 1].isspace()) and at + 1 < end and text[at + 1].isalnum()


def _single(text: str, start: int, end: int) -> int:
    """Where the single mark at `start` closes, 0 where it is an apostrophe or nothing closes it."""
    if re.match(r"['‘](?:\d0s|em|tis|twas|til|cause|n)\b", text[start : start + 8]):
        return 0
    first = 0
    for match in _CLOSING_SINGLE.finditer(text, start + 1, min(end, start + _LONGEST_SINGLE)):
        at = match.start()
        # the mark after a plural's s may be a possessive: it closes only before punctuation
        if text[at - 1] != "s" or at + 1 >= end or text[at + 1] in '.,;:!?)—–”"':
            return at
        first = first or at
    return first
