from __future__ import annotations

import datetime as dt
import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from single import one, reason

from quotetrack.documents import read_paths
from quotetrack.documents.properties import made_on, plausible_title
from quotetrack.types import Document

BODY = "The pier will stand, Mayor Ilva Sorn told the council on Monday, and nobody will have to leave the harbour."
MORE = "“Not one family,” she said. Corvin Haas of the opposition called that a postcard."

ODT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><office:automatic-styles>'
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/></office:automatic-styles>'
    "<office:body><office:text>{}</office:text></office:body></office:document-content>"
)
META = (
    '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<office:meta><dc:title>{}</dc:title><meta:creation-date>{}</meta:creation-date></office:meta>"
    "</office:document-meta>"
)


def write_docx(path: Path, fill: Callable[[docx.document.Document], object], title: str = "", made: str = "") -> Path:
    document = docx.Document()
    document.core_properties.title = title
    if made:
        document.core_properties.created = dt.datetime.fromisoformat(made)
    fill(document)
    document.save(str(path))
    return path


def write_odt(path: Path, body: str, meta: str = "", **parts: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", body)
        if meta:
            package.writestr("meta.xml", meta)
        for name, text in parts.items():
            package.writestr(name.replace("__", "/"), text)
    return path


def test_docx(tmp_path: Path) -> None:
    def fill(document: docx.document.Document) -> None:
        document.sections[0].header.paragraphs[0].text = "Running head"
        document.sections[0].footer.paragraphs[0].text = "Page 1"
        document.add_heading("Pier to be rebuilt", 0)
        document.add_paragraph("By Mara Linde\nThe Halden Courier")
        first = document.add_paragraph("The pier ")
        first.add_run("will").bold = True
        first.add_run(" ")
        first.add_run("stand,\tsaid Ilva Sorn.")
        document.add_paragraph()
        document.add_table(1, 1).cell(0, 0).text = "a table"
        document.add_heading("What it costs", 2)
        document.add_paragraph("One point two\xa0billion.", style="List Bullet")

    document = one(write_docx(tmp_path / "a.docx", fill, "Pier to stand", "2026-06-08T23:00:00"))
    assert document.text.split("\n\n") == [
        "Pier to be rebuilt", "By Mara Linde", "The Halden Courier", "The pier will stand, said Ilva Sorn.",
        "What it costs", "One point two\xa0billion.",
    ]  # fmt: skip
    assert (document.title, document.publisher, document.author) == (
        "Pier to stand",
        "The Halden Courier",
        "Mara Linde",
    )
    assert (document.published, document.date_basis) == ("2026-06-08", "file")


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ("<w:r><w:t>He left.</w:t></w:r><w:ins w:id='1' w:author='x'><w:r><w:t> She stayed.</w:t></w:r></w:ins>", "He left. She stayed."),
        ("<w:del w:id='1' w:author='x'><w:r><w:delText>Never </w:delText></w:r></w:del><w:r><w:t>He left.</w:t></w:r>", "He left."),
        ("<w:moveFrom w:id='1'><w:r><w:t>Gone </w:t></w:r></w:moveFrom><w:r><w:t>He left.</w:t></w:r>", "He left."),
        ("<w:hyperlink><w:r><w:t>He left.</w:t></w:r></w:hyperlink>", "He left."),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:t>He left.</w:t></w:r>", "He left."),
        ("<w:sdt><w:sdtContent><w:r><w:t>He left.</w:t></w:r></w:sdtContent></w:sdt>", "He left."),
        ("<w:r><w:t>He</w:t><w:noBreakHyphen/><w:t>man left.</w:t></w:r>", "He-man left."),
        ("<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></w:pict><w:t>He left.</w:t></w:r>", "He left."),
    ],
)  # fmt: skip
def test_docx_runs(tmp_path: Path, runs: str, expected: str) -> None:
    def fill(document: docx.document.Document) -> None:
        node = parse_xml(f"<w:p {nsdecls('w')}>{runs}</w:p>")
        document.element.body.insert(0, node)

    assert one(write_docx(tmp_path / "a.docx", fill)).text == expected


