"""Whole pages and files as they are saved, with all that stands around an article, through the real reader."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from made_pages import PAGES, Page, expected, make_pages

from quotetrack.documents import read_paths
from quotetrack.types import Document, Skipped

EXPECTED = expected()
FILES = {page.file.partition("#")[0] for page in EXPECTED}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document | Skipped]:
    """What was read, by its name within the folder."""
    made = tmp_path_factory.mktemp("made")
    make_pages(made)
    return {
        str(Path(item.name).relative_to(folder)): item for folder in (PAGES, made) for item in read_paths([folder])
    }


def document(found: Mapping[str, Document | Skipped], page: Page) -> Document:
    item = found[page.file]
    assert isinstance(item, Document), item
    return item


def extra(page: Page) -> set[str]:
    """The paragraphs that a text may hold beside those of the article."""
    return {page.title, *page.may}


def paragraphs(text: str) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]


def article(page: Page, text: str) -> list[str]:
    return [paragraph for paragraph in paragraphs(text) if paragraph not in extra(page)]


@pytest.mark.parametrize("page", EXPECTED, ids=lambda page: page.file)
def test_page(found: Mapping[str, Document | Skipped], page: Page) -> None:
    read = document(found, page)
    assert article(page, read.text) == list(page.text)
    assert read.title == page.title
    assert read.published == page.published
    assert (read.publisher, read.author) == (page.publisher, page.author)
