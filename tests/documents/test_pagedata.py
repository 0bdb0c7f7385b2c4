from __future__ import annotations

import pytest

from quotetrack.documents.build import Metadata
from quotetrack.documents.html import read_html

ARTICLE = "".join(
    f"<p>The mayor of Port Halden, Ilva Sorn, told the council on day {day} that the pier would be rebuilt.</p>"
    for day in ("one", "two", "three", "four")
)
H1 = "<h1>Pier to be rebuilt</h1>"


def read(head: str, body: str) -> Metadata:
    found = read_html(f"<!DOCTYPE html><html><head>{head}</head><body>{body}{ARTICLE}</body></html>")
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title>Pier to be rebuilt | The Halden Courier</title>", H1),
        ("<title>The Halden Courier - Pier to be rebuilt</title>", "<td><font size=5><b>Pier to be rebuilt</b></font></td>"),
        ("<title>The Halden Courier: Pier to be rebuilt</title>", "<h1>The Halden Courier</h1><h3>Pier to be rebuilt</h3>"),
        (
            "<title>Pier to be rebuilt (From The Halden Courier)</title><meta property='og:title' content='You won’t believe it'>",
            H1,
        ),
        (
            '<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"Pier to be rebuilt","publisher":'
            '{"name":"The Halden Courier"},"liveBlogUpdate":[{"@type":"BlogPosting","headline":"Tide is in"}]}</script>',
            f"{H1}<h2>Tide is in</h2>",
        ),
        ("<title>The Halden Courier - Online Edition</title>", "<h2>Pier to be rebuilt</h2>"),
        (
            "<title>Pier to be rebuilt</title>",
            f"{H1}<div itemprop='publisher'><meta itemprop='name' content='The Halden Courier'></div>",
        ),
    ],
)  # fmt: skip
def test_headline_and_outlet(head: str, body: str) -> None:
    found = read(head, body)
    assert (found.title, found.publisher) == ("Pier to be rebuilt", "The Halden Courier")


def test_a_section_is_no_outlet() -> None:
    assert read("<title>Pier to be rebuilt | Politics</title>", H1).publisher == ""


@pytest.mark.parametrize(
    "lines",
    [
        "<p>By Mara Linde, Staff Writer</p><p>Posted: Monday, June 8, 2026</p>",
        "<i>Mara Linde, Staff Writer<br>June 8, 2026</i><br>",
        "<div><span property='author'>Mara Linde</span>, <span>8 June 2026</span></div>",
        "<div class='submitted'><span property='schema:name' typeof='schema:Person'>Mara Linde</span></div>"
        "<abbr class='published' title='2026-06-08T10:00:00+02:00'>10 AM</abbr>",
    ],
)
def test_lines_below_the_headline(lines: str) -> None:
    found = read("<title>Pier to be rebuilt</title>", f"<div>{H1}{lines}</div>")
    assert (found.author, found.published) == ("Mara Linde", "2026-06-08")


def test_a_date_above_the_headline_may_be_the_day_of_saving() -> None:
    assert read("<title>Pier to be rebuilt</title>", f"<div>Monday, June 8, 2026</div>{H1}").published == ""


def test_where_a_browser_saved_it_from() -> None:
    mark = "<!-- saved from url=(0044)https://www.courier.example/2026/06/08/pier -->"
    found = read_html(f"<!DOCTYPE html>\n{mark}\n<html><body>{H1}{ARTICLE}</body></html>")
    assert found is not None
    assert (found[1].url, found[1].publisher) == ("https://www.courier.example/2026/06/08/pier", "courier.example")


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ('{"name":"Mara Linde"}', "Mara Linde"),
        ('[{"name":"Mara Linde"},{"name":"Jon Arp"}]', ""),
        ('{"name":"MARA LINDE"}', "Mara Linde"),
        ('{"name":"The Halden Courier"}', ""),
    ],
)
def test_one_author(authors: str, expected: str) -> None:
    script = f'{{"@type":"NewsArticle","headline":"Pier to be rebuilt","author":{authors},"publisher":{{"name":"The Halden Courier"}}}}'
    assert read(f'<script type="application/ld+json">{script}</script>', H1).author == expected
