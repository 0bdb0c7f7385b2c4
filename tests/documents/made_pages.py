"""The articles of tests/data/pages that are no text files: printed, written or packed here, with all that goes around."""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import textwrap
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from test_epub import item, opf, refs
from test_epub import page as chapter
from test_epub import write as write_epub
from test_office import META, ODT, write_docx, write_odt
from test_pdf import Drawn, column
from test_pdf import write as write_pdf
from test_workbooks import write_excel, write_parquet

PAGES = Path(__file__).parents[1] / "data" / "pages"


@dataclass(frozen=True)
class Page:
    """An article as it has to be read: the paragraphs of its text, and those that may be among them, such as a subhead."""

    file: str
    title: str
    published: str
    publisher: str
    author: str
    text: Sequence[str]
    may: Sequence[str]


def expected() -> list[Page]:
    lines = PAGES.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
    return [Page(**json.loads(line)) for line in lines]


def lines(paragraphs: Sequence[str], width: int, gap: float, y: float, x: float = 72, size: float = 11) -> list[Drawn]:
    """Paragraphs set ragged, with a gap between them."""
    drawn: list[Drawn] = []
    for paragraph in paragraphs:
        part = column(textwrap.wrap(paragraph, width), x, y, size, leading=size + 3)
        drawn += part
        y = part[-1][1] - size - 3 - gap
    return drawn


def press_release(path: Path, pages: Sequence[Page]) -> None:
    """Two sheets with a letterhead, and at the foot of both the same small print."""
    (page,) = pages
    foot = column(
        ["Holl Roads Agency, 4 Weir Lane, Holl", "“A road is a promise,” says our charter."], y=40, size=7, leading=9
    )
    first = [
        *column(["Holl Roads Agency"], y=790, size=14),
        *column(["Press release 112/2024", "Holl, 12 September 2024"], y=760),
        *column([page.title], y=710, size=17),
        *lines(page.text[:3], 84, 8, y=670),
    ]
    second = [
        *lines(page.text[3:], 84, 8, y=760),
        *column(["Press contact: Nadja Ort, press@hollroads.example"], y=560),
    ]
    write_pdf(path, [[*first, *foot], [*second, *foot]], Title="Microsoft Word - release112.doc")


def newspaper(path: Path, pages: Sequence[Page]) -> None:
    """Two columns under one headline, a picture with its caption in the second."""
    (page,) = pages
    head = [
        (72, 810, 9, "The Kestrin Herald"),
        (260, 810, 9, "Wednesday, February 3, 2021"),
        (500, 810, 9, "Culture 7"),
    ]
    drawn = [
        *head,
        *column([page.title], y=770, size=20),
        *column(["By Osric Vane"], y=745, size=10),
        *lines(page.text[:3], 40, 6, y=715, size=10),
        *lines(page.text[3:], 40, 6, y=715, x=320, size=10),
        *lines(["The hall in January. “It echoes,” the caretaker says. Photo: Ilse Born"], 52, 0, y=300, x=320, size=7),
    ]
    write_pdf(path, [drawn], compress=True, Title=page.title)


def browser_print(path: Path, pages: Sequence[Page]) -> None:
    """A web page as a browser prints it: its address, the day of printing and the page number on every sheet."""
    (page,) = pages

    def margins(number: int) -> list[Drawn]:
        return [
            (28, 822, 8, "14/08/2025, 09:14"),
            (230, 822, 8, f"{page.title} | Skerry Post"),
            (28, 16, 8, "https://skerrypost.example/town/lido-bakery"),
            (550, 16, 8, f"{number}/2"),
        ]

    first = [
        *column([page.title], y=760, size=22),
        *column(["By Ane Vik", "Published 2 July 2025"], y=725, size=10),
        *lines(page.text[:3], 80, 12, y=680, size=12),
    ]
    second = [*lines(page.text[3:], 80, 12, y=780, size=12), *column(["© 2025 Skerry Post"], y=500, size=9)]
    write_pdf(path, [[*margins(1), *first], [*margins(2), *second]], Title=f"{page.title} | Skerry Post")


