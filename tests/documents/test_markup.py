from __future__ import annotations

from pathlib import Path

import pytest

from quotetrack.documents import read_paths
from quotetrack.documents.html import read_html
from quotetrack.documents.markdown import read_markdown
from quotetrack.types import Document, Skipped

SENTENCES = [
    f"The mayor of Port Halden, Ilva Sorn, told the council on day {day} that the pier would be rebuilt. "
    "“Not one family will have to leave,” she added, and the harbour office agreed with her."
    for day in ("one", "two", "three", "four", "five")
]
ARTICLE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def page(head: str = "", before: str = "", after: str = "", body: str = ARTICLE) -> str:
    return (
        f"<!DOCTYPE html><html><head><title>Pier to be rebuilt | Courier</title>{head}</head><body>"
        "<header><a href='/'>The Halden Courier</a></header><nav><ul><li><a href='/c'>City</a></li></ul></nav>"
        f"<main><article><h1>Pier to be rebuilt</h1>{before}{body}{after}</article></main>"
        "<footer><p>© 2024 The Halden Courier. All rights reserved.</p></footer></body></html>"
    )


def test_markdown_reads_as_plain_text() -> None:
    text = (
        "# Pier *to be* rebuilt\n\n"
        "By Mara Linde\nThe Halden Courier\n\nThe [mayor](http://a.example) said **no** &amp;\n"
        "left ![a map](m.png) early.[^1] 5 \\* 3, `x`.\n\n> First quoted.\n>\n> Second quoted.\n\n"
        "- one thing\n- *another*\n"
        "  1. nested\n\n```\ncode()\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<figure><p>caption</p></figure>\n\n"
        "<p>Some <b>more</b></p>\n\n<!-- note -->\n\nLine  \nbreak<br>here\n\nA subhead\n---\n\nEnd.\n"
    )
    paragraphs, _, heading = read_markdown(text)
    assert heading == "Pier to be rebuilt"
    assert paragraphs == [
        "Pier to be rebuilt", "By Mara Linde", "The Halden Courier", "The mayor said no & left early. 5 * 3, x.",
        "First quoted.", "Second quoted.", "one thing", "another", "nested", "Some more", "Line", "break", "here",
        "A subhead", "End.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        (
            "title: A\npublisher: B\ndate: 2026-06-08\nurl: https://c.example",
            ("A", "B", "2026-06-08", "https://c.example"),
        ),
        ("Headline: A\nsource: B\npublished: June 2026", ("A", "B", "2026-06", "")),
        ("title: A\nsource: https://c.example/x", ("A", "", "", "https://c.example/x")),
        ("title: Marrane: no way\noutlet: B", ("Marrane: no way", "B", "", "")),  # no valid YAML, but common
        ("title: A\ndate: 2026-02-30", ("A", "", "", "")),
        ("publisher:\n  name: B\ntitle: [x", ("", "", "", "")),
        ("a: &a [x]\nb: &b [*a,*a]\ntitle: T", ("T", "", "", "")),
        ("title: !!python/object/apply:os.system ['x']", ("", "", "", "")),
    ],
)
def test_front_matter(front: str, expected: tuple[str, str, str, str]) -> None:
    paragraphs, found, _ = read_markdown(f"---\n{front}\n---\nThe text.\n")
    assert paragraphs == ["The text."]
    if "[x\n" not in front + "\n":
        assert (found.title, found.publisher, found.published, found.url) == expected


def test_author_in_front_matter() -> None:
    assert read_markdown("---\nauthor: Mara Linde\n---\nThe text.")[1].author == "Mara Linde"
    assert read_markdown("---\nauthor: Mara Linde and Jon Arp\n---\nThe text.")[1].author == ""


def test_rules_are_no_front_matter() -> None:
    assert read_markdown("---\n\nShe said no.\n\n---\n\nHe left.")[0] == ["She said no.", "He left."]
    assert read_markdown('+++\ntitle = "A"\ndate = 2026-06-08\n+++\nText')[1].published == "2026-06-08"