def test_docx_paragraphs_in_content_controls(tmp_path: Path) -> None:
    def fill(document: docx.document.Document) -> None:
        control = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>{BODY}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        document.element.body.insert(0, parse_xml(control))

    assert one(write_docx(tmp_path / "a.docx", fill)).text == BODY


def test_odt(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        '<text:p text:style-name="P1">Pier to be rebuilt</text:p>'
        "<text:p>By Mara Linde<text:line-break/>The Halden Courier</text:p>"
        '<text:p>The pier\n <text:span>will</text:span><text:s text:c="3"/>stand,<text:tab/>said Ilva Sorn.'
        "<text:note><text:note-body><text:p>a note</text:p></text:note-body></text:note>"
        "<office:annotation><text:p>a comment</text:p></office:annotation> She smiled.</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>cell</text:p></table:table-cell></table:table-row></table:table>"
        '<text:h text:outline-level="2">What it costs</text:h>'
        "<text:section><text:list><text:list-item><text:p>One\xa0billion.</text:p></text:list-item></text:list></text:section>"
        "<text:p><draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame></text:p>"
    )
    document = one(
        write_odt(tmp_path / "a.odt", ODT.format(body), META.format("Untitled 1", "2026-06-08T10:00:00.123"))
    )
    assert document.text.split("\n\n") == [
        "Pier to be rebuilt", "By Mara Linde", "The Halden Courier",
        "The pier will stand, said Ilva Sorn. She smiled.", "What it costs", "One\xa0billion.",
    ]  # fmt: skip
    assert (document.title, document.publisher) == ("Pier to be rebuilt", "The Halden Courier")
    assert (document.published, document.date_basis) == ("2026-06-08", "file")


@pytest.mark.parametrize(
    ("name", "text", "made", "expected"),
    [
        ("a", BODY, "2026-06-08", ("2026-06-08", "file")),
        ("a", f"PORT HALDEN, June 6 (KPA) — {BODY}", "2026-06-08", ("2026-06-06", "published")),
        ("a", f"Pier safe\n\nJune 7, 2026\n\n{BODY}", "2026-06-08", ("2026-06-07", "published")),
        ("2026-06-09-pier", BODY, "2026-06-08", ("2026-06-09", "file")),
        ("a", BODY, "2013-12-23T23:15:00", ("", "unknown")),  # the day of python-docx's template
    ],
)
def test_the_day_a_file_was_made_is_the_weakest_date(
    tmp_path: Path, name: str, text: str, made: str, expected: tuple[str, str]
) -> None:
    def fill(document: docx.document.Document) -> None:
        for part in text.split("\n\n"):
            document.add_paragraph(part)

    odt = "".join(f"<text:p>{part}</text:p>" for part in text.split("\n\n"))
    for path in (
        write_docx(tmp_path / f"{name}.docx", fill, made=made),
        write_odt(tmp_path / f"{name}.odt", ODT.format(odt), META.format("", made)),
    ):
        document = one(path)
        assert (document.published, document.date_basis) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Pier to be rebuilt", "Pier to be rebuilt"),
        ("Flood", "Flood"),
        ("Pier  to\nbe rebuilt", "Pier to be rebuilt"),
        ("Self-driving", "Self-driving"),
        ("A title about https rules", "A title about https rules"),
        ("Microsoft Word - Pier to be rebuilt", ""),
        ("Pier to be rebuilt.docx", ""),
        ("C:\\pier", ""),
        ("Untitled 1", ""),
        ("Document1", ""),
        ("pier_final_v2", ""),
        ("halden", ""),  # the file's name
        ("2026", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_stored_titles(title: str | None, expected: str) -> None:
    assert plausible_title(title, "Halden") == expected


def test_days_that_cannot_be() -> None:
    assert [made_on(day) for day in (None, "1601-01-01", "2199-01-01", dt.datetime(2026, 6, 8))] == [
        "",
        "",
        "",
        "2026-06-08",
    ]


def test_entities_are_never_resolved(tmp_path: Path) -> None:
    def check(path: Path) -> None:
        if path.stem == "file":
            assert one(path).text == BODY
        else:  # some versions of libxml2 refuse the file
            (item,) = read_paths([path])
            assert (
                item.text == BODY if isinstance(item, Document) else "opened" in item.reason or "damaged" in item.reason
            )

    (tmp_path / "secret").write_text("SECRET")
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    for name, declared in {
        "file": f'<!ENTITY x SYSTEM "file://{tmp_path}/secret">',
        "bomb": f'<!ENTITY l0 "SECRET">{bomb}<!ENTITY x "&l8;">',
    }.items():
        head = f'<?xml version="1.0"?><!DOCTYPE office:document-content [{declared}]>'
        odt = write_odt(tmp_path / f"{name}.odt", head + ODT.format(f"<text:p>{BODY}&x;</text:p>"))
        check(odt)
        path = write_docx(tmp_path / "plain.docx", lambda document: document.add_paragraph(BODY))
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / f"{name}.docx", "w") as new:
            for part in old.namelist():
                data = old.read(part).decode("utf-8", "surrogateescape")
                if part == "word/document.xml":
                    data = data.replace("<w:document", f"<!DOCTYPE w:document [{declared}]><w:document", 1)
                    data = data.replace(BODY, BODY + "&x;")
                new.writestr(part, data.encode("utf-8", "surrogateescape"))
        check(tmp_path / f"{name}.docx")


