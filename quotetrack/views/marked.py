"""An article's paragraphs with its statements marked, for the report: classes and anchors, no styles of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

COLOURS = 8  # that the report's style sheet tells apart; further speakers share the grey one, number 0


@dataclass(frozen=True)
class Marked:
    """What is marked of one statement: `number` is its place in the report, `colour` its speaker's."""

    number: int
    speaker: str
    colour: int
    content: Sequence[tuple[int, int]]
    source: tuple[int, int] | None = None
    cue: tuple[int, int] | None = None


def colours(speakers: Sequence[str]) -> dict[str, int]:
    """A colour for each speaker of an article, by how much they say; the names as the column speaker has them, in order
    of the text."""
    counted = Counter(name for name in speakers if name)  # equal counts stay in order of the text
    ranked = [name for name, _ in counted.most_common()]
    return {name: rank if rank <= COLOURS else 0 for rank, name in enumerate(ranked, 1)}


def marked_statements(rows: Sequence[Mapping[str, Any]], length: int, known: Mapping[str, int]) -> list[Marked]:
    """From rows with number, speaker and spans (as JSON has them) of one document, whose text has `length` characters;
    spans that lie outside of it, which then is another text, are left out. known: what `colours` gives."""
    found = []
    for row in rows:
        spans = {name: [tuple(part)] if name != "content" and part else part for name, part in row["spans"].items()}
        inside = {
            name: [(start, end) for start, end in parts or () if 0 <= start < end <= length]
            for name, parts in spans.items()
        }
        source, cue = (next(iter(inside.get(name, ())), None) for name in ("source", "cue"))
        colour = known.get(row["speaker"], 0)
        found.append(Marked(row["number"], row["speaker"], colour, inside.get("content", ()), source, cue))
    return found


def paragraphs(text: str, statements: Sequence[Marked]) -> str:
    """HTML of the text, a <p> for each of its paragraphs, everything in it escaped.

    What is said stands in <mark class="c3"> with its speaker's colour, the words that report it in <i>, who is said to
    speak in <b>; id "s12" is where statement 12 begins, and <cite> names the speaker where a part of it ends.
    """
    pieces = []
    at = 0
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            pieces.append(f"<p>{_paragraph(text, at, at + len(paragraph), statements)}</p>")
        at += len(paragraph) + 2
    return "\n".join(pieces)


def _paragraph(text: str, first: int, last: int, statements: Sequence[Marked]) -> str:
    """The text from first to last, cut wherever a span begins or ends."""
    here = [s for s in statements if any(start < last and end > first for start, end in _spans(s))]
    edges = {min(max(edge, first), last) for s in here for span in _spans(s) for edge in span} | {first, last}
    cuts = sorted(edges)
    pieces = []
    for start, end in pairwise(cuts):
        pieces.append(_piece(text[start:end], start, here))
        pieces += [
            f" <cite>{escape(s.speaker or '?')}</cite>" for s in here if end == _last_here(s, first, last)
        ]  # fmt: skip
    return "".join(pieces)


def _piece(text: str, start: int, statements: Sequence[Marked]) -> str:
    html = escape(text)
    if any(s.cue and s.cue[0] <= start < s.cue[1] for s in statements):
        html = f"<i>{html}</i>"
    if any(s.source and s.source[0] <= start < s.source[1] for s in statements):
        html = f"<b>{html}</b>"
    said = [(part[0], s) for s in statements for part in s.content if part[0] <= start < part[1]]
    if said:
        inner = max(said, key=lambda found: found[0])[1]  # a statement within a statement
        html = f'<mark class="c{inner.colour}">{html}</mark>'
    anchors = "".join(f'<a id="s{s.number}"></a>' for s in statements if s.content and s.content[0][0] == start)
    return anchors + html


def _spans(statement: Marked) -> list[tuple[int, int]]:
    return [*statement.content, *(span for span in (statement.source, statement.cue) if span)]


def _last_here(statement: Marked, first: int, last: int) -> int | None:
    """Where the last part of a content that stands between first and last ends, at most at last."""
    ends = [min(end, last) for start, end in statement.content if start < last and end > first]
    return max(ends, default=None)
