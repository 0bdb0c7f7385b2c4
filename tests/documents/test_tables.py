from __future__ import annotations

import json
from pathlib import Path

import pytest

from quotetrack.documents import Columns, read_paths
from quotetrack.documents.tables import find_columns
from quotetrack.types import Document, Skipped

TEXT = "The mayor said no. Nobody believed her; not even the council."


def read(path: Path, data: str | bytes, **names: str) -> list[Document | Skipped]:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_paths([path], columns=Columns(**names)))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv(tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows = [
        ["Title", "Full Text", "Publish-Date", "source", "URL"],
        ["Pier", f'"{TEXT} “No, not one.”"', "2026-06-08", "Café News", "https://c.example"],
    ]
    data = "".join(delimiter.join(row) + "\r\n" for row in rows)
    path = tmp_path / "a.csv"
    assert read(path, data.encode(encoding)) == [
        Document(f"{path}#1", f"{TEXT} “No, not one.”", "Pier", "Café News", "2026-06-08", "published", "https://c.example")
    ]  # fmt: skip


def test_a_column_of_authors_by_its_name(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "a.csv", f"text,who wrote it\n{TEXT},Mara Linde\n", author="who wrote it")
    assert isinstance(found, Document)
    assert found.author == "Mara Linde"
    (missing,) = read(tmp_path / "b.csv", f"text\n{TEXT}\n", author="pen")
    assert isinstance(missing, Skipped)
    assert missing.reason == 'no column "pen" among: text; name it with --author-column'


@pytest.mark.parametrize(("author", "expected"), [("Mara Linde", "Mara Linde"), ("Linde, M.; Arp, J.", ""), ("", "")])
def test_authors(tmp_path: Path, author: str, expected: str) -> None:
    (found,) = read(tmp_path / "a.csv", f'text,Author\n{TEXT},"{author}"\n')
    assert isinstance(found, Document)
    assert found.author == expected


def test_csv_rows_that_cannot_be_read(tmp_path: Path) -> None:
    data = f'id,text\n1,"{TEXT}\n\nNext paragraph."\n2,\n\n3,one, two\n4\n5,{TEXT}\n'
    found = read(tmp_path / "a.csv", data)
    assert [item.name.partition("#")[2] for item in found] == ["1", "2", "4", "5", "6"]
    assert [type(item) for item in found] == [Document, Skipped, Skipped, Skipped, Document]
    assert isinstance(found[0], Document)
    assert found[0].text == f"{TEXT}\n\nNext paragraph."
    assert isinstance(found[2], Skipped)
    assert "3 cells where the header has 2" in found[2].reason


def test_long_cells_and_long_files(tmp_path: Path) -> None:
    long = "She said no. " * 30_000
    found = read(tmp_path / "a.csv", "text\n" + f'"{long}"\n' + "".join(f'"Row {n}."\n' for n in range(3)))
    assert [item.text for item in found if isinstance(item, Document)] == [long.strip(), "Row 0.", "Row 1.", "Row 2."]


def test_no_text_column(tmp_path: Path) -> None:
    (item,) = read(tmp_path / "a.csv", "id,name,speech\n1,x,hello\n")
    assert item == Skipped(item.name, "no text column among: id, name, speech; name it with --text-column")
    (item,) = read(tmp_path / "a.jsonl", '{"id": 1, "speech": "hello"}\n' * 100)
    assert isinstance(item, Skipped)
    assert item.reason.startswith("no text column among: id, speech;")


def test_named_columns(tmp_path: Path) -> None:
    (item,) = read(tmp_path / "a.csv", f"id,Speech,when\n1,{TEXT},2026-06\n", text="speech", date="when")
    assert isinstance(item, Document)
    assert (item.text, item.published) == (TEXT, "2026-06")
    (item,) = read(tmp_path / "a.csv", f"id,text\n1,{TEXT}\n", date="when")
    assert isinstance(item, Skipped)
    assert item.reason == 'no column "when" among: id, text; name it with --date-column'


@pytest.mark.parametrize("data", ["", "\n\n", "sep=;\n", "text\n"])
def test_empty_tables(tmp_path: Path, data: str) -> None:
    for name in ("a.csv", "a.tsv", "a.jsonl"):
        (item,) = read(tmp_path / name, data)
        assert isinstance(item, Skipped)


def test_excels_separator_line(tmp_path: Path) -> None:
    (item,) = read(tmp_path / "a.csv", f"sep=;\r\nid;text\r\n1;{TEXT.replace(';', ',')}\r\n")
    assert isinstance(item, Document)


def test_json_lines(tmp_path: Path) -> None:
    rows = [
        {"headline": "A", "body": TEXT, "date": 1783504800, "source": {"id": None, "name": "Halden News"}},
        {"body": ["One.", "Two."], "url": "https://c.example/2026/06/08/a"},
        {"body": ""},
        {"other": 1},
        ["no object"],
        {"body": "broken \ud800 half and \u0000 nul"},
    ]
    lines = [json.dumps(row) for row in rows] + ["{broken", "", "[" * 100_000, f'{{"body": {"9" * 5000}}}']
    found = read(tmp_path / "a.ndjson", "\n".join(lines))
    documents = [item for item in found if isinstance(item, Document)]
    assert [item.name.partition("#")[2] for item in found] == ["1", "2", "3", "4", "5", "6", "7", "9", "10"]
    assert [item.text for item in documents][:3] == [TEXT, "One.\n\nTwo.", "broken \ufffd half and \ufffd nul"]
    assert (documents[0].publisher, documents[0].published) == ("Halden News", "2026-07-08")
    assert (documents[1].published, documents[1].date_basis) == ("2026-06-08", "published")


def test_a_json_array_is_no_json_lines(tmp_path: Path) -> None:
    (item,) = read(tmp_path / "a.jsonl", '[\n{"text": "a"},\n{"text": "b"}\n]')
    assert isinstance(item, Skipped)
    assert "one object a line" in item.reason


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["ID", "Article Text", "Headline"], {"text": "Article Text", "title": "Headline"}),
        (["article", "content"], {"text": "content"}),
        (
            ["maintext", "media_name", "publish_date"],
            {"text": "maintext", "publisher": "media_name", "date": "publish_date"},
        ),
        (["STORY", "link", "pubDate"], {"text": "STORY", "url": "link", "date": "pubDate"}),
    ],
)
def test_usual_names(header: list[str], expected: dict[str, str]) -> None:
    assert find_columns(header, Columns()) == expected
