"""Plain text: lines become paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from .firstlines import is_header_line

TRIM = " \t\r\f\v"  # not the no-break space
WIDEST_WRAP = 130  # a longer line was not wrapped by hand or by a mail program
SHORT_LINE = 60
HEADER_LINES = 8

# \x85, \u2028 and \u2029 are line ends too, and a form feed ends a page
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
SENTENCE_END = re.compile(r"""[.!?:…]["'’”)\]]*$""")
_LIST_ITEM = re.compile(r"(?:[-*•‣▪◦]\s+|\d{1,3}[.)]\s+|\(?[a-z]\)\s+)\S")
_LABEL = re.compile(r"(?:[QA][.:]|(?:[A-Z][\w.'’-]*)(?:\s[A-Z][\w.'’-]*){0,4}:)(?:\s|$)")


def paragraphs(text: str) -> list[str]:
    """Split plain text into its paragraphs, each one line.

    Blank lines separate paragraphs, and hard-wrapped lines within one are joined by a space. Lists,
    header lines (byline, outlet, date) and Q&A labels keep a line each. Text without any blank
    line has a paragraph a line, unless its lines are wrapped at a regular width. Spaces around a
    line go; no other character changes.
    """
    blocks = _blocks(normalise_newlines(text).split("\n"))
    wrapped = [block for block in blocks if len(block) > 2 and _longest(block) <= WIDEST_WRAP]
    width = max(map(_longest, wrapped), default=0)
    result: list[str] = []
    for block in blocks:
        result += join_lines(block, len(result), width, spaced=len(blocks) > 1)
    return result


def normalise_newlines(text: str) -> str:
    """Return `text` with every kind of line end as \\n."""
    return _LINE_END.sub("\n", text)


def join_lines(block: Sequence[str], before: int = 0, width: int = 0, spaced: bool = True) -> list[str]:
    """Join the lines of one block into paragraphs.

    `before` counts the paragraphs that precede the block, `width` is the width at which the file
    is wrapped (0: unknown), `spaced` says that the file has blank lines between paragraphs.
    """
    whole_lines = _longest(block) > WIDEST_WRAP or not (spaced or _is_wrapped(block, width))
    few_words = len(block) > 1 and all(len(line) <= SHORT_LINE and not SENTENCE_END.search(line) for line in block)
    indented = any(line[0].isspace() for line in block) and not all(line[0].isspace() for line in block)
    result: list[
        list[str]
    ] = []  # the lines of each paragraph: joined at once, else their cost would grow with its square
    listed = False
    for number, raw in enumerate(block):
        line = raw.strip(TRIM)
        listed = listed or (bool(result) and is_list_item(" ".join(result[-1][:2])))
        previous = block[number - 1].strip(TRIM) if number else ""
        if not number or begins_paragraph(
            previous,
            line,
            split=whole_lines or few_words,
            listed=listed,
            header=before + len(result) < HEADER_LINES,
            width=width,
            indent=indented and raw[0].isspace() and not block[number - 1][0].isspace(),
        ):
            result.append([line])
        else:
            result[-1].append(line)
    return [" ".join(lines) for lines in result]


def begins_paragraph(
    previous: str, line: str, *, split: bool, listed: bool, header: bool, width: int, indent: bool
) -> bool:
    """Whether `line` begins a paragraph of its own behind `previous`.

    `split`: the lines of the block are paragraphs, unless one goes on in lower case. `listed`: the paragraph is an
    item of a list. `header`: header lines may stand here. `width` is the width of full lines, 0 where it is unknown.
    `indent`: the line is indented as the first line of a paragraph.
    """
    if header and (is_header_line(previous) or is_header_line(line)):
        return True
    ended = bool(SENTENCE_END.search(previous)) or previous.endswith(";")
    if is_list_item(line) and (ended or split or listed):
        return True
    if _LABEL.match(line) and (ended or _LABEL.fullmatch(previous)):
        return True
    if line[0].islower() and not ended:
        return False
    if split or indent:
        return True
    room = width - len(previous) - 1 - len(line.split(maxsplit=1)[0])
    return ended and room > 0.3 * width  # the line was ended by hand


def is_list_item(line: str) -> bool:
    """Whether a line begins with the mark or the number of a list's item."""
    return bool(_LIST_ITEM.match(line))


def _is_wrapped(block: Sequence[str], width: int) -> bool:
    """Whether lines end where the next word would not have fitted, rather than where paragraphs end."""
    if len(block) < 4:
        return False
    full = sum(len(line) + 1 + len(after.split(maxsplit=1)[0]) > width for line, after in pairwise(block))
    return full > 0.6 * (len(block) - 1)


def _longest(lines: Iterable[str]) -> int:
    return max((len(line.strip(TRIM)) for line in lines), default=0)


def _blocks(lines: Iterable[str]) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(line.rstrip(TRIM))
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]
