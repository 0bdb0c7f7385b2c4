"""Marks in the text of an article: nothing of the text is lost or becomes markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.views.marked import COLOURS, Marked, colours, marked_statements, paragraphs

TEXT = "Mara Quist said: “The sluice is dry.”\n\nShe denied that it leaks.\nIt never did, she said."


def at(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def row(number: int, speaker: str, *content: tuple[int, int], **others: Any) -> dict[str, Any]:
    return {"number": number, "speaker": speaker, "spans": {"content": [list(span) for span in content], **others}}


def marked(rows: Sequence[dict[str, Any]], text: str) -> list[Marked]:
    return marked_statements(rows, len(text), colours([row["speaker"] for row in rows]))


def made(*rows: dict[str, Any]) -> str:
    return paragraphs(TEXT, marked(rows, TEXT))


def test_source_cue_and_content_are_marked_and_the_speaker_named_behind() -> None:
    html = made(row(3, "Mara Quist", at("“The sluice is dry.”"), source=at("Mara Quist"), cue=at("said")))
    assert html.splitlines()[0] == (
        '<p><b>Mara Quist</b> <i>said</i>: <a id="s3"></a><mark class="c1">“The sluice is dry.”</mark> '
        "<cite>Mara Quist</cite></p>"
    )


def test_a_statement_that_goes_on_in_the_next_paragraph_is_named_in_both_and_has_one_anchor() -> None:
    html = made(row(0, "", (at("“The")[0], at("leaks.")[1])))
    assert html.count("<cite>?</cite></p>") == 1
    assert html.count("<cite>?</cite>") == 2
    assert html.count('id="s0"') == 1
    assert html.count("<p>") == html.count("</p>") == 2


def test_within_a_statement_the_inner_one_has_its_colour() -> None:
    html = made(row(0, "Ada", at("denied that it leaks")), row(1, "Bo", at("it leaks")), row(2, "Ada", at("she said")))
    assert '<mark class="c1">denied that </mark>' in html
    assert '<mark class="c2">it leaks</mark> <cite>Ada</cite> <cite>Bo</cite>' in html


def test_spans_of_another_text_are_left_out() -> None:
    html = made(row(0, "Ada", (5, 500)), row(1, "Bo", (-3, 4), cue=(7, 7)), row(2, "Cy", (3, 2)))
    assert "<mark" not in html
    assert "<i>" not in html


@pytest.mark.parametrize(
    ("speakers", "expected"),
    [
        ([], {}),
        (["Bo", "Ada", "Bo", ""], {"Bo": 1, "Ada": 2}),
        (["Ada", "Bo"], {"Ada": 1, "Bo": 2}),
        (list("abcdefghij"), {**{name: rank for rank, name in enumerate("abcdefgh", 1)}, "i": 0, "j": 0}),
    ],
)
def test_colours_go_to_those_who_say_most(speakers: list[str], expected: dict[str, int]) -> None:
    assert colours(speakers) == expected
    assert max(expected.values(), default=0) <= COLOURS


class Nested(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("p", "mark", "b", "i", "cite", "a")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


texts = st.text(st.sampled_from("ab <>&\"'\n\n\u202e😀é"), max_size=60)
spans = st.tuples(st.integers(-2, 62), st.integers(-2, 62))
statements = st.builds(
    lambda number, speaker, content, source, cue: row(number, speaker, *content, source=source, cue=cue),
    st.integers(0, 9), texts, st.lists(spans, max_size=3), st.none() | spans, st.none() | spans,
)  # fmt: skip


@given(texts, st.lists(statements, max_size=5))
def test_whatever_is_marked_tags_nest_and_the_text_stays(text: str, rows: list[dict[str, Any]]) -> None:
    html = paragraphs(text, marked(rows, text))
    Nested(html)
    plain = unescape(re.sub(r"<[^>]*>", "", re.sub(r" <cite>[^<]*</cite>", "", html)))
    assert plain.split("\n") == "\n".join(part for part in text.split("\n\n") if part.strip()).split("\n")


@given(texts, st.lists(statements, max_size=3))
def test_what_is_marked_is_what_the_spans_say(text: str, rows: list[dict[str, Any]]) -> None:
    found: list[Marked] = marked(rows, text)
    said = {place for s in found for start, end in s.content for place in range(start, end)}
    html = paragraphs(text, found)
    marks = "".join(
        unescape(part) for part in re.findall(r"<mark[^>]*>(?:<[bi]>)*(.*?)(?:</[bi]>)*</mark>", html, re.S)
    )
    kept = [place for place in sorted(said) if _in_a_paragraph(text, place)]
    assert marks == "".join(text[place] for place in kept)


def _in_a_paragraph(text: str, place: int) -> bool:
    at = 0
    for part in text.split("\n\n"):
        if at <= place < at + len(part):
            return bool(part.strip())
        at += len(part) + 2
    return False
