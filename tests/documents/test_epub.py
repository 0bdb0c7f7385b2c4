from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from quotetrack.documents import read_paths
from quotetrack.types import Document, Skipped

BODY = (
    "<p>The pier will stand, Mayor Ilva Sorn told the council on Monday, and nobody will have to leave the harbour.</p>"
    "<p>“Not one family,” she said. {}</p>"
)
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
LINKS = (
    "<ol>"
    + "".join(f'<li><a href="c{number}.xhtml">Chapter {number} of the issue</a></li>' for number in range(9))
    + "</ol>"
)


def page(body: str, title: str = "Halden Weekly") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<head><title>{title}</title></head><body>{body}</body></html>"
    )


def opf(
    items: str,
    spine: str,
    dates: str = '<dc:date opf:event="publication">2026-06-08</dc:date>',
    publisher: str = "Halden Press",
) -> str:
    return (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Halden Weekly</dc:title>'
        f"<dc:publisher>{publisher}</dc:publisher>{dates}</metadata><manifest>{items}</manifest>"
        f"<spine>{spine}</spine></package>"
    )


def item(key: str, href: str, more: str = "", kind: str = "application/xhtml+xml") -> str:
    return f'<item id="{key}" href="{href}" media-type="{kind}" {more}/>'


def refs(*keys: str) -> str:
    return "".join(f'<itemref idref="{key}"/>' for key in keys)


def write(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/epub+zip")
        package.writestr("META-INF/container.xml", parts.pop("container", CONTAINER))
        for name, text in parts.items():
            package.writestr(name, text)
    return path


NAV = page(f'<nav><ol><li><a href="text/c1.xhtml#top">Pier to be rebuilt</a></li></ol></nav>{BODY}')
NCX = (
    '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint id="a"><navLabel><text>Pier to be rebuilt</text>'
    '</navLabel><content src="text/c1.xhtml#top"/></navPoint></navMap></ncx>'
)


@pytest.mark.parametrize(
    "contents",
    [
        {"nav.xhtml": NAV, "entry": item("nav", "nav.xhtml", 'properties="nav"')},
        {"toc.ncx": NCX, "entry": item("ncx", "toc.ncx", kind="application/x-dtbncx+xml")},
    ],
)
def test_a_chapter_is_a_document(tmp_path: Path, contents: dict[str, str]) -> None:
    entry = contents.pop("entry") if "entry" in contents else ""
    items = entry + item("c1", "text/c1.xhtml") + item("c2", "text/c%202.xhtml") + item("i", "index.xhtml")
    items += (
        item("cover", "cover.xhtml")
        + item("notes", "notes.xhtml")
        + item("gone", "gone.xhtml")
        + item("p", "p.jpg", kind="image/jpeg")
    )
    parts = {f"OEBPS/{name}": text for name, text in contents.items()}
    path = write(
        tmp_path / "a.epub",
        **{
            **parts,
            "OEBPS/book.opf": opf(
                items, refs("cover", "nav", "i", "c1", "c2", "gone", "p") + '<itemref idref="notes" linear="no"/>'
            ),
            "OEBPS/cover.xhtml": page('<img src="p.jpg"/>'),
            "OEBPS/index.xhtml": page(LINKS),
            "OEBPS/notes.xhtml": page(BODY),
            "OEBPS/text/c1.xhtml": page("<h2>Pier to be rebuilt</h2>" + BODY.format("She left.")),
            "OEBPS/text/c 2.xhtml": page(
                "<h1>A second article</h1><p>June 6, 2026</p>" + BODY.format("She left again.")
            ),
        },
    )
    first, second, gone = read_paths([path])
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.name, second.name) == (f"{path}#OEBPS/text/c1.xhtml", f"{path}#OEBPS/text/c 2.xhtml")
    assert (first.title, first.publisher, first.published, first.date_basis) == (
        "Pier to be rebuilt", "Halden Press", "2026-06-08", "file",
    )  # fmt: skip
    assert first.text.startswith("Pier to be rebuilt\n\nThe pier will stand")
    assert first.text.endswith("“Not one family,” she said. She left.")
    assert (second.title, second.published, second.date_basis) == ("A second article", "2026-06-06", "published")
    assert gone == Skipped(f"{path}#OEBPS/gone.xhtml", "a chapter that the book lacks: save the book again")


IMPRINT = "<p>Halden Weekly is published by Halden Press, 4 Quay Street, Halden.</p><p>ISSN 0000-1111</p>"
REFERENCE = '<reference type="{}" href="front.xhtml" title="In front"/>'
LANDMARKS = '<nav xmlns:epub="http://www.idpf.org/2007/ops" epub:type="landmarks"><ol><li><a epub:type="{}" href="{}">x</a></li></ol></nav>'
KINDS = ["cover", "titlepage", "copyright-page", "imprint", "toc"]


