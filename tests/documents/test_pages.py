"""Whole pages and files as they are saved, with all that stands around an article, through the real reader.

The furniture is full of people who say things: what must not become statements. Every word of an article is in
tests/data/pages.jsonl, so whatever else is read is too much.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from made_pages import PAGES, Page, expected, make_pages

from quotetrack.documents import read_paths
from quotetrack.types import Document, Skipped

EXPECTED = expected()
FLOOR = 0.95
# what is known to fail, and why
FAILS = {
    "newsletter-mail.html": "its only date stands above the headline, where a masthead shows the day of saving",
}
CASES = [
    pytest.param(page, id=page.file, marks=[pytest.mark.xfail(strict=True, reason=why)] if why else [])
    for page, why in ((page, FAILS.get(page.file)) for page in EXPECTED)
]
Found = Mapping[str, Document | Skipped]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What was read, by its name within the folder."""
    made = tmp_path_factory.mktemp("made")
    make_pages(made)
    folders = (PAGES, made)
    return {item.name[len(folder.as_posix()) + 1 :]: item for folder in folders for item in read_paths([folder])}


def article(page: Page, text: str) -> list[str]:
    """The paragraphs of a text without the title and the lines that may be there, such as a subhead or a byline."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]
    return [paragraph for paragraph in paragraphs if paragraph not in {page.title, *page.may}]


def is_right(page: Page, item: Document | Skipped | None) -> bool:
    return (
        isinstance(item, Document)
        and article(page, item.text) == list(page.text)
        and (item.title, item.published) == (page.title, page.published)
    )


@pytest.mark.parametrize("page", CASES)
def test_page(found: Found, page: Page) -> None:
    read = found[page.file]
    assert isinstance(read, Document), read
    assert article(page, read.text) == list(page.text)
    assert (read.title, read.published) == (page.title, page.published)
    assert (read.publisher, read.author) == (page.publisher, page.author)


def test_nearly_all_are_right(found: Found) -> None:
    right = [page.file for page in EXPECTED if is_right(page, found.get(page.file))]
    assert len({page.file.partition("#")[0] for page in EXPECTED}) >= 60
    assert len(right) >= FLOOR * len(EXPECTED), sorted({page.file for page in EXPECTED} - set(right))


def test_what_a_browser_saves_beside_a_page_is_no_article(found: Found) -> None:
    assert (PAGES / "saved-firefox-observatory_files" / "ad.html").is_file()
    assert not [name for name in found if "_files/" in name]
    assert set(found) - {page.file for page in EXPECTED} == {"weekly.epub#OEBPS/imprint.xhtml"}


def test_no_statement_is_furniture(found: Found, reader: Any) -> None:
    documents = [item for item in found.values() if isinstance(item, Document)]
    pages = {page.file: page for page in EXPECTED}
    by_name = {id(item): name for name, item in found.items()}
    statements = 0
    for document, said in reader.read(documents):
        page = pages.get(by_name[id(document)])
        article = " ".join([page.title, *page.text, *page.may]) if page else ""
        for statement in said:
            spans = [*statement.content_spans, statement.source_span, statement.cue_span]
            for start, end in filter(None, spans):
                words = " ".join(document.text[start:end].split())
                assert words in article, (document.name, words)
            statements += 1
    assert statements > 3 * len(EXPECTED)
