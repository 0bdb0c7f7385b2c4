"""Transcripts and interviews: lines that begin with who speaks and a colon ("RENHOLT: We stay.", "A: We stay.")."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from quotetrack.types import Span

_OPENING = "[\"“'‘]?"
_NAME = r"[^\W\d_a-z][\w.'’-]*(?:[^\S\n]+[^\W\d_a-z][\w.'’-]*){0,3}"
_TITLE_WORDS = r"(?:[^\S\n]*\([^()\n]{1,40}\))?"  # RENHOLT (via interpreter):
_LABEL = re.compile(
    rf"^[^\S\n]*(?P<mark>{_OPENING})(?P<name>{_NAME}){_TITLE_WORDS}(?P<colon>:)[^\S\n]+(?=[^\s])", re.MULTILINE
)
_INTERVIEW = re.compile(
    rf"^[^\S\n]*(?P<mark>{_OPENING})(?P<name>Q(?:uestion)?|A(?:nswer)?)(?P<colon>[:.])[^\S\n]+(?=[^\s])", re.MULTILINE
)
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_MARKS = "\"“”'‘’"
_QUESTION, _ANSWER = ("Q", "Question"), ("A", "Answer")
_BETWEEN = 3  # lines without a label that a turn may go on for, where another turn follows


@dataclass(frozen=True)
class Turn:
    """What one speaker says until the next one does."""

    speaker: Span
    colon: Span
    content: tuple[Span, ...]


def turns(text: str) -> list[Turn]:
    """The turns of a text, in reading order; none where no speaker has two: other words before a colon ("UPDATE:")
    do not come back, or have no sentence behind them."""
    labels = [m for m in _LABEL.finditer(text) if m["name"][1:] and m["name"] not in _QUESTION + _ANSWER]
    capitals = [m for m in labels if m["name"].isupper()]
    names = [m for m in labels if not m["name"].isupper() and _is_sentence(text[m.end() : _end(text, m)])]
    labels = sorted(_transcript(capitals) + _transcript(names) + _interview(text), key=re.Match.start)
    found = []
    for number, label in enumerate(labels):
        following = labels[number + 1].start() if number + 1 < len(labels) else None
        content = tuple(
            line for line in _lines(text, label, following) if re.search(r"\w", text[line.start : line.end])
        )
        if content and label["name"] not in _QUESTION:  # a question claims nothing
            found.append(Turn(Span(*label.span("name")), Span(*label.span("colon")), content))
    return found


def _transcript(labels: list[re.Match[str]]) -> list[re.Match[str]]:
    """The labels if one of them is there twice, with the same last word."""
    last_words = Counter(label["name"].split()[-1].casefold() for label in labels)
    return labels if any(count > 1 for count in last_words.values()) else []


def _interview(text: str) -> list[re.Match[str]]:
    """The labels of questions and answers, where there are two answers to one question or more."""
    labels = list(_INTERVIEW.finditer(text))
    answers = sum(label["name"] in _ANSWER for label in labels)
    return labels if 1 < answers < len(labels) else []


def _is_sentence(line: str) -> bool:
    return len(line.split(maxsplit=3)) > 3 and line.rstrip(f" )]{_MARKS}").endswith((".", "!", "?", "…", "—", "-"))


def _is_aside(line: str) -> bool:
    """(APPLAUSE), [crosstalk]"""
    line = line.strip(f" .{_MARKS}")
    return line.startswith(("(", "[")) and line.endswith((")", "]"))


def _end(text: str, label: re.Match[str]) -> int:
    """Where the label's line ends."""
    end = text.find("\n", label.end())
    return len(text) if end < 0 else end


def _lines(text: str, label: re.Match[str], following: int | None) -> list[Span]:
    """The stretches of a turn, one a line: the label's own line, and those until the next label if it is near."""
    own = _end(text, label)
    spans = [_bare(text, label.end(), own)]
    more: list[Span] = []
    for line in _LINE.finditer(text, own, len(text) if following is None else following):
        if len(more) == _BETWEEN:
            return spans if not label["mark"] else spans + more
        if label["mark"] and line.group().lstrip()[0] not in label["mark"]:
            return spans + more
        if following is None and not label["mark"]:
            return spans
        if not _is_aside(line.group()):
            more.append(_bare(text, *line.span()))
    return spans + more


def _bare(text: str, start: int, end: int) -> Span:
    """Without spaces around, and without a quotation mark that has no other in the line."""
    part = text[start:end]
    part = part.rstrip()
    start += len(part) - len(part.lstrip())
    part = part.lstrip()
    if len(re.findall('["“”]', part)) == 1:
        start += len(part) - len(part.lstrip('"“”'))
        part = part.strip('"“”')
    return Span(start, start + len(part))
