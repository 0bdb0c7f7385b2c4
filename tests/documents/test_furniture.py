from __future__ import annotations

import pytest

from quotetrack.documents.html import read_html

PARAGRAPHS = [
    f"The mayor of Port Halden, Ilva Sorn, told the council on day {day} that the pier would be rebuilt."
    for day in ("one", "two", "three", "four", "five", "six", "seven", "eight")
]
ARTICLE = [f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS]
SAID = "A reader told us that he had never seen anything like it."


def read(body: str, title: str = "Pier to be rebuilt") -> list[str]:
    found = read_html(f"<html><head><title>{title}</title></head><body>{body}</body></html>")
    assert found is not None
    return found[0]


@pytest.mark.parametrize(
    "furniture",
    [
        f"<div class='cookie-notice'><p>{SAID}</p></div>",
        f"<div class='StoryCaption'>{SAID}</div>",
        f"<div data-component='related-links'><p>{SAID}</p></div>",
        f"<div role='dialog'><p>{SAID}</p></div>",
        f"<div style='display: none'><p>{SAID}</p></div>",
        f"<div><img src='a.jpg'><p>{SAID}</p></div>",
        f"<p><b>RELATED</b> <a href='x'>{SAID}</a></p>",
        f"<blockquote class='pull-quote'><p>{SAID}</p></blockquote>",
        f"<amp-ad><div>{SAID}</div></amp-ad>",
        "<dl><dt>Published</dt><dd>8 June 2026</dd></dl>",
        f"<p>Correction: {SAID}</p>",
        f"<p>{SAID} Photo by Jon Arp</p>",
        "<div class='rel'><div>See also</div><div>Duke “never liked birds”, historian says</div></div>",
        "<div class='poll'><p>Was it right to build it there? Of all readers 71 percent say no.</p></div>",
    ],
)
def test_furniture_within_the_article(furniture: str) -> None:
    body = f"<div><h1>Pier to be rebuilt</h1>{''.join(ARTICLE[:4])}{furniture}{''.join(ARTICLE[4:])}</div>"
    assert read(body) == PARAGRAPHS


@pytest.mark.parametrize(
    "page",
    [
        f"<div>{SAID}</div><h1>Pier to be rebuilt</h1>{{}}",
        f"<div class='x'><h1>Pier to be rebuilt</h1><div>{{}}</div><div class='y'><h3>More</h3><p>{SAID}</p></div></div>",
        f"<div><h1>Pier to be rebuilt</h1>{{}}<h2>Sources</h2><p>{SAID}</p></div>",
        f"<div><h1>Pier to be rebuilt</h1>{{}}<p>© 2026 The Halden Courier</p><p>4 Pier Road</p></div>{SAID[:0]}",
    ],
)
def test_furniture_around_the_article(page: str) -> None:
    assert read(page.format("".join(ARTICLE))) == PARAGRAPHS


@pytest.mark.parametrize(
    "page",
    [
        "<form id='aspnetForm'>{}</form>",
        "<div id='app' aria-hidden='true'>{}</div>",
        "<div class='pull-left'>{}</div>",
        "<article class='post tag-cookies category-comment'>{}</article>",
        "<div class='article--has-comments'>{}</div>",
    ],
)
def test_an_article_is_no_furniture(page: str) -> None:
    assert read(page.format("<h1>Pier to be rebuilt</h1>" + "".join(ARTICLE))) == PARAGRAPHS


def test_the_paid_part_of_an_article_stays() -> None:
    comments = f"<div class='comments'>{f'<p>{SAID}</p>' * 30}</div>"
    paid = f"<div class='paywall'>{''.join(ARTICLE[3:])}</div>"
    assert read(f"<h1>Pier to be rebuilt</h1>{''.join(ARTICLE[:3])}{paid}{comments}") == PARAGRAPHS


def test_text_boxes_of_site_builders_stay() -> None:
    boxes = "".join(f"<div class='text-box elementor-widget'>{paragraph}</div>" for paragraph in ARTICLE)
    assert read(f"<div><h1>Pier to be rebuilt</h1>{boxes}</div>") == PARAGRAPHS


def test_questions_stay() -> None:
    talk = "".join(f"<div class='q'>Why then?</div><div class='a'>{paragraph}</div>" for paragraph in PARAGRAPHS)
    assert read(f"<div><h1>Pier to be rebuilt</h1>{talk}</div>") == [
        line for paragraph in PARAGRAPHS for line in ("Why then?", paragraph)
    ]


def test_a_lead_is_no_teaser() -> None:
    lead = f"<div class='teaser-text'>{ARTICLE[0]}</div>"
    assert (
        read(f"<div><h1>Pier to be rebuilt</h1>{lead}<div class='copy'>{''.join(ARTICLE[1:])}</div></div>")
        == PARAGRAPHS
    )


def test_items_of_lists_are_paragraphs() -> None:
    items = "".join(f"<li>{paragraph}</li>" for paragraph in PARAGRAPHS[2:5])
    assert read(f"<div><h1>Pier</h1>{''.join(ARTICLE[:2])}<ul>{items}</ul>{''.join(ARTICLE[5:])}</div>") == PARAGRAPHS


def test_text_between_the_blocks_of_an_old_page() -> None:
    body = f"<table><tr><td><h2>Pier to be rebuilt</h2><br>{PARAGRAPHS[0]}<p>{'<p>'.join(PARAGRAPHS[1:])}</td></tr></table>"
    assert read(body) == PARAGRAPHS
