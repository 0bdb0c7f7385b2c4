"""Small whole files of every format, that fuzzing damages."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

TEXT = (
    "Pier to be rebuilt\n\nBy Mara Linde\nThe Halden Courier\nJune 8, 2026\n\n"
    "“The pier will stand,” Mayor Ilva Sorn told the council on Monday. 'Not one family' will leave, she said.\n"
)
_PAGE = (
    "<!DOCTYPE html><html><head><title>Pier to be rebuilt | Courier</title><meta charset='utf-8'>"
    '<meta property="article:published_time" content="2026-06-08"><script type="application/ld+json">'
    '{"@type":"NewsArticle","datePublished":"2026-06-08","author":{"name":"Mara Linde"}}</script></head><body><main>'
    "<article><h1>Pier to be rebuilt</h1><p>“The pier will stand,” Mayor <b>Ilva Sorn</b> told the council.</p>"
    "<p>Nobody will leave, <a href='/x'>she</a> said, and the harbour office agreed with her.</p></article></main>"
    "</body></html>"
)
_MARKDOWN = (
    "---\ntitle: Pier\ndate: 2026-06-08\n---\n# Pier *safe*\n\n> [Sorn](x) said **no** &amp; left.[^1]\n\n- one\n"
    "  - two\n\n"
    "| a |\n|---|\n| b |\n\n<p>more</p>\n"
)
_CSV = (
    'title,text,date,source,url\nPier,"She said no,\nand left.",2026-06-08,Courier,https://c.example\n'
    "Ferry,He left.,,,\n"
)
_JSONL = (
    '{"text": ["One.", "Two."], "title": "Pier", "date": 1780912800, "source": {"name": "Courier"}}\n{"text": "x"}\n'
)
_RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Courier</title><item><title>Pier</title><guid>a1</guid>'
    "<pubDate>Mon, 08 Jun 2026 10:00:00 GMT</pubDate><description>&lt;p&gt;She said no.&lt;/p&gt;</description></item>"
    "</channel></rss>"
)
_ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Courier</title><entry><id>a1</id><title type="html">Pier</title>'
    "<updated>2026-06-08T10:00:00Z</updated><author><name>Mara Linde</name></author>"
    '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>She said no.</p></div></content></entry></feed>'
)
_ODT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:h '
    'text:outline-level="1">Pier</text:h><text:p>She <text:span>said</text:span><text:s/>no.</text:p><text:list>'
    "<text:list-item><text:p>One</text:p></text:list-item></text:list></office:text></office:body>"
    "</office:document-content>"
)
_ODT_META = (
    '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<office:meta><dc:title>Pier</dc:title><meta:creation-date>2026-06-08T10:00:00</meta:creation-date></office:meta>"
    "</office:document-meta>"
)
_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="b.opf"/>'
    "</rootfiles></container>"
)
_OPF = (
    '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Weekly'
    "</dc:title><dc:date>2026-06-08</dc:date></metadata><manifest>"
    '<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    '<item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="c"/></spine></package>'
)
_NAV = '<html xmlns="http://www.w3.org/1999/xhtml"><body><nav><a href="c.xhtml#x">Pier</a></nav></body></html>'
_DRAWN = (
    b"BT /F1 11 Tf 72 700 Td (The pier will stand, Mayor Ilva Sorn told the) Tj 0 -14 Td (council, and left.) Tj ET"
)


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive of these parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a ZIP archive that is whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _pdf() -> bytes:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(_DRAWN), _DRAWN),
        b"<</Title(Pier)/CreationDate(D:20260608)>>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer <</Size %d/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (count, table, count, len(out))
    )


def _docx() -> bytes:
    import docx

    document = docx.Document()
    document.core_properties.title = "Pier"
    document.add_heading("Pier to be rebuilt", 0)
    document.add_paragraph("“No,” she said.\nThen she left.")
    document.add_table(1, 1)
    data = io.BytesIO()
    document.save(data)
    return packed(unpacked(data.getvalue()))


def xlsx(rows: list[list[object]]) -> bytes:
    """An Excel workbook of one sheet."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return packed(unpacked(data.getvalue()))


def _parquet() -> bytes:
    import pyarrow
    import pyarrow.parquet

    data = io.BytesIO()
    table = pyarrow.table({"text": ["She said no.", None], "title": ["Pier", ""], "date": ["2026-06-08", "2026"]})
    pyarrow.parquet.write_table(table, data)
    return data.getvalue()


SEEDS: Mapping[str, Callable[[], list[bytes]]] = {
    "txt": lambda: [TEXT.encode(), TEXT.encode("utf-16"), TEXT.encode("cp1252")],
    "md": lambda: [_MARKDOWN.encode()],
    "html": lambda: [_PAGE.encode()],
    "csv": lambda: [_CSV.encode(), b"sep=;\n" + _CSV.replace(",", ";").encode()],
    "tsv": lambda: [_CSV.replace(",", "\t").encode()],
    "jsonl": lambda: [_JSONL.encode()],
    "xml": lambda: [_RSS.encode(), _ATOM.encode()],
    "pdf": lambda: [_pdf()],
    "docx": lambda: [_docx()],
    "odt": lambda: [packed({"content.xml": _ODT, "meta.xml": _ODT_META, "META-INF/manifest.xml": "<m/>"})],
    "epub": lambda: [
        packed({"META-INF/container.xml": _CONTAINER, "b.opf": _OPF, "nav.xhtml": _NAV, "c.xhtml": _PAGE})
    ],
    "xlsx": lambda: [xlsx([["title", "text", "date"], ["Pier", "She said no.", "2026-06-08"], ["", 12.5, None]])],
    "parquet": lambda: [_parquet()],
    "zip": lambda: [packed({"a.txt": TEXT, "b/c.csv": _CSV, "d.zip": packed({"e.html": _PAGE})})],
}