def book(path: Path, front: str, guide: str = "", landmarks: str = "") -> list[str]:
    """The names of the documents in a book of a page in front and a chapter."""
    items = item("nav", "nav.xhtml", 'properties="nav"') + item("f", "front.xhtml") + item("c", "c.xhtml")
    package = opf(items, refs("f", "c")).replace("</package>", f"<guide>{guide}</guide></package>")
    nav = page('<nav><ol><li><a href="front.xhtml">Imprint</a></li></ol></nav>' + landmarks)
    parts = {"OEBPS/book.opf": package, "OEBPS/nav.xhtml": nav, "OEBPS/front.xhtml": front, "OEBPS/c.xhtml": page(BODY)}
    return [
        found.name.rpartition("/")[2] for found in read_paths([write(path, **parts)]) if isinstance(found, Document)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_book_calls_no_article_is_none(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.epub"
    body = page(IMPRINT).replace("<body>", f'<body epub:type="frontmatter {kind}">')
    assert book(path, body) == ["c.xhtml"]
    assert book(path, page(f'<section epub:type="{kind}">{IMPRINT}</section>')) == ["c.xhtml"]
    assert book(path, page(IMPRINT), landmarks=LANDMARKS.format(kind, "front.xhtml")) == ["c.xhtml"]
    assert book(path, page(IMPRINT), guide=REFERENCE.format(kind.replace("titlepage", "title-page"))) == ["c.xhtml"]


def test_other_parts_in_front_are_documents(tmp_path: Path) -> None:
    path, both = tmp_path / "a.epub", ["front.xhtml", "c.xhtml"]
    assert book(path, page(IMPRINT)) == both  # nothing says what it is
    for kind in ("bodymatter", "text", "foreword", "dedication"):
        landmark = LANDMARKS.format(kind, "front.xhtml")
        assert (
            book(path, page(f'<section epub:type="{kind}">{BODY}</section>'), REFERENCE.format(kind), landmark) == both
        )
    assert book(path, page(BODY), landmarks=LANDMARKS.format("toc", "front.xhtml#toc")) == both  # a place in it
    assert book(path, page(f'<div epub:type="titlepage">Volume 9</div>{BODY}')) == both
    front = next(iter(read_paths([path])))
    assert isinstance(front, Document)
    assert "Volume 9" not in front.text
    assert "nobody will have to leave" in front.text


def test_what_programs_put_in_says_nothing(tmp_path: Path) -> None:
    dates = '<dc:date opf:event="modification">2026-06-08</dc:date>'
    package = opf(item("c", "c.xhtml"), refs("c"), dates, "calibre")
    for name, published in (("a", ""), ("Weekly 2026-06-09", "2026-06-09")):
        path = write(tmp_path / f"{name}.epub", **{"OEBPS/book.opf": package, "OEBPS/c.xhtml": page(BODY)})
        (document,) = read_paths([path])
        assert isinstance(document, Document)
        assert (document.title, document.publisher, document.published) == ("", "", published)


ONE = opf(item("c", "c.xhtml"), refs("c"))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({}, "no EPUB, or an incomplete one"),
        ({"container": "<broken"}, "damaged (its XML cannot be read)"),
        ({"container": "<x/>"}, "no EPUB, or an incomplete one"),
        ({"OEBPS/book.opf": "<x/>"}, "a book without text"),
        ({"OEBPS/book.opf": ONE, "OEBPS/c.xhtml": page("<img/>")}, "a book without text"),
        ({"OEBPS/book.opf": ONE, "OEBPS/c.xhtml": "\x00\x01\x02" * 99}, "binary, not text"),
        ({"OEBPS/book.opf": ONE, "OEBPS/c.xhtml": page("x" * 21_000_000)}, "too large to be one article (21 MB)"),
        ({"OEBPS/book.opf": ONE.replace("c.xhtml", "../../../etc/passwd")}, "a chapter that the book lacks"),
        (
            {
                "OEBPS/book.opf": ONE,
                "OEBPS/c.xhtml": page(BODY),
                "META-INF/encryption.xml": '<encryption><CipherReference URI="OEBPS/c.xhtml"/></encryption>',
            },
            "protected against copying (1 parts encrypted)",
        ),
    ],
)
def test_books_that_cannot_be_read(tmp_path: Path, parts: dict[str, str], expected: str) -> None:
    (found,) = read_paths([write(tmp_path / "a.epub", **parts)])
    assert isinstance(found, Skipped)
    assert found.reason.startswith(expected)


def test_entities_are_never_resolved(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("SECRET words of a file that is nobody's business, said the mayor.")
    doctype = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    chapter = doctype + page(BODY.format("&x;")).partition("?>")[2]
    book = doctype.replace("html", "package", 1) + ONE.replace("Halden Press", "&x;")
    (document,) = read_paths([write(tmp_path / "a.epub", **{"OEBPS/book.opf": book, "OEBPS/c.xhtml": chapter})])
    assert isinstance(document, Document)
    assert "SECRET" not in document.text + document.publisher


@pytest.mark.parametrize("data", [b"hello", b"PK\x03\x04" + b"x" * 200, b"%PDF-1.4"])
def test_files_that_are_no_package(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.epub").write_bytes(data)
    (found,) = read_paths([tmp_path])
    assert isinstance(found, Skipped)
    assert found.reason.startswith("not an EPUB, or damaged")