def museum(path: Path, pages: Sequence[Page]) -> None:
    """A release with a letterhead in the header, the contact in a table and notes below."""
    (page,) = pages

    def fill(document: docx.document.Document) -> None:
        section = document.sections[0]
        section.header.paragraphs[0].text = "Museum of Locks. “Nothing stays shut,” our founder said."
        section.footer.paragraphs[0].text = "Page 1 of 1"
        for line in ("Museum of Locks", "Press release", "Brenn, 20 November 2023"):
            document.add_paragraph(line)
        document.add_heading(page.title, 1)
        for paragraph in page.text:
            document.add_paragraph(paragraph)
        document.add_heading("Notes to editors", 2)
        document.add_paragraph("The museum is open from Tuesday to Sunday.")
        document.add_table(1, 2).cell(0, 0).text = "The press office says: call before noon."

    write_docx(path, fill)


def manuscript(path: Path, pages: Sequence[Page]) -> None:
    """An article on its way through the desk: a deletion, a comment's anchor and a captioned picture."""
    (page,) = pages

    def fill(document: docx.document.Document) -> None:
        document.add_paragraph(page.title, style="Title")
        document.add_paragraph("By Kofi Lamm\nBay Bulletin\nMarch 8, 2024")
        for number, paragraph in enumerate(page.text):
            added = document.add_paragraph(paragraph)
            if number == 1:
                caption = "A barge on Canal 4. Its owner says it is “quiet enough”."
                document.add_paragraph(caption, style="Caption")
            if number == 2:
                dropped = f"<w:del {nsdecls('w')} w:id='7' w:author='desk'><w:r><w:delText> He said no.</w:delText></w:r></w:del>"
                added._p.append(parse_xml(dropped))

    write_docx(path, fill, made="2024-03-07T21:00:00")


def office_text(path: Path, pages: Sequence[Page]) -> None:
    """A text with a note in its margin and a picture whose caption stands in a frame."""
    (page,) = pages
    note = "<office:annotation><dc:creator>Desk</dc:creator><text:p>Orban says he never said so.</text:p></office:annotation>"
    frame = (
        '<draw:frame text:anchor-type="paragraph"><draw:text-box><text:p>A classroom: “Cold,” a pupil says. Photo: W. '
        "Aske</text:p></draw:text-box></draw:frame>"
    )
    body = [f"<text:p>{html.escape(paragraph)}</text:p>" for paragraph in page.text]
    body[1] = body[1].replace("<text:p>", f"<text:p>{note}{frame}", 1)
    head = f'<text:p text:style-name="P1">{page.title}</text:p><text:p>By Wanda Aske, Kelder Daily</text:p><text:p>17 May 2022</text:p>'
    write_odt(path, ODT.format(head + "".join(body)), META.format("", "2022-05-16T18:00:00"))


def magazine(path: Path, pages: Sequence[Page]) -> None:
    """An issue: a cover, an imprint, its contents, and an article a chapter."""
    chapters = {
        page.file.partition("#OEBPS/")[2]: chapter(
            f"<h1>{page.title}</h1>{''.join(f'<p>{paragraph}</p>' for paragraph in page.text)}"
            "<figure><img src='p.jpg'/><figcaption>“Smile,” said our photographer.</figcaption></figure>"
        )
        for page in pages
    }
    links = "".join(f'<li><a href="{file}">{page.title}</a></li>' for file, page in zip(chapters, pages, strict=True))
    imprint = "<p>© 2025 Halden Press. All rights reserved.</p><p>ISSN 0000-1111</p>"
    items = [
        item("nav", "nav.xhtml", 'properties="nav"'),
        item("cover", "cover.xhtml"),
        item("imprint", "imprint.xhtml"),
        *(item(f"c{number}", file) for number, file in enumerate(chapters)),
    ]
    write_epub(
        path,
        **{
            "OEBPS/book.opf": opf(
                "".join(items),
                refs("cover", "imprint", *(f"c{number}" for number in range(len(chapters)))),
                '<dc:date opf:event="publication">2025-02</dc:date>',
                "Halden Weekly",
            ),
            "OEBPS/nav.xhtml": chapter(
                f'<nav epub:type="toc" xmlns:epub="http://www.idpf.org/2007/ops"><ol>{links}</ol></nav>'
            ),
            "OEBPS/cover.xhtml": chapter('<img src="cover.jpg"/>'),
            "OEBPS/imprint.xhtml": chapter(imprint),
            **{f"OEBPS/{file}": text for file, text in chapters.items()},
        },
    )


