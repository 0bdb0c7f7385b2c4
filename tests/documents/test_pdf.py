from __future__ import annotations

import io
import sys
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdf
import pytest
from single import one, reason

from quotetrack.documents import read_paths
from quotetrack.documents.pdf import Line, join, join_hyphenated, lines_of, without_running_lines
from quotetrack.types import Document

Drawn = tuple[float, float, float, str]  # x, y, size, text

FIRST = [
    "The pier will stand, Mayor Ilva Sorn told the council on Monday, and nobody in",
    "the harbour will have to leave while the work goes on. The reconstruc-",
    "tion will take two years, she said, and a well-",
    "known firm will do it.",
]
FIRST_TEXT = (
    "The pier will stand, Mayor Ilva Sorn told the council on Monday, and nobody in the harbour will have to leave "
    "while the work goes on. The reconstruction will take two years, she said, and a well-known firm will do it."
)
SECOND = [
    "Corvin Haas of the opposition called that a postcard, and asked to see the drillings",
    "that the harbour office has kept under lock since the storm of last winter, when the",
]
SECOND_END = ["old pier went down within one night.", "He will ask again, Haas said."]
SECOND_TEXT = (
    "Corvin Haas of the opposition called that a postcard, and asked to see the drillings that the harbour office "
    "has kept under lock since the storm of last winter, when the old pier went down within one night."
)


def column(lines: Sequence[str], x: float = 72, y: float = 700, size: float = 11, leading: float = 14) -> list[Drawn]:
    return [(x, y - number * leading, size, line) for number, line in enumerate(lines)]