@pytest.mark.parametrize(
    ("head", "before", "expected"),
    [
        ('<meta property="article:published_time" content="2026-06-08T10:00:00+01:00">', "", "2026-06-08"),
        ('<meta name="date" content="1987-06-08">', "", "1987-06-08"),
        ('<meta name="date" content="03/04/2026">', "", ""),
        (
            '<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle",'
            '"datePublished":"2026-06-08","dateModified":"2026-07-01"}]}</script>',
            "",
            "2026-06-08",
        ),
        ('<script type="application/ld+json">{broken</script>', "", ""),
        ("", '<p><time datetime="2026-06-08T10:00">Monday</time></p>', "2026-06-08"),
        ("", '<p class="date">8 June 2026</p>', "2026-06-08"),
        ("", '<aside><time datetime="2020-01-01">old</time></aside>', ""),
        ("", "", ""),  # the copyright year is no date
    ],
)
def test_html_dates(head: str, before: str, expected: str) -> None:
    found = read_html(page(head, before))
    assert found is not None
    assert found[1].published == expected


def test_html_main_text_alone() -> None:
    figure = "<figure><img src=a.jpg><figcaption>The pier in March. Photo: Jon Arp</figcaption></figure>"
    after = (
        "<script>document.write('evil')</script><table><tr><td>cell</td></tr></table><div class='share'>Share</div>"
        "<p>Read also: The storm in pictures</p><aside><h3>Related</h3><p>Other news</p></aside>"
        "<p>© 2026 The Halden Courier</p><div id='comments'><p>Nice article, said the reader.</p></div>"
    )
    head = (
        '<meta property="og:site_name" content="The Halden Courier"><link rel="canonical" href="https://c.example/a">'
    )
    found = read_html(page(head, figure, after))
    assert found is not None
    paragraphs, metadata = found
    assert paragraphs == SENTENCES
    assert (metadata.title, metadata.publisher) == ("Pier to be rebuilt", "The Halden Courier")
    assert metadata.url == "https://c.example/a"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("The <a href='p'>pier</a>, “<em>No</em>,” she said.", "The pier, “No,” she said."),
        ("<b>Port Verrin</b> - It <strong><i>will</i></strong> hold, he said.", "Port Verrin - It will hold, he said."),
        ("<q>It leaks,</q> she <abbr title='x'>said</abbr>.", "“It leaks,” she said."),
        ("See <a href='a'>the <em>Courier</em></a> on the wall of the old harbour.",
         "See the Courier on the wall of the old harbour."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("times", [1, 12])
def test_elements_within_sentences_leave_no_trace(inner: str, expected: str, times: int) -> None:
    page = f"<html><head><title>Pier</title></head><body><article>{f'<p>{inner}</p>' * times}</article></body></html>"
    found = read_html(page)
    assert found is not None
    assert set(found[0]) == {expected}


def test_short_html_has_no_navigation() -> None:
    found = read_html(page(body="<p>Nobody will leave, said Ilva Sorn, the mayor.</p>"))
    assert found is not None
    assert found[0] == ["Nobody will leave, said Ilva Sorn, the mayor."]


@pytest.mark.parametrize(
    "text", ["", "no markup", "<html><body><script>a()</script></body></html>", "<" * 2000, "<p>" * 5000]
)
def test_html_without_an_article(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(text)
    (item,) = read_paths([tmp_path])
    assert isinstance(item, Skipped)
    assert item.reason


@pytest.mark.parametrize(
    "text",
    [
        "<p>Nobody will leave, said Ilva Sorn, the mayor.<p>The pier will stand, said Jon Arp, the pilot.",
        "<div>Nobody will leave, said Ilva Sorn, the mayor.<br><br>The pier will stand, said Jon Arp, the pilot.",
        "<body><div>Nobody will leave, said\n Ilva Sorn, the mayor.<p>The pier will\nstand, said Jon Arp, the pilot.",
        "<html><body>Nobody will leave, said Ilva Sorn, the mayor.<p>The pier will stand, said Jon Arp, the pilot.",
    ],
)
def test_poor_html(text: str) -> None:
    found = read_html(text)
    assert found is not None
    assert found[0] == [
        "Nobody will leave, said Ilva Sorn, the mayor.",
        "The pier will stand, said Jon Arp, the pilot.",
    ]


def test_html_encoding_as_declared(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="windows-1251"?>' + page(body=f"<p>{'Министр сказал нет. ' * 9}</p>")
    (tmp_path / "a.xhtml").write_bytes(text.encode("cp1251", "replace"))
    (item,) = read_paths([tmp_path])
    assert isinstance(item, Document)
    assert item.text.startswith("Министр сказал нет.")
