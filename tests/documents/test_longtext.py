"""Texts longer than any article: plain text in parts, all else refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotetrack.documents import read_paths
from quotetrack.documents.build import make_document
from quotetrack.types import Document, Skipped

TEXT = "\n\n".join(f"Ferry {n} was late again, Ada Lund said on the pier in Ostrehaven." for n in range(60))


@pytest.fixture
def longest(monkeypatch: pytest.MonkeyPatch) -> int:
    for module in ("build", "read"):
        monkeypatch.setattr(f"quotetrack.documents.{module}.LONGEST", 3000)
    monkeypatch.setattr("quotetrack.documents.longtext.PART", 1000)
    return 3000


def test_plain_text_is_read_in_parts(tmp_path: Path, longest: int) -> None:
    path = tmp_path / "2021-03-04 minutes.txt"
    path.write_text(TEXT, encoding="utf-8")
    parts = list(read_paths([path]))
    assert all(isinstance(part, Document) and 400 < len(part.text) <= 1000 for part in parts[:-1])
    assert [part.name for part in parts] == [f"{path}#{number}" for number in range(1, len(parts) + 1)]
    whole = "\n\n".join(part.text for part in parts if isinstance(part, Document))
    assert whole == TEXT


@pytest.mark.parametrize("ending", [".md", ".html", ".jsonl"])
def test_what_is_too_long_otherwise_is_refused(tmp_path: Path, longest: int, ending: str) -> None:
    kinds = {
        ".md": TEXT,
        ".html": f"<article>{''.join(f'<p>{p}</p>' for p in TEXT.split(chr(10)) if p)}</article>",
        ".jsonl": '{"text": "' + TEXT.replace("\n", "\\n") + '"}\n',
    }
    path = tmp_path / f"a{ending}"
    path.write_text(kinds[ending], encoding="utf-8")
    (item,) = read_paths([path])
    assert isinstance(item, Skipped)
    assert item.reason == "too large to be one article (0.0 million characters): split it into articles"


def test_the_longest_article_is_read(longest: int) -> None:
    assert isinstance(make_document("a", ["x" * 3000]), Document)
    assert isinstance(make_document("a", ["x" * 3001]), Skipped)
