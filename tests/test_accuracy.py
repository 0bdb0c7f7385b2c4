"""Accuracy on the corpus's gold standard does not fall; measure with: python -m benchmarks.accuracy"""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.accuracy import Counts, corpus_counts, count
from benchmarks.gold import GOLD, ROOT, GoldStatement, documents, statements
from quotetrack.types import Span, Statement


@pytest.fixture(scope="module")
def counts(reader: Any) -> dict[str, Counts]:
    return corpus_counts(reader)


def test_every_article_has_gold_and_every_gold_statement_stands_in_its_article() -> None:
    articles = documents()
    assert {f"{name}.json" for name in articles} == {path.name for path in GOLD.iterdir()}
    assert len(articles) >= 24
    for name, document in articles.items():
        assert statements(document, GOLD / f"{name}.json"), name


def test_the_corpus_is_what_it_promises() -> None:
    articles = documents().values()
    assert len({d.publisher for d in articles}) >= 5
    assert all(d.title and d.published for d in articles)
    dates = sorted(d.published for d in articles)
    assert (dates[0], dates[-1]) == ("2026-06-02", "2026-08-14")
    assert {path.suffix for path in (ROOT / "corpus").iterdir()} == {".txt", ".md", ".html"}


FLOORS = {"content": 84.0, "attribution": 80.0}


@pytest.mark.parametrize("measure", FLOORS)
def test_floor(counts: dict[str, Counts], measure: str) -> None:
    total = sum(counts.values(), Counts())
    assert total.f1(getattr(total, measure)) >= FLOORS[measure], str(total)


def test_floor_of_named_speakers(counts: dict[str, Counts]) -> None:
    total = sum(counts.values(), Counts())
    assert 100 * total.named_right / total.named >= 73.0, str(total)


def test_counts_of_a_perfect_and_an_empty_prediction() -> None:
    text = "“No,” Marta Quell said."
    gold = [GoldStatement((Span(0, 5),), Span(6, 17), Span(18, 22), "Marta Quell", True, "direct")]
    row = Statement("q1", "No", content_spans=(Span(0, 5),), source_span=Span(6, 17))
    assert count(text, gold, [row]).f1(1) == 100.0
    assert (count(text, gold, [row]).content, count(text, gold, [row]).named_right) == (1, 0)
    assert (count(text, gold, []).content, count(text, gold, []).gold) == (0, 1)
