"""An article with source, cue and content of its statements marked, as HTML without scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from quotetrack.ledger.rows import plain
from quotetrack.types import Attribution, Span, Statement


class _Look(NamedTuple):
    tag: str  # tells the kinds apart where a viewer drops all styles
    line: str
    colour: str
    tint: str
    meaning: str


# The three hues stay apart for protan, deutan and tritan eyes; the lines have a contrast of 3:1 or more on
# white and on #111, and the tints are translucent, so that the text keeps the colour of the page around it.
_LOOKS = {
    "content": _Look("u", "solid", "#0072B2", "rgba(0,114,178,.27)", "what is said"),
    "source": _Look("b", "double", "#D55E00", "rgba(213,94,0,.30)", "who is said to speak"),
    "cue": _Look("i", "dotted", "#CC79A7", "rgba(204,121,167,.35)", "the words that report it"),
}
_RANK = {kind: rank for rank, kind in enumerate(_LOOKS)}
_DEEPEST = 4

_LABEL = (
    "margin:0 2px;font-size:70%;line-height:1;font-style:normal;font-weight:normal;opacity:.8;"
    "white-space:nowrap;user-select:none"
)
# A <pre>, since viewers that rewrite HTML keep the empty lines of no other element.
_ARTICLE = (
    "max-width:46em;margin:0;padding:0;border:0;background:none;color:inherit;font:inherit;line-height:2;"
    "white-space:pre-wrap;word-break:normal;overflow-wrap:anywhere"
)
_LEGEND = "max-width:60em;margin-bottom:1em;line-height:2;font-size:85%"

Row = Mapping[str, object] | Statement | Attribution
Rows = pd.DataFrame | Iterable[Row]


@dataclass(frozen=True, repr=False)
class Highlight:
    """HTML that a notebook shows by itself. `article` is the marked text alone, `legend` what the marks mean."""

    article: str
    legend: str
    statements: int

    @property
    def html(self) -> str:
        """Legend and article, to be placed into any page; all text in it is escaped."""
        return f'<div class="quotetrack-highlight">{self.legend}{self.article}</div>'

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return f"<Highlight of {self.statements} statements; .html holds it>"


class _Passage(NamedTuple):
    start: int
    end: int
    kind: str


@dataclass
class _Mark:
    passage: _Passage
    titles: dict[str, None]  # what the mark shows when pointed at, in order and once each
    labels: dict[str, None]  # the speakers of the statements that end here

    @property
    def order(self) -> tuple[int, int]:
        """Of marks that open at one place, the one that reaches further goes outside."""
        return -self.passage.end, _RANK[self.passage.kind]


def highlight(text: str, statements: Rows) -> Highlight:
    """`text` with the statements of its document marked: source, cue, content, and the speaker behind it.

    text: a document's text, as ``Ledger.documents(text=True)`` has it.
    statements: the rows of that document from ``Ledger.statements()``, as a DataFrame or as mappings; of
    their columns `spans` and `speaker` are used, `polarity` and `document` where there. `Statement`s, as
    ``read_text(text)`` gives them, will do too, and `Attribution`s of a Stanza document, whose sources stand for
    the speakers.

    Raises ValueError when the rows lack `spans` or `speaker`, belong to several documents, or when a span
    lies outside of `text`, which then is another document's.
    """
    text = plain(text)
    rows = [_row(text, row) for row in _rows(statements)]
    _check_document(rows)
    marks: dict[_Passage, _Mark] = {}
    for number, row in enumerate(rows):
        speaker = _speaker(row)
        name = speaker or "speaker not known"
        title = f"{name} (denied)" if row.get("polarity") == "denied" else name
        passages = _passages(row, number, len(text))
        labelled = _last_in_paragraphs(text, passages)
        for passage in passages:
            mark = marks.setdefault(passage, _Mark(passage, {}, {}))
            mark.titles[title if passage.kind == "content" else f"{passage.kind}: {title}"] = None
            if passage in labelled:
                mark.labels[speaker or "?"] = None
    article = f'<pre class="quotetrack-article" style="{_ARTICLE}">{_nested(text, list(marks.values()))}</pre>'
    return Highlight(article, _legend(), len(rows))


def _rows(statements: Rows) -> list[Row]:
    if not isinstance(statements, pd.DataFrame):
        return list(statements)
    wanted = ("speaker", "spans", "polarity", "document")
    records = statements[[name for name in wanted if name in statements.columns]].to_dict("records")
    return [{str(name): value for name, value in record.items()} for record in records]


def _row(text: str, row: Row) -> Mapping[str, object]:
    if isinstance(row, Statement):
        return {
            "speaker": "; ".join(speaker.name for speaker in row.speakers),
            "polarity": row.polarity,
            "spans": {"content": row.content_spans, "source": row.source_span, "cue": row.cue_span},
        }
    if isinstance(row, Attribution):
        start, end = row.source or Span(0, 0)
        return {
            "speaker": " ".join(text[start:end].split()),
            "polarity": row.polarity,
            "spans": {"content": row.content, "source": row.source, "cue": row.cue},
        }
    return row


def _check_document(rows: Iterable[Mapping[str, object]]) -> None:
    names = sorted({str(row["document"]) for row in rows if "document" in row})
    if len(names) > 1:
        raise ValueError(
            f"the rows are of {len(names)} documents, {names[0]} and {names[1]} among them: "
            "pass those of one, as in frame[frame['document'] == name]"
        )


def _speaker(row: Mapping[str, object]) -> str:
    if "speaker" not in row or "spans" not in row:
        missing = "speaker" if "speaker" not in row else "spans"
        raise ValueError(f"the rows have no column '{missing}': pass rows of Ledger.statements()")
    speaker = row["speaker"]
    return plain(speaker) if isinstance(speaker, str) else ""  # pandas reads an empty cell of a CSV as NaN


def _passages(row: Mapping[str, object], number: int, length: int) -> list[_Passage]:
    """The spans of a row, those of no width left out."""
    spans = row["spans"]
    try:
        found: Any = json.loads(spans) if isinstance(spans, str) else spans
        passages = [_Passage(int(start), int(end), "content") for start, end in found["content"]]
        for kind in ("source", "cue"):
            if found.get(kind) is not None:
                start, end = found[kind]
                passages.append(_Passage(int(start), int(end), kind))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"row {number} has spans that cannot be read: {spans!r}") from error
    for start, end, kind in passages:
        if not 0 <= start <= end <= length:
            raise ValueError(
                f"row {number} has its {kind} at {start} to {end}, but the text has {length} characters: "
                "pass the text of the rows' own document"
            )
    return [passage for passage in passages if passage.start < passage.end]


def _last_in_paragraphs(text: str, passages: Iterable[_Passage]) -> set[_Passage]:
    """Where the speaker's label goes: behind the last part of the content, and where it leaves a paragraph."""
    parts = sorted((passage for passage in passages if passage.kind == "content"), key=lambda passage: passage.end)
    left = {part for part, then in pairwise(parts) if "\n" in text[part.end : then.start]}
    return left | set(parts[-1:])


