from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.types import Span, Speaker, Statement
from quotetrack.views import highlight

TEXT = (
    '"The sluice is dry," Mara Quist said, adding that Odo Vell believes the gate will hold.\n\n'
    'She denied that it leaks. "It never did," she said.'
)
ATTACK = "\"><img src=x onerror=alert(1)><script>alert(2)</script>&lt;b&gt;' onmouseover='x"


def at(words: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def row(speaker: object, *content: tuple[int, int], **others: object) -> dict[str, object]:
    spans = {"content": content, "source": others.pop("source", None), "cue": others.pop("cue", None)}
    return {"speaker": speaker, "spans": json.dumps(spans), **others}


def stripped(article: str) -> str:
    without_labels = re.sub(r"<sup [^>]*>[^<]*</sup>", "", article)
    return unescape(re.sub(r"<[^>]*>", "", without_labels))


class Reading(HTMLParser):
    """The tags with their attributes; fails when they do not nest."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def labels(self) -> list[str | None]:
        return [attributes["title"] for tag, attributes in self.seen if tag == "sup"]

    def titles(self, kind: str) -> list[str | None]:
        return [a["title"] for _, a in self.seen if a.get("class") == f"quotetrack-{kind}"]


def test_marks_source_cue_and_content_with_the_speaker() -> None:
    rows = [row("Mara Quist", at('"The sluice is dry,"'), source=at("Mara Quist"), cue=at("said"))]
    shown = highlight(TEXT, rows)
    assert re.search(r'<u [^>]*title="Mara Quist"[^>]*>&quot;The sluice is dry,&quot;</u><sup', shown.article)
    assert re.search(r'<b [^>]*title="source: Mara Quist"[^>]*>Mara Quist</b>', shown.article)
    assert re.search(r'<i [^>]*title="cue: Mara Quist"[^>]*>said</i>', shown.article)
    assert stripped(shown.article) == TEXT
    for kind in ("source", "cue", "content"):
        assert len(Reading(shown.legend).titles(kind)) == 1
    assert shown._repr_html_() == shown.html
    assert shown.legend in shown.html
    assert shown.article in shown.html
    assert len(repr(shown)) < 80


def test_frames_statements_and_mappings_give_the_same() -> None:
    content, source, cue = at("that it leaks"), at("She"), at("denied")
    rows = [row("Mara Quist", content, source=source, cue=cue, polarity="denied", document="a.txt")]
    statement = Statement(
        "q1", "that it leaks", (Speaker("Mara Quist"),), polarity="denied",
        content_spans=(Span(*content),), source_span=Span(*source), cue_span=Span(*cue),
    )  # fmt: skip
    shown = highlight(TEXT, rows)
    assert shown == highlight(TEXT, pd.DataFrame(rows)) == highlight(TEXT, [statement])
    assert Reading(shown.article).titles("content") == ["Mara Quist (denied)"]


@pytest.mark.parametrize("nobody", ["", float("nan"), None])
def test_an_unknown_speaker_is_no_name(nobody: object) -> None:
    reading = Reading(highlight(TEXT, pd.DataFrame([row(nobody, at("that it leaks"))])).article)
    assert reading.titles("content") == reading.labels() == ["speaker not known"]


def test_one_label_for_each_paragraph_of_a_content() -> None:
    apart = row("Mara Quist", at('"The sluice is dry,"'), at("that it leaks"), at('"It never did,"'))
    assert Reading(highlight(TEXT, [apart]).article).labels() == ["Mara Quist"] * 2


def test_statements_that_share_a_source_mark_it_once() -> None:
    rows = [row("A", at("that it leaks"), source=at("She")), row("B", at('"It never did,"'), source=at("She"))]
    assert Reading(highlight(TEXT, rows).article).titles("source") == ["source: A; source: B"]


def test_nested_and_crossing_spans_nest() -> None:
    inner = row("Odo Vell", at("the gate will hold"), source=at("Odo Vell"), cue=at("believes"))
    outer = row("Mara Quist", at("that Odo Vell believes the gate will hold"))
    crossing = row("", at("will hold.\n\nShe denied"))
    article = highlight(TEXT, [inner, outer, crossing]).article
    reading = Reading(article)
    # The one that crosses is closed at the end of the others and goes on behind their labels.
    assert reading.titles("content") == ["Mara Quist", "Odo Vell", "speaker not known", "speaker not known"]
    assert reading.labels() == ["Odo Vell", "Mara Quist", "speaker not known"]
    assert stripped(article) == TEXT


def test_nothing_in_text_or_names_becomes_markup() -> None:
    text = f"{ATTACK} she said. {ATTACK}"
    rows = [row(ATTACK, (0, len(ATTACK)), source=at("she", text), cue=at("said", text))]
    shown = highlight(text, rows)
    reading = Reading(shown.html)
    assert {tag for tag, _ in reading.seen} == {"div", "pre", "span", "b", "i", "u", "sup"}
    assert {name for _, attributes in reading.seen for name in attributes} == {"class", "style", "title"}
    assert reading.titles("content")[1:] == [ATTACK]
    assert "<script" not in shown.html
    assert stripped(shown.article) == text


@pytest.mark.parametrize("text", ["", "no statements & nothing marked\r\n\tbut <kept>"])
def test_without_statements(text: str) -> None:
    empty: list[dict[str, object]] = []
    for rows in (empty, pd.DataFrame({"speaker": [], "spans": []})):
        assert stripped(highlight(text, rows).article) == text


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"spans": "{}"}], "no column 'speaker'"),
        (pd.DataFrame({"speaker": ["A"]}), "no column 'spans'"),
        ([row("A", (0, 5), document="a.txt"), row("B", (0, 5), document="b.txt")], "of 2 documents"),
        ([row("A", (0, 10_000))], "the text has"),
        ([row("A", (5, 3))], "row 0 has its content at 5 to 3"),
        ([row("A", (0, 5), cue=(-3, 2))], "row 0 has its cue at -3 to 2"),
        ([{"speaker": "A", "spans": "[1, 2]"}], "cannot be read"),
        ([{"speaker": "A", "spans": "no JSON"}], "cannot be read"),
        ([{"speaker": "A", "spans": None}], "cannot be read"),
    ],
)
def test_errors_say_what_is_wrong(rows: object, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        highlight(TEXT, rows)  # type: ignore[arg-type]


@st.composite
def articles(draw: st.DrawFn) -> tuple[str, list[dict[str, object]]]:
    text = draw(st.text(st.sampled_from("ab <>&\"';#\n\r\x00é🙂"), max_size=40) | st.text(max_size=40))
    edge = st.integers(0, len(text))
    span = st.tuples(edge, edge).map(lambda pair: (min(pair), max(pair)))
    speaker = st.text(max_size=5)
    one = st.builds(
        lambda name, content, source, cue: row(name, *content, source=source, cue=cue),
        speaker, st.lists(span, max_size=4), st.none() | span, st.none() | span,
    )  # fmt: skip
    return text, draw(st.lists(one, max_size=6))


@given(articles())
def test_stripping_the_tags_gives_the_text_back(article: tuple[str, list[dict[str, object]]]) -> None:
    text, rows = article
    shown = highlight(text, rows)
    assert stripped(shown.article) == text
    Reading(shown.html)