def workbook(path: Path, pages: Sequence[Page]) -> None:
    """A press office's clippings: the header in the first row, numbers and remarks beside the articles."""
    rows: list[Sequence[object]] = [["No.", "Headline", "Body", "Date", "Outlet", "Author", "Remark"]]
    for number, page in enumerate(pages, 1):
        made = dt.datetime.fromisoformat(page.published)
        rows.append(
            [number, page.title, "\n\n".join(page.text), made, page.publisher, page.author, "He said: file it."]
        )
    write_excel(path, {"Clippings": rows})


def data_frame(path: Path, pages: Sequence[Page]) -> None:
    columns = {
        "article_id": [1001 + number for number in range(len(pages))],
        "title": [page.title for page in pages],
        "publication": [page.publisher for page in pages],
        "date": [dt.datetime.fromisoformat(page.published) for page in pages],
        "content": ["\n\n".join(page.text) for page in pages],
    }
    write_parquet(path, columns)


def archive(path: Path, pages: Sequence[Page]) -> None:
    """A saved page and a note, packed on a Mac, with the frame of an advertisement beside the page."""
    market, harvest = pages
    web = (
        "<!DOCTYPE html><html><head><meta charset='utf-8'>"
        f"<title>{market.title} - Bay Bulletin</title><meta property='og:site_name' content='Bay Bulletin'>"
        f"<meta property='article:published_time' content='{market.published}T09:00:00Z'>"
        f"<meta name='author' content='{market.author}'></head><body><nav><a href='/'>Bay Bulletin</a></nav><article>"
        f"<h1>{market.title}</h1>{''.join(f'<p>{paragraph}</p>' for paragraph in market.text)}</article>"
        "<aside><h2>Most read</h2><p>“I only sell slippers,” vendor pleads</p></aside></body></html>"
    )
    note = "\n".join([harvest.title, "", "By Hattie Dunn", "Marl Gazette", "September 30, 2023"])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("night/market.html", web)
        packed.writestr(
            "night/market_files/frame.html", "<html><body><p>“Best dumplings,” everybody says.</p></body></html>"
        )
        packed.writestr("__MACOSX/night/._market.html", io.BytesIO(b"\0\5\x16\7").getvalue())
        packed.writestr("notes/harvest.txt", "\n\n".join([note, *harvest.text]))


MAKERS: dict[str, Callable[[Path, Sequence[Page]], None]] = {
    "release-bypass.pdf": press_release,
    "columns-orchestra.pdf": newspaper,
    "browser-print-lido.pdf": browser_print,
    "release-museum.docx": museum,
    "manuscript-canal.docx": manuscript,
    "letter-teachers.odt": office_text,
    "weekly.epub": magazine,
    "clippings.xlsx": workbook,
    "wire.parquet": data_frame,
    "saved-pages.zip": archive,
}


def make_pages(folder: Path) -> None:
    """Make them all in a folder."""
    pages = expected()
    for name, make in MAKERS.items():
        make(folder / name, [page for page in pages if page.file.partition("#")[0] == name])
