from __future__ import annotations

import sys
from pathlib import Path

import pytest

from quotetrack.documents import read_paths
from quotetrack.types import Document, Skipped

BODY = "<p>The pier will stand, Mayor Ilva Sorn told the council.</p><p>“Not one family,” she said.</p>"
PARAGRAPHS = "The pier will stand, Mayor Ilva Sorn told the council.\n\n“Not one family,” she said."


def rss(items: str, title: str = "The Halden Courier") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>{title}</title><link>https://c.example</link>{items}</channel></rss>"
    )


ATOM = (
    '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>The Halden Courier</title>'
    "{}</feed>"
)
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://c.example"><title>The Halden Courier</title></channel>'
    '<item rdf:about="https://c.example/1"><title>Pier safe</title><link>https://c.example/1</link>'
    "<dc:date>2026-06-08</dc:date><description>The pier is safe, the mayor said.</description></item></rdf:RDF>"
)


def read(path: Path, data: str | bytes) -> list[Document | Skipped]:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_paths([path]))


def test_rss(tmp_path: Path) -> None:
    path = tmp_path / "a.rss"
    first, second, third, fourth = read(
        path,
        rss(
            "<item><title>Pier &lt;b&gt;safe&lt;/b&gt; &amp;amp; sound</title><link>https://c.example/1</link><guid>a1</guid>"
            "<pubDate>Mon, 08 Jun 2026 23:30:00 -0400</pubDate><author>m@c.example (Mara Linde)</author>"
            f"<description>Short.</description><content:encoded><![CDATA[{BODY}]]></content:encoded></item>"
            "<item><title>Ferry</title><link>https://c.example/2</link><description>The ferry sails, he said.</description></item>"
            "<item><title>Only a link</title><guid>a1</guid></item>"
            "<item><description>One &lt;i&gt;word&lt;/i&gt;.&lt;br/&gt;Then another.</description></item>",
            "Courier &amp;amp; Post",
        ),
    )
    assert first == Document(
        f"{path}#a1", PARAGRAPHS, "Pier safe & sound", "Courier & Post", "2026-06-08", "published", "https://c.example/1", "Mara Linde"
    )  # fmt: skip
    assert isinstance(second, Document)
    assert (second.name, second.text, second.date_basis) == (
        f"{path}#https://c.example/2",
        "The ferry sails, he said.",
        "unknown",
    )
    assert third == Skipped(f"{path}#3", "no text in the entry, only a link: save the article itself")
    assert isinstance(fourth, Document)
    assert (fourth.name, fourth.text) == (f"{path}#4", "One word.\n\nThen another.")


@pytest.mark.parametrize("ending", ["atom", "xml"])
def test_atom(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    first, second = read(
        path,
        ATOM.format(
            '<entry><id>tag:c.example,2026:1</id><title type="html">Pier</title><link href="https://c.example/1"/>'
            "<published>2026-06-08T10:00:00Z</published><updated>2026-06-10T10:00:00Z</updated>"
            "<author><name>Mara Linde</name></author><author><name>Jon Arp</name></author>"
            f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{BODY}</div></content></entry>'
            "<entry><id>2</id><title>Ferry</title><updated>2026-06-09T10:00:00Z</updated>"
            "<source><title>Ostre Post</title></source>"
            '<summary type="text">It sails.\n\nFive &lt; six.</summary></entry>'
        ),
    )
    assert first == Document(
        f"{path}#tag:c.example,2026:1", PARAGRAPHS, "Pier", "The Halden Courier", "2026-06-08", "published", "https://c.example/1"
    )  # fmt: skip
    assert isinstance(second, Document)
    assert (second.text, second.publisher, second.published) == ("It sails.\n\nFive < six.", "Ostre Post", "2026-06-09")


def test_rss_1(tmp_path: Path) -> None:
    (item,) = read(tmp_path / "a.rdf", RDF)
    assert isinstance(item, Document)
    assert (item.title, item.publisher, item.published) == ("Pier safe", "The Halden Courier", "2026-06-08")


ITEM = "<item><title>Café</title><description>The pier is safe, the café said.</description></item>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    declared = rss(ITEM).replace(
        'encoding="utf-8"', f'encoding="{"windows-1252" if encoding == "cp1252" else encoding}"'
    )
    (item,) = read(tmp_path / "a.xml", declared.encode(encoding))
    assert isinstance(item, Document)
    assert (item.title, item.text) == ("Café", "The pier is safe, the café said.")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("<records><record>text</record></records>", "XML, but no RSS or Atom feed"),
        ("hello", "XML, but no RSS or Atom feed"),
        ("/etc/hostname", "XML, but no RSS or Atom feed"),
        (rss(""), "a feed without entries"),
        ("<rss version='2.0'><chan", "a feed that cannot be read"),
        ("<rss >" + "\x00\x01" * 99, "a feed that cannot be read"),
    ],
)
def test_files_that_are_no_feed(tmp_path: Path, data: str, expected: str) -> None:
    (item,) = read(tmp_path / "a.xml", data)
    assert isinstance(item, Skipped)
    assert item.reason.startswith(expected)


def test_a_feed_that_breaks_off(tmp_path: Path) -> None:
    data = rss(ITEM * 3)
    found = read(tmp_path / "a.xml", data[: data.rindex("<item>") + 40])
    assert [item.text for item in found if isinstance(item, Document)] == ["The pier is safe, the café said."] * 2


def test_entities_are_never_resolved(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("SECRET")
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    for declared in (
        f'<!ENTITY x SYSTEM "file://{tmp_path}/secret">',
        f'<!ENTITY l0 "SECRET">{bomb}<!ENTITY x "&l8;">',
    ):
        doctype = f"<!DOCTYPE rss [{declared}]><rss"
        found = read(tmp_path / "a.xml", rss(ITEM.replace("safe", "&x;"), "&x;").replace("<rss", doctype, 1))
        assert all("SECRET" not in str(item) and len(str(item)) < 2000 for item in found)


def test_limits_and_a_missing_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xml"
    monkeypatch.setitem(sys.modules, "feedparser", None)
    assert read(path, rss(ITEM)) == [Skipped(str(path), 'needs feedparser: pip install "quotetrack[feeds]"')]
    (other,) = read(path, "<records/>")
    assert isinstance(other, Skipped)
    assert other.reason.startswith("XML, but no")
    monkeypatch.setattr("quotetrack.documents.feeds.LARGEST_FEED", 10)
    (large,) = read(path, rss(ITEM))
    assert isinstance(large, Skipped)
    assert large.reason.startswith("too large for a feed")


@pytest.mark.parametrize(
    "reference", ["&#xd800;", "&#xDFFF;", "&#55296;", "&#1114112;", "&#x110000;", "&#99999999999999999999;"]
)
def test_references_to_no_character(tmp_path: Path, reference: str) -> None:
    (tmp_path / "a.xml").write_text(
        f"<rss><channel><item><description>She said {reference}no &#8220;twice&#x201d;.</description></item>"
    )
    (item,) = read_paths([tmp_path])
    assert isinstance(item, Document)
    assert item.text == "She said \ufffdno “twice”."