def write(path: Path, pages: Sequence[Sequence[Drawn]], compress: bool = False, **info: str) -> Path:
    """A PDF by hand: every line drawn at its place, in Helvetica."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    kids = []
    for page in pages:
        text = "".join(
            "BT /F1 {:g} Tf {:g} {:g} Td ({}) Tj ET\n".format(
                size, x, y, line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            )
            for x, y, size, line in page
        ).encode("cp1252")
        data = zlib.compress(text) if compress else text
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {len(objects) + 2} 0 R>>"
        )
        head = f"<</Length {len(data)}{'/Filter/FlateDecode' if compress else ''}>>"
        objects.append(f"{head}\nstream\n{data.decode('latin-1')}\nendstream")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    objects.append("<<" + "".join(f"/{name} ({value})" for name, value in info.items()) + ">>")
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1"))
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{place:010} 00000 n \n" for place in places).encode())
    out.write(
        f"trailer <</Size {len(objects) + 1}/Root 1 0 R/Info {len(objects)} 0 R>>\nstartxref\n{start}\n%%EOF".encode()
    )
    path.write_bytes(out.getvalue())
    return path


@pytest.mark.parametrize("compress", [False, True])
def test_pages_become_paragraphs(tmp_path: Path, compress: bool) -> None:
    page = [
        *column(["Pier to be rebuilt"], y=760, size=20),
        *column(["By Mara Linde", "The Halden Courier", "June 8, 2026"], y=735),
        *column(FIRST, y=680),
        *column(SECOND, y=680 - 4 * 14 - 8),
    ]
    document = one(write(tmp_path / "a.pdf", [page, column(SECOND_END)], compress))
    assert document.text.split("\n\n") == [
        "Pier to be rebuilt", "By Mara Linde", "The Halden Courier", "June 8, 2026", FIRST_TEXT, SECOND_TEXT,
        "He will ask again, Haas said.",
    ]  # fmt: skip
    assert (document.title, document.publisher, document.author) == (
        "Pier to be rebuilt",
        "The Halden Courier",
        "Mara Linde",
    )
    assert (document.published, document.date_basis) == ("2026-06-08", "published")


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = [
        "The pier will stand, Mayor",
        "Ilva Sorn told the council",
        "on Monday, and nobody has",
        "to leave. She said it at a",
        "meeting which took all day",
        "and half of the night, and",
    ]
    right = ["which she called the last of", "its kind. The opposition will", "ask again.", "Haas left early."]  # fmt: skip
    document = one(write(tmp_path / "a.pdf", [[*column(left), *column(right, x=320)]]))
    assert document.text.split("\n\n") == [" ".join(left + right[:3]), "Haas left early."]


def test_indented_paragraphs(tmp_path: Path) -> None:
    lines = [*column([*FIRST[:2], "The firm is known well, and it has built four of the piers on that coast."], y=700)]
    lines[2] = (90.0, *lines[2][1:])
    lines[1] = (*lines[1][:3], "the harbour will have to leave while the work goes on. It will be done, she said.")
    document = one(write(tmp_path / "a.pdf", [lines]))
    assert len(document.text.split("\n\n")) == 2


def test_running_heads_and_feet_go(tmp_path: Path) -> None:
    pages = []
    for number in range(1, 5):
        body = column(
            [
                f"Resident {number} said that the pier was safe and that it would stand for ever.",
                f"Resident {number} had the last word.",
            ]
        )
        head = [(72.0, 800.0, 9.0, "Harbour notes of the council")] if number > 1 else []
        pages.append([*body, *head, (300.0, 30.0, 9.0, f"Page {number} of 4")])  # drawn behind the body
    document = one(write(tmp_path / "a.pdf", pages))
    assert "notes" not in document.text
    assert "Page" not in document.text
    assert "Resident 4 had the last word." in document.text


def test_a_running_head_with_the_date_stays_once(tmp_path: Path) -> None:
    head = (72.0, 800.0, 9.0, "The Halden Courier, June 8, 2026")
    pages = [
        [head, *column([f"Resident {number} said that the pier was safe and would stand."])] for number in range(3)
    ]
    document = one(write(tmp_path / "a.pdf", pages))
    assert document.text.count("Courier") == 1
    assert (document.publisher, document.published) == ("The Halden Courier", "2026-06-08")


def test_text_that_recurs_is_no_running_line() -> None:
    pages = [
        [Line("She said no.", page, 72, 700 - 40 * page, 11), Line(f"Page {page}", page, 72, 30, 11)]
        for page in range(4)
    ]
    assert [[line.text for line in page] for page in without_running_lines(pages)] == [["She said no."]] * 4
    assert without_running_lines([]) == []
    assert join([]) == ([], "")


@pytest.mark.parametrize(
    ("before", "line", "expected"),
    [
        ("a reconstruc-", "tion of it", "a reconstruction of it"),
        ("a reconstruc\xad", "tion of it", "a reconstruction of it"),
        ("a reconstruc\u2010", "tion of it", "a reconstruction of it"),
        ("a half-", "hearted try", "a half-hearted try"),
        ("a so-", "cial worker", "a social worker"),  # "social" stands elsewhere
        ("the harbour-", "side cafe", "the harbour-side cafe"),  # stands elsewhere with its hyphen
        ("the Anglo-", "French pier", "the Anglo-French pier"),
        ("it is OP-", "TIONAL there", "it is OPTIONAL there"),
        ("in 2025-", "26 they", "in 2025-26 they"),
        ("she said -", "and left", "she said - and left"),
        ("she said", "and left", "she said and left"),
        ("the pier –", "and left", "the pier – and left"),
    ],
)
def test_hyphens_at_line_ends(before: str, line: str, expected: str) -> None:
    assert join_hyphenated(before, line, {"social": 1, "harbour-side": 2}) == expected


@pytest.mark.parametrize(
    ("info", "title", "published"),
    [
        ({"Title": "Pier to stand", "CreationDate": "D:20260608101500+02'00'"}, "Pier to stand", "2026-06-08"),
        ({"Title": "Microsoft Word - pier.docx", "CreationDate": "D:20260608"}, "Big letters here", "2026-06-08"),
        ({"Title": "untitled", "CreationDate": "yesterday"}, "Big letters here", ""),
        ({"CreationDate": "D:21990608101500Z"}, "Big letters here", ""),
        ({}, "Big letters here", ""),
    ],
)
def test_metadata(tmp_path: Path, info: dict[str, str], title: str, published: str) -> None:
    page = [(72.0, 760.0, 20.0, "Big letters here"), *column(FIRST)]
    document = one(write(tmp_path / "a.pdf", [page], **info))
    assert (document.title, document.published) == (title, published)
    assert document.date_basis == ("file" if published else "unknown")


def test_ligatures_are_letters() -> None:
    class Page:
        def extract_text(self, visitor_text: Callable[..., None]) -> None:
            visitor_text("The ﬁrst ﬂood\n", [1, 0, 0, 1, 0, 0], [2, 0, 0, 2, 72, 700], None, 5.5)

    assert list(lines_of(Page(), 3)) == [Line("The first flood", 3, 72, 700, 11)]


def test_pdfs_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pdf"
    assert reason(write(path, [[], []])).startswith("a PDF without text, of pictures only")
    assert reason(write(path, [[(72, 30, 9, "Scan 1")]] * 3)).startswith("a PDF without text, of pictures only")
    whole = write(path, [column(FIRST)]).read_bytes()
    for password, expected in (("secret", "encrypted: save it again without a password"), ("", None)):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(whole))
        writer.encrypt(password, "owner", algorithm="RC4-128")
        writer.write(path)
        if expected:
            assert reason(path) == expected
        else:
            assert one(path).text == FIRST_TEXT  # protected against changes alone
    for data in (b"%PDF-1.4", b"hello", whole[:100]):
        path.write_bytes(data)
        assert reason(path).startswith("a PDF that cannot be read")
    path.write_bytes(b"")
    assert reason(path).startswith("no text in it")
    path.write_bytes(whole)
    monkeypatch.setattr("quotetrack.documents.pdf.LONGEST_TEXT", 10)
    assert reason(path).startswith("too large to be one article")
    monkeypatch.setitem(sys.modules, "pypdf", None)
    assert reason(path) == 'needs pypdf: pip install "quotetrack[pdf]"'


def test_damaged_anywhere(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.pdf", [column(FIRST), column(SECOND)], compress=True).read_bytes()
    for place in range(0, len(whole), 25):
        (tmp_path / "a.pdf").write_bytes(whole[:place] + b"\xff<<(" + whole[place + 4 :])
        (item,) = read_paths([tmp_path / "a.pdf"])
        assert isinstance(item, Document) or "\n" not in item.reason
