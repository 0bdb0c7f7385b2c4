"""Lines that stand among an article's paragraphs and are none: links to more, calls to subscribe, credits, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .firstlines import is_header_line
from .text import SENTENCE_END

_TOP = 8  # paragraphs among which header lines are looked for
_LABELS = (  # with a colon behind
    "read (?:also|more|next)|also read|see also|related(?: (?:articles?|stories|links))?|more on this(?: topic)?",
    "more (?:news|stories|releases|articles)|(?:press|media|news) (?:office|contacts?|enquiries)|our standards",
    "have your say|share (?:this|on)|follow us|sign up for|subscribe to|correction|clarification|editor[’']s note",
)
_ALONE = "read more|see also|continue reading|related stories|share this article"
_BEGINNINGS = (
    r"(?:please )?(?:sign up|subscribe) (?:to|for) (?:our|the) |you(?:[’']| a)re receiving this |unsubscribe\b",
    r"(?:have|got|do you have) a (?:news )?(?:tip|story)\?",
    r"this (?:website|newspaper|publication) [^.]{0,60}\badheres?\b",
    r"an earlier version of this (?:article|story|report)\b|a version of this article appear(?:s|ed) in print",
    r"(?:first )?broadcast on \d|(?:article|page) printed from\b|(?:url to|find this) article\b|— [^@]{1,60}\(@\w+\)",
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*\d{4}|all rights reserved\b",
    r"(?:photo|photograph|image|picture)s?\s*(?:credit)?:",
)
_BOILERPLATE = re.compile(
    rf"(?:{'|'.join(_LABELS)})\b\s*[:|–—]|(?:{_ALONE})\W*$|{'|'.join(_BEGINNINGS)}", re.IGNORECASE
)
_CREDIT = re.compile(
    r"\b(?:[Pp]hoto(?:graph)?|[Ii]mage|[Pp]icture|[Ii]llustration)s?(?:\s+by|\s*:|/)\s*[A-Z][\w./&’' -]{1,50}\)?$"
)  # at the end of a caption
_ADDRESS = re.compile(r"\S(?:@| at )[\w-]+(?:\.[\w-]+)+")
_ABOUT_AUTHOR = re.compile(r" (?:is|covers|writes|reports|can be reached|contributed)\b")


def is_boilerplate(line: str) -> bool:
    """Whether a line links to more, calls to share or subscribe, corrects, or ends in a caption's credit."""
    return bool(_BOILERPLATE.match(line) or _CREDIT.search(line))


def without_boilerplate(lines: Sequence[str]) -> list[str]:
    """Drop boilerplate lines, and what follows one behind the last sentence, such as an address."""
    is_sentence = [bool(SENTENCE_END.search(line)) and not is_boilerplate(line) for line in lines]
    end = max((number for number, sentence in enumerate(is_sentence, 1) if sentence), default=len(lines))
    tail = next((number for number in range(end, len(lines)) if is_boilerplate(lines[number])), len(lines))
    return [line for line in lines[:tail] if not is_boilerplate(line)]


def without_header_lines(lines: Sequence[str]) -> list[str]:
    """Drop the byline, the date line and an address from the first paragraphs."""
    return [line for number, line in enumerate(lines) if number >= _TOP or not _is_header(line)]


def without_author_note(lines: Sequence[str], author: str) -> list[str]:
    """Drop a last line that says who the author is: "Mara Linde covers the harbour"."""
    last = lines[-1] if lines else ""
    told = author and last.startswith(author) and _ABOUT_AUTHOR.match(last[len(author) :])
    return list(lines[:-1] if told else lines)


def _is_header(line: str) -> bool:
    address = _ADDRESS.search(line) and not SENTENCE_END.search(line)
    return is_header_line(line) or bool(address) or not re.search(r"[^\W\d_]", line)
