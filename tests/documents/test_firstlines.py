from __future__ import annotations

import pytest

from quotetrack.documents.build import Metadata, make_document
from quotetrack.documents.firstlines import is_date_line, is_header_line, one_person, read_dateline
from quotetrack.documents.text import paragraphs
from quotetrack.types import Document

BODY = "The mayor of Port Halden said on Monday that the pier would be rebuilt within two years of the storm."


NOTHING = Metadata()


def read(text: str, metadata: Metadata = NOTHING, stem: str = "") -> Document:
    document = make_document("a.txt", paragraphs(text), metadata, stem)
    assert isinstance(document, Document)
    return document


@pytest.mark.parametrize(
    ("head", "title", "publisher", "published"),
    [
        ("Pier to be rebuilt\n\n", "Pier to be rebuilt", "", ""),
        ("Will the pier be rebuilt?\n\n", "Will the pier be rebuilt?", "", ""),
        ("“Not one family”\n\n", "“Not one family”", "", ""),
        ("The pier will be rebuilt.\n\n", "", "", ""),
        (
            "Pier to be rebuilt\n\nBy Mara Linde\nThe Halden Courier\nJune 8, 2026\n\n",
            "Pier to be rebuilt",
            "The Halden Courier",
            "2026-06-08",
        ),
        (
            "The Halden Courier\nMonday, June 8, 2026\n\nPier to be rebuilt\n\nBy Mara Linde\n\n",
            "Pier to be rebuilt",
            "The Halden Courier",
            "2026-06-08",
        ),
        (
            "Pier to be rebuilt\nKestrin Press Agency | 8 June 2026\n\n",
            "Pier to be rebuilt",
            "Kestrin Press Agency",
            "2026-06-08",
        ),
        ("Pier to be rebuilt\n\nBy Mara Linde, The Halden Courier\n\n", "Pier to be rebuilt", "The Halden Courier", ""),
        ("Pier to be rebuilt\n\nPublished 8 June 2026 at 10:15 a.m.\n\n", "Pier to be rebuilt", "", "2026-06-08"),
        (
            "Pier to be rebuilt\n\nUpdated June 9, 2026\nPublished June 8, 2026\n\n",
            "Pier to be rebuilt",
            "",
            "2026-06-08",
        ),
        ("Pier to be rebuilt\n\nPORT HALDEN, June 8, 2026 (KPA) — ", "Pier to be rebuilt", "KPA", "2026-06-08"),
        ("PORT HALDEN, June 8, 2026 (KPA) -- ", "", "KPA", "2026-06-08"),
        ("PORT HALDEN, June 8 (KPA) — ", "", "KPA", ""),
        ("DUNMERE (Kestrin Press Agency) – ", "", "Kestrin Press Agency", ""),
        (
            "Pier safe, says authority\n\nPRESS RELEASE\nHalden Harbour Authority\nPort Halden, June 8, 2026\n\n",
            "Pier safe, says authority",
            "Halden Harbour Authority",
            "2026-06-08",
        ),
        (
            "PRESS RELEASE 112/2026\n\nPier safe, says authority\n\nHalden Harbour Authority\nPort Halden, June 8, 2026\n\n",
            "Pier safe, says authority",
            "Halden Harbour Authority",
            "2026-06-08",
        ),
        (
            "The Halden Courier Monday, June 8, 2026\n\nPier to be rebuilt\n\n",
            "Pier to be rebuilt",
            "The Halden Courier",
            "2026-06-08",
        ),
        ("Pier to be rebuilt\n\nOn June 8, 2020, a storm took the old pier. ", "Pier to be rebuilt", "", ""),
        (
            "What June 8, 2020 Meant for the Pier and the Harbour\n\n",
            "What June 8, 2020 Meant for the Pier and the Harbour",
            "",
            "",
        ),
        ("Pier to be rebuilt\n\nPort Halden\nJune 31, 2026\n\n", "Pier to be rebuilt", "", ""),
        ("Pier to be rebuilt\n\nStaff Writer\n03/04/2026\n\n", "Pier to be rebuilt", "", ""),
        ("Q: Will the pier be rebuilt?\n\nA: Yes. ", "", "", ""),
    ],
)
def test_first_lines(head: str, title: str, publisher: str, published: str) -> None:
    document = read(head + BODY)
    assert (document.title, document.publisher, document.published) == (title, publisher, published)
    assert document.date_basis == ("published" if published else "unknown")


def test_dates_below_the_first_prose_are_the_storys() -> None:
    assert read(f"A chronicle of the pier\n\n{BODY}\n\nJune 8, 2020\n\nThe storm came.").published == ""


@pytest.mark.parametrize(
    ("metadata", "stem", "expected"),
    [
        (Metadata(), "2026-06-09-kpa-pier", ("2026-06-08", "published")),
        (Metadata(), "2026-11-09-kpa-pier", ("2026-11-09", "file")),
        (Metadata(published="2026"), "", ("2026-06-08", "published")),
        (Metadata(published="2026-06-10"), "2020-01-01", ("2026-06-10", "published")),
        (Metadata(url="https://kpa.example/2026/06/08/pier"), "", ("2026-06-08", "published")),
        (Metadata(url="https://kpa.example/2026/06/pier"), "", ("2026-06-08", "published")),
        (Metadata(url="https://kpa.example/2024/01/02/pier"), "", ("2024-01-02", "published")),
        (Metadata(), "pier", ("", "unknown")),
    ],
)
def test_the_best_evidence_gives_the_date(metadata: Metadata, stem: str, expected: tuple[str, str]) -> None:
    document = read(f"PORT HALDEN, June 8 (KPA) — {BODY}", metadata, stem)
    assert (document.published, document.date_basis) == expected


def test_a_url_on_the_first_line() -> None:
    document = read(f"https://haldencourier.example/2026/06/08/pier\n\n{BODY}")
    assert (document.url, document.published) == ("https://haldencourier.example/2026/06/08/pier", "2026-06-08")
    assert document.title == ""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Mara Linde", True),
        ("By MARA LINDE and Jon Arp", True),
        ("By Monday the pier had gone", False),
        ("Mara Linde, Staff Writer", True),
        ("the mayor and poet, a writer", False),
        ("June 8, 2026", True),
        ("Updated: June 8, 2026, 10:15 p.m. GMT", True),
        ("The storm of June 8, 2026 took the pier", False),
        ("https://haldencourier.example/a", True),
        ("", False),
    ],
)
def test_header_lines(line: str, expected: bool) -> None:
    assert is_header_line(line) is expected
    assert not is_date_line("Nothing of the kind")


@pytest.mark.parametrize(
    "text", ["She said — and meant it — no.", "The mayor – who was ill – left.", "Plain.", "A —", "WELL — no"]
)
def test_no_dateline(text: str) -> None:
    found = read_dateline(text)
    assert found is None or (found.publisher, found.published, found.month_day) == ("", "", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mara Linde", "Mara Linde"),
        ("By Mara Linde", "Mara Linde"),
        ("Mara Linde and Jon Arp", ""),
        ("Mara Linde; Jon Arp", ""),
        ("mlinde@courier.example", ""),
        ("The Halden Courier", ""),
        ("staff", ""),
        ("", ""),
    ],
)
def test_one_person(text: str, expected: str) -> None:
    assert one_person(text) == expected