def test_files_that_are_none(tmp_path: Path) -> None:
    whole = write_docx(tmp_path / "whole.docx", lambda document: document.add_paragraph(BODY)).read_bytes()
    for ending in ("docx", "odt"):
        path = tmp_path / f"a.{ending}"
        for data, expected in [
            (b"", "no text in it"),
            (b"hello there", "not a"),
            (whole[: len(whole) // 2], "not a"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted, or in an older format"),
            (b"PK\x05\x06" + b"\0" * 18, "no "),  # an empty package
        ]:
            path.write_bytes(data)
            assert reason(path).startswith(expected)
    (tmp_path / "a.odt").write_bytes(whole)
    assert reason(tmp_path / "a.odt").startswith("no OpenDocument text in it")
    write_odt(tmp_path / "a.docx", ODT.format(BODY))
    assert reason(tmp_path / "a.docx").startswith("no Word document that can be opened")
    parts = {
        name: zipfile.ZipFile(io.BytesIO(whole)).read(name) for name in zipfile.ZipFile(io.BytesIO(whole)).namelist()
    }
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"w:body", b"w:bodi")
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    assert reason(tmp_path / "a.docx").startswith("no Word document that can be opened")
    write_odt(tmp_path / "a.odt", "<broken")
    assert reason(tmp_path / "a.odt").startswith("damaged (its XML cannot be read)")
    write_odt(tmp_path / "a.odt", ODT.format(""), **{"META-INF__manifest.xml": "<x><encryption-data/></x>"})
    assert reason(tmp_path / "a.odt") == "encrypted: save it again without a password"
    write_odt(tmp_path / "a.odt", ODT.format("<text:p/>"))
    assert reason(tmp_path / "a.odt").startswith("no text in it")
    write_odt(tmp_path / "a.odt", ODT.format(f"<text:p>{'a' * 60_000_000}</text:p>"))
    assert reason(tmp_path / "a.odt").startswith("too large to be one article (60 MB)")
    write_odt(tmp_path / "a.docx", "x" * 60_000_000)
    assert reason(tmp_path / "a.docx").startswith("too large to be one article (60 MB)")


def test_damaged_anywhere(tmp_path: Path) -> None:
    whole = write_docx(tmp_path / "whole.docx", lambda document: document.add_paragraph(BODY)).read_bytes()
    odt = write_odt(tmp_path / "whole.odt", ODT.format(f"<text:p>{BODY}</text:p>")).read_bytes()
    for data, ending in ((whole, "docx"), (odt, "odt")):
        for place in range(0, len(data), max(1, len(data) // 60)):
            path = tmp_path / f"a.{ending}"
            path.write_bytes(data[:place] + b"\xff\x00\xfe" + data[place + 3 :])
            (item,) = read_paths([path])
            assert isinstance(item, Document) or "\n" not in item.reason


def test_without_python_docx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_docx(tmp_path / "a.docx", lambda document: document.add_paragraph(BODY))
    monkeypatch.setitem(sys.modules, "docx", None)
    assert reason(path) == 'needs python-docx: pip install "quotetrack[office]"'
