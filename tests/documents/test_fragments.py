from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quotetrack.documents.fragments import read_fragment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No markup, “she” said.", ["No markup, “she” said."]),
        ("<p>The <a href='x'>pier</a>, “<em>No</em>,” she\n said.</p>", ["The pier, “No,” she said."]),
        ("One <i>word</i>.<br/>Then another.", ["One word.", "Then another."]),
        ("Loose, first.<div>In a block.<p>A paragraph.</p>Loose, last.</div>", ["Loose, first.", "In a block.", "A paragraph.", "Loose, last."]),
        ("<ul><li>One</li><li><p>Two</p></li></ul><blockquote>Three</blockquote>", ["One", "Two", "Three"]),
        ("<p>One</p><table><tr><td>cell</td></tr></table><figure><figcaption>cap</figcaption></figure><p>Two</p>", ["One", "Two"]),
        ("<p>One<script>x()</script><!-- note --> two</p><style>a{}</style>", ["One two"]),
        ("<p>A&nbsp;b &amp; c &#8220;d&#8221;</p>", ["A\xa0b & c “d”"]),
        ("<p>One</p><p>Read more: Ferry</p><p>The post Pier appeared first on The Courier.</p>", ["One"]),
        ("<?xml version='1.0' encoding='x'?><html><head><title>T</title></head><body><p>Café</p></body></html>", ["Café"]),
        ("<p>One</p>", ["One"]),
        ("", []),
        ("<img src='a'>", []),
        ("<", ["<"]),
    ],
)  # fmt: skip
def test_paragraphs_of_fragments(text: str, expected: list[str]) -> None:
    assert read_fragment(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<h2>Pier <i>safe</i></h2><p>One</p>", "Pier safe"),
        ("<p>By Mara Linde</p><h1>Pier</h1><p>One</p>", "Pier"),
        ("<p>One</p><p>Two</p><p>Three</p><h2>A section</h2>", ""),
        ("<p>One</p>", ""),
    ],
)
def test_headings_of_fragments(text: str, expected: str) -> None:
    assert read_fragment(text)[1] == expected


@settings(deadline=None)  # the first one imports lxml
@example("\xa0")
@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(st.sampled_from(["<p>", "</div>", "<br>", "a", " ", "<", "&", "<table>", "\x00"])).map("".join),
    )
)
def test_any_text_is_safe(text: str) -> None:
    assert all(line.strip() and "\n" not in line for line in read_fragment(text)[0])


def test_deep_nesting_is_safe() -> None:
    read_fragment("<div>" * 20_000 + "x")