def _nested(text: str, marks: list[_Mark]) -> str:
    """`text` with properly nested tags: a mark that crosses the end of another is closed there and goes on."""
    starting: dict[int, list[_Mark]] = {}
    for mark in marks:
        starting.setdefault(mark.passage.start, []).append(mark)
    edges = sorted({edge for mark in marks for edge in mark.passage[:2]})
    pieces: list[str] = []
    stack: list[_Mark] = []
    at = 0
    for edge in edges:
        pieces.append(escape(text[at:edge]))
        at = edge
        lowest = next((level for level, mark in enumerate(stack) if mark.passage.end == edge), len(stack))
        again = []
        while len(stack) > lowest:
            mark = stack.pop()
            pieces.append(f"</{_LOOKS[mark.passage.kind].tag}>")
            if mark.passage.end == edge:
                pieces.extend(_label(name) for name in mark.labels)
            else:
                again.append(mark)
        for mark in sorted([*again, *starting.get(edge, [])], key=lambda mark: mark.order):
            pieces.append(_opening(mark.passage.kind, "; ".join(mark.titles), len(stack)))
            stack.append(mark)
    pieces.append(escape(text[at:]))
    return "".join(pieces)


def _opening(kind: str, title: str, depth: int) -> str:
    """`depth` marks are open around this one; its line goes below theirs."""
    look = _LOOKS[kind]
    width = 3 if look.line == "double" else 2
    style = (
        f"text-decoration:none;background-color:{look.tint};border-bottom:{width}px {look.line} {look.colour};"
        f"padding-bottom:{3 * min(depth, _DEEPEST)}px"
    )
    return f'<{look.tag} class="quotetrack-{kind}" title="{escape(title)}" style="{style}">'


def _label(name: str) -> str:
    title = "speaker not known" if name == "?" else name
    return f'<sup class="quotetrack-speaker" title="{escape(title)}" style="{_LABEL}">{escape(name)}</sup>'


def _legend() -> str:
    items = []
    for kind in ("source", "cue", "content"):
        look = _LOOKS[kind]
        sample = f"{_opening(kind, look.meaning, 0)}{kind}</{look.tag}>"
        items.append(f"{sample}{_label('speaker') if kind == 'content' else ''} {look.meaning}")
    items.append(f"{_label('?')} speaker not known")
    joined = " &emsp; ".join(f'<span style="white-space:nowrap">{item}</span>' for item in items)
    return f'<div class="quotetrack-legend" style="{_LEGEND}">{joined}</div>'
