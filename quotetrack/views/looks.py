"""What a document, a statement, an attribution and a ledger look like in a notebook: HTML without scripts.

Colours are those of the page around, so that light and dark themes do; all text is escaped.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from html import escape

from quotetrack.errors import LedgerError
from quotetrack.ledger import Ledger, dated
from quotetrack.ledger.rows import plain
from quotetrack.types import Attribution, Document, Span, Statement

_CARD = (
    "max-width:60em;margin:.3em 0;padding:.5em .9em;border:1px solid rgba(128,128,128,.45);border-radius:4px;"
    "line-height:1.5;color:inherit"
)
_HEAD = "font-weight:bold;font-size:110%;overflow-wrap:anywhere"
_FACTS = "display:grid;grid-template-columns:max-content 1fr;gap:0 1em;margin:.3em 0 0"
# float and width undo what some themes do to lists of this kind
_NAME = "margin:0;float:none;width:auto;font-weight:normal;white-space:nowrap;opacity:.75"
_VALUE = "margin:0;padding:0;overflow-wrap:anywhere"
_TEXT = (
    "max-height:24em;overflow:auto;margin:.5em 0 0;padding:.5em 0 0;border:0;background:none;color:inherit;"
    "font:inherit;border-top:1px solid rgba(128,128,128,.45);"
    "white-space:pre-wrap;word-break:normal;overflow-wrap:anywhere"
)
_HINT = "opacity:.75"
_MOST = 5  # speakers of a ledger

Facts = Iterable[tuple[str, object]]


def document(shown: Document) -> str:
    """Title, what is known of the article, and its text, which scrolls where it is long."""
    published = f"{shown.published} ({shown.date_basis})" if shown.published else ""
    facts = (
        ("publisher", shown.publisher), ("author", shown.author), ("published", published), ("url", shown.url),
        ("name", shown.name), ("words", f"{len(shown.text.split()):,}"),
    )  # fmt: skip
    text = f'<pre tabindex="0" aria-label="text" style="{_TEXT}">{_escaped(shown.text)}</pre>'
    return _card("document", shown.title or shown.name, facts, text)


def statement(shown: Statement) -> str:
    """Who says what, and what the row of the ledger holds beside."""
    speakers = "; ".join(f"{who.name} ({who.role})" if who.role else who.name for who in shown.speakers)
    found = f"{shown.source} ({shown.resolution})" if shown.source else shown.resolution
    said_on = f"{shown.said_on} ({shown.date_basis})" if shown.said_on else ""
    kind = ", ".join(filter(None, (shown.quotation_type, shown.attribution_type, shown.polarity)))
    facts = (
        ("speaker", speakers or "not known"), ("source", found), ("cue", shown.cue), ("to", shown.addressee),
        ("where", shown.medium), ("said on", said_on), ("kind", kind), ("confidence", f"{shown.confidence:.2f}"),
        ("context", shown.context), ("place", f"{shown.start} to {shown.end}, paragraph {shown.paragraph}"),
        ("id", shown.statement_id),
    )  # fmt: skip
    return _card("statement", shown.claim, facts)


def attribution(shown: Attribution) -> str:
    """Where source, cue and content stand: an attribution does not hold the text itself."""
    kind = ", ".join(filter(None, (shown.quotation_type, shown.attribution_type, shown.polarity)))
    facts = (
        ("content", ", ".join(map(_place, shown.content))), ("source", _place(shown.source)),
        ("cue", _place(shown.cue)), ("to", _place(shown.addressee)), ("where", _place(shown.medium)),
        ("said on", shown.said_on), ("kind", kind), ("carried on", "yes" if shown.carried else ""),
        ("confidence", f"{shown.confidence:.2f}"),
    )  # fmt: skip
    hint = f'<div style="{_HINT}">quotetrack.highlight(text, [attribution]) shows its words</div>'
    return _card("attribution", "Attribution", facts, hint)


def ledger(shown: Ledger) -> str:
    """How much it holds, of which time, who says most, and the last scan."""
    try:
        return _card("ledger", f"Ledger {shown.path}", _ledger_facts(shown))
    except (LedgerError, sqlite3.ProgrammingError) as error:  # the latter of one that is closed
        return _card("ledger", f"Ledger {shown.path}", [("not readable", error)])


def _ledger_facts(shown: Ledger) -> list[tuple[str, object]]:
    documents, speakers, scans = dated(shown.documents()), shown.speakers(), shown.scans()
    read = documents[documents["status"] == "read"]
    skipped = len(documents) - len(read)
    days = sorted(day for day in read["published"] if day)
    known = speakers[speakers["speaker_type"].isin(["person", "organization"])]
    most = known.sort_values(["statements", "name"], ascending=[False, True]).head(_MOST)
    facts: list[tuple[str, object]] = [
        ("statements", f"{int(read['statements'].sum()):,}"),
        ("articles", f"{len(read):,}" + (f", {skipped:,} skipped" if skipped else "")),
        ("published", " to ".join(dict.fromkeys((days[0], days[-1]))) if days else ""),
        ("speakers", f"{len(known):,}"),
        ("who says most", ", ".join(f"{row.name} ({row.statements:,})" for row in most.itertuples(index=False))),
    ]
    if len(scans):
        last = scans.iloc[-1]
        ended = last["finished"] == last["finished"]  # NaT is not
        when = f"{last['finished']:%Y-%m-%d %H:%M} UTC" if ended else "runs or was broken off"
        facts.append(("last scan", f"{when}, quotetrack {last['version']}, model {last['model']}"))
    return facts


def _place(span: Span | None) -> str:
    return f"{span.start} to {span.end}" if span else ""


def _escaped(text: object) -> str:
    return escape(plain(str(text)))


def _card(kind: str, head: str, facts: Facts, more: str = "") -> str:
    """A framed heading with a list of facts, those that are empty left out."""
    rows = "".join(
        f'<dt style="{_NAME}">{_escaped(name)}</dt><dd style="{_VALUE}">{_escaped(value)}</dd>'
        for name, value in facts
        if value not in ("", None)
    )
    return (
        f'<div class="quotetrack-{kind}" style="{_CARD}"><div style="{_HEAD}">{_escaped(head)}</div>'
        f'<dl style="{_FACTS}">{rows}</dl>{more}</div>'
    )
