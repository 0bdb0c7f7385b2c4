"""What a document, a statement, an attribution and a ledger show in a notebook."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.ledger import Ledger
from quotetrack.types import Attribution, Document, Skipped, Span, Speaker, Statement
from quotetrack.views import highlight

ATTACK = "\"><img src=x onerror=alert(1)><script>alert(2)</script>&lt;b&gt;' onmouseover='x"
RENHOLT = Speaker("Clara Renholt", "person", "Mayor", named=True)
SAFE = Statement(
    "q1", "The bridge is safe", (RENHOLT,), "name", "direct", "said", "Mayor Clara Renholt", confidence=0.9
)


def facts(html: str) -> dict[str, str]:
    """The facts by name; all tags nest, and none is other than ours."""

    class Reading(HTMLParser):
        def __init__(self) -> None:
            super().__init__(convert_charrefs=True)
            self.open: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag in ("div", "dl", "dt", "dd", "pre")
            assert {name for name, _ in attrs} <= {"class", "style", "tabindex", "aria-label"}
            self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    Reading().feed(html)
    pairs = re.findall(r"<dt [^>]*>([^<]*)</dt><dd [^>]*>([^<]*)</dd>", html)
    return {unescape(name): unescape(value) for name, value in pairs}


def shown(item: Any) -> str:
    html: str = item._repr_html_()
    return html


def test_a_document() -> None:
    html = shown(Document("news/bridge.txt", "Safe.\n\nIt holds.", "Bridge", "Ostre Courier", "2026-07", "file"))
    assert facts(html) == {
        "publisher": "Ostre Courier", "published": "2026-07 (file)", "name": "news/bridge.txt", "words": "3",
    }  # fmt: skip
    assert "Safe.\n\nIt holds.</pre>" in html
    assert ">Bridge</div>" in html


def test_a_statement() -> None:
    html = shown(SAFE)
    assert ">The bridge is safe</div>" in html
    assert facts(html) == {
        "speaker": "Clara Renholt (Mayor)", "source": "Mayor Clara Renholt (name)", "cue": "said", "kind": "direct",
        "confidence": "0.90", "place": "0 to 0, paragraph 0", "id": "q1",
    }  # fmt: skip
    assert facts(shown(Statement("q2", "It holds")))["speaker"] == "not known"


def test_an_attribution_has_places_and_highlight_its_words() -> None:
    text = "“It holds,” she\nsaid. “Nothing leaks.”"
    found = Attribution((Span(0, 11), Span(22, 38)), Span(12, 15), Span(16, 20), "direct", 0.5, polarity="denied")
    assert facts(shown(found)) == {
        "content": "0 to 11, 22 to 38", "source": "12 to 15", "cue": "16 to 20", "kind": "direct, denied",
        "confidence": "0.50",
    }  # fmt: skip
    marked = highlight(text, [found, Attribution((Span(0, 11),))]).article
    assert 'title="cue: she (denied)"' in marked
    assert ">she</sup>" in marked


@pytest.fixture
def ledger(tmp_path: Path) -> Any:
    with Ledger(tmp_path / "q.db") as book:
        yield book


def test_an_empty_ledger(ledger: Ledger) -> None:
    assert facts(shown(ledger)) == {"statements": "0", "articles": "0", "speakers": "0"}


def test_a_ledger_counts_and_says_when(ledger: Ledger) -> None:
    scan = ledger.begin_scan("1.2", "small", {})
    other = Statement("q2", "It holds", (Speaker("a senior official", "person"),))
    ledger.add(scan, Document("a.txt", "x", published="2026-07-08", date_basis="published"), [SAFE, other])
    ledger.add(scan, Document("b.txt", "y", published="2026-06", date_basis="published"), [SAFE])
    ledger.add(scan, Document("c.txt", "z"), [])
    ledger.skip(scan, Skipped("d.pdf", "no text in it"))
    assert facts(shown(ledger))["last scan"] == "runs or was broken off, quotetrack 1.2, model small"
    ledger.finish_scan(scan, {})
    found = facts(shown(ledger))
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC, quotetrack 1\.2, model small", found.pop("last scan"))
    assert found == {
        "statements": "3", "articles": "3, 1 skipped", "published": "2026-06 to 2026-07-08", "speakers": "2",
        "who says most": "Clara Renholt (2), a senior official (1)",
    }  # fmt: skip
    assert str(ledger.path) in unescape(shown(ledger))


def test_a_closed_ledger_says_so(tmp_path: Path) -> None:
    with Ledger(tmp_path / "q.db") as book:
        pass
    assert "closed" in facts(shown(book))["not readable"]


@given(st.one_of(st.just(ATTACK), st.text(max_size=60)))
def test_all_text_is_escaped(text: str) -> None:
    document = Document(text, text, text, text, "2026", "file", text, text)
    statement = Statement(
        text, text, (Speaker(text, role=text),), cue=text, source=text, context=text, medium=text, addressee=text
    )
    for item in (document, statement):
        html = shown(item)
        facts(html)
        assert "<script" not in html
        html.encode()
