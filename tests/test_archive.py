"""Synthetic archives: always the same, consistent with their text, and as varied as they claim to be."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.archive import extend, fill, main, open_table
from benchmarks.large import grow
from benchmarks.synthetic import archive, people, write
from quotetrack.documents import read_paths
from quotetrack.ledger import Ledger
from quotetrack.ledger.frames import fold
from quotetrack.types import Document, Statement

ARTICLES = list(islice(archive(seed=3), 400))
STATEMENTS = [statement for _, statements in ARTICLES for statement in statements]
UNQUOTED = str.maketrans("", "", "“”")


def test_the_same_for_the_same_seed() -> None:
    assert list(islice(archive(seed=3), 20)) == ARTICLES[:20]
    assert list(islice(archive(seed=4), 20)) != ARTICLES[:20]


@pytest.mark.parametrize(("document", "statements"), ARTICLES[::20])
def test_rows_show_what_the_text_has(document: Document, statements: list[Statement]) -> None:
    text = document.text
    assert [s.start for s in statements] == sorted(s.start for s in statements)
    assert len({s.statement_id for s in statements}) == len(statements)
    for s in statements:
        assert (s.start, s.end) == (s.content_spans[0].start, s.content_spans[-1].end)
        shown = " … ".join(text[start:end] for start, end in s.content_spans)
        assert s.claim.translate(UNQUOTED) in shown.translate(UNQUOTED)
        assert s.source_span is not None
        assert s.cue_span is not None
        assert s.source == text[slice(*s.source_span)]
        assert s.cue == text[slice(*s.cue_span)]
        assert all(part in s.context for part in (s.source, s.cue))
        assert text.count("\n\n", 0, s.start) == s.paragraph - 1
        assert s.said_on <= document.published
        assert not set("{}[]<>|") & set(s.context)


def test_the_archive_is_varied() -> None:
    assert 7 < len(STATEMENTS) / len(ARTICLES) < 9
    assert {s.quotation_type for s in STATEMENTS} == {"direct", "mixed", "indirect"}
    assert {s.resolution for s in STATEMENTS} == {"name", "alias", "pronoun", "nominal"}
    assert {s.speakers[0].speaker_type for s in STATEMENTS} == {"person", "organization"}
    assert 0.02 < sum(s.polarity == "denied" for s in STATEMENTS) / len(STATEMENTS) < 0.15
    assert any(len(s.content_spans) == 2 for s in STATEMENTS)
    repeated = Counter(fold(s.claim.removeprefix("that ")) for s in STATEMENTS)
    assert 0.03 < sum(count - 1 for count in repeated.values()) / len(STATEMENTS) < 0.2
    spoke = Counter(s.speakers[0].name for s in STATEMENTS)
    assert len(spoke) > 400
    assert spoke.most_common(1)[0][1] > 10
    assert len({voice.speaker.name for voice in people().items}) == 4000
    assert len({word for s in STATEMENTS for word in fold(s.claim).split()}) > 2000


def test_written_articles_are_read_as_they_are(tmp_path: Path) -> None:
    made = [document for document, _ in ARTICLES[:30]]
    write(made, tmp_path)
    read = {
        d.name.removeprefix(f"{tmp_path.as_posix()}/"): d for d in read_paths([tmp_path]) if isinstance(d, Document)
    }
    assert {name: replace(d, name=name) for name, d in read.items()} == {d.name: d for d in made}


def test_filling_and_adding(tmp_path: Path) -> None:
    ledger = tmp_path / "archive.db"
    cost, articles, more = fill(ledger, 100, 3, seed=1)
    assert set(cost.seconds) == {"begin", "fill", "settle_identities", "finish_scan"}
    assert len(more) == 3
    with Ledger(ledger) as book:
        assert len(book.documents()) == articles
        assert 100 <= len(book.statements()) < 110
    assert set(extend(ledger, more).seconds) == {"begin", "add", "settle_identities", "finish_scan"}
    with Ledger(ledger) as book:
        assert len(book.documents()) == articles + 3
        assert book.scans()["finished"].notna().all()
    assert open_table(ledger).peak > 0


def test_growing(tmp_path: Path) -> None:
    ledger = tmp_path / "archive.db"
    _, articles, more = fill(ledger, 60, 2, seed=1)
    with Ledger(ledger) as book:
        before = book.statements()
    assert grow(ledger, 3 * len(before)) == 3 * len(before)
    extend(ledger, more[:1])
    with closing(sqlite3.connect(ledger)) as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    with Ledger(ledger) as book:
        rows = book.statements()
        assert len(book.documents()) == 3 * articles + 1
        assert len(list(book.parts(document=more[0][0].name))) == 1
    same = ["speaker", "claim", "said_on", "occurrences", "first_said", "last_said"]
    ids = ["statement_id", "claim_id", "proposition_id"]
    for number in (1, 2):
        copies = rows[rows["document"].str.startswith(f"000{number}/")].reset_index(drop=True)
        pd.testing.assert_frame_equal(copies[same], before[same])
        assert not copies[ids].isin(set(before[ids].to_numpy().ravel())).any(axis=None)
        for name in ids:
            assert copies[name].nunique() == before[name].nunique()


def test_articles_of_the_command_line(tmp_path: Path) -> None:
    main(["write", str(tmp_path), "--articles", "5"])
    assert len(list(tmp_path.rglob("*.txt"))) == 5
