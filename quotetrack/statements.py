"""Attributions and their speakers become the statements that the ledger keeps."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence

from quotetrack.quotations import paragraphs
from quotetrack.speakers import Resolved, certainty
from quotetrack.types import Attribution, Parsed, Span, Statement

_OUTERMOST = {"“": "”", '"': '"', "‘": "’", "'": "'", "«": "»", "„": "“”", "``": "''"}
_CONTEXT = 1200  # characters of context beyond which it is cut around the statement


def statements(parsed: Parsed, found: Sequence[Attribution], resolved: Sequence[Resolved]) -> list[Statement]:
    """One Statement an attribution, in reading order; `resolved` gives the speakers of `found` one by one."""
    text = parsed.document.text
    paragraph_starts = [start for start, _ in paragraphs(text)]
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    taken: set[str] = set()
    rows = []
    for attribution, who in zip(found, resolved, strict=True):
        start, end = attribution.content[0].start, attribution.content[-1].end
        rows.append(
            Statement(
                statement_id=_identifier(digest, attribution.content, taken),
                claim=claim(text, attribution),
                speakers=who.speakers,
                resolution=who.resolution,
                quotation_type=attribution.quotation_type,
                cue=_folded(text, attribution.cue),
                source=_folded(text, attribution.source),
                attribution_type=attribution.attribution_type,
                polarity=attribution.polarity,
                addressee=_folded(text, attribution.addressee),
                medium=_folded(text, attribution.medium),
                context=_context(parsed, attribution),
                said_on=attribution.said_on or parsed.document.published,
                date_basis="stated" if attribution.said_on else parsed.document.date_basis,
                confidence=round(attribution.confidence * certainty(attribution, who), 3),
                start=start,
                end=end,
                paragraph=bisect_right(paragraph_starts, start),
                content_spans=attribution.content,
                source_span=attribution.source,
                cue_span=attribution.cue,
            )
        )
    return rows


def _identifier(digest: str, content: Sequence[Span], taken: set[str]) -> str:
    """The same for the same text and spans on every machine; a second statement of one content gets a suffix."""
    spans = ";".join(f"{span.start}-{span.end}" for span in content)
    identifier = (
        "q" + hashlib.sha256(f"{digest} {spans}".encode()).hexdigest()[:12]
    )  # a spreadsheet reads 12e45 as a number
    number = 1
    while (unique := identifier if number == 1 else f"{identifier}-{number}") in taken:
        number += 1
    taken.add(unique)
    return unique


def _folded(text: str, span: Span | None) -> str:
    return "" if span is None else " ".join(text[span.start : span.end].split())


def claim(text: str, attribution: Attribution) -> str:
    """The content in reading order, whitespace folded; parts joined with " … ".

    A direct quotation loses its outermost marks, and every claim the comma that its sentence put after it.
    """
    parts = [_folded(text, part) for part in attribution.content]
    if attribution.quotation_type == "direct":
        parts = [_without_marks(part) for part in parts]
    joined = " … ".join(part for part in parts if part)
    return joined[:-1].rstrip() if joined.endswith(",") else joined


def _without_marks(part: str) -> str:
    for opening, closing in _OUTERMOST.items():
        if part.startswith(opening):
            inner = part[len(opening) :]
            for mark in (closing, *closing):
                if inner.endswith(mark):
                    inner = inner[: -len(mark)]
                    break
            # marks left unbalanced within belong to a second quotation, not to nested ones
            balanced = opening in "'\"‘" or inner.count(opening) == inner.count(closing[0])
            return inner if balanced else part
    return part


def _context(parsed: Parsed, attribution: Attribution) -> str:
    """The sentences that the statement touches; for a content alone, the sentence before it too."""
    spans = [*attribution.content, *(s for s in (attribution.source, attribution.cue) if s)]
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    touched = _sentences(parsed, start, end)
    if not touched:
        return _folded(parsed.document.text, Span(start, end))
    first, last = touched
    if attribution.source is None and first > 0:
        first -= 1
    begin, finish = parsed.sentences[first].start, parsed.sentences[last].end
    if finish - begin > _CONTEXT:
        begin, finish = max(begin, start - 200), min(finish, max(end + 200, start + _CONTEXT))
    return _folded(parsed.document.text, Span(begin, finish))


def _sentences(parsed: Parsed, start: int, end: int) -> tuple[int, int] | None:
    starts = [s.start for s in parsed.sentences]
    first, last = bisect_right(starts, start) - 1, bisect_right(starts, end - 1) - 1
    return (max(first, 0), max(last, 0)) if starts else None
