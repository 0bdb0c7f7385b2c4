"""Who is who across the sample articles; measure with: python -m benchmarks.identities"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.identities import compare, main, of_corpus
from quotetrack.ledger import Ledger
from quotetrack.types import Document, Speaker, Statement


def test_nobody_in_the_corpus_is_somebody_else(reader: Any) -> None:
    found = of_corpus(reader)
    assert (found.speakers >= 30, found.documents >= 100) == (True, True), found
    assert found.merges == {}
    assert len(found.splits) <= 8, found.splits


def test_a_merge_and_a_split_are_counted() -> None:
    meant = {
        ("a", "Dray"): "Anselm Dray",
        ("b", "Dray"): "Ilse Dray",
        ("c", "Quell"): "Marta Quell",
        ("d", "MQ"): "Marta Quell",
    }
    called = {("a", "Dray"): "Dray", ("b", "Dray"): "Dray", ("c", "Quell"): "Marta Quell", ("d", "MQ"): "MQ"}
    found = compare(meant, called)
    assert found.merges == {"Dray": ("Anselm Dray", "Ilse Dray")}
    assert found.splits == {"Marta Quell": ("MQ", "Marta Quell")}
    assert (found.speakers, found.documents) == (3, 4)


def test_the_most_frequent_speakers_are_listed_with_all_their_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "q.db"
    speakers = [Speaker("Marta Quell", "person", "mayor", ("Quell",), True), Speaker("senior official", "person")]
    with Ledger(path) as ledger:
        scan = ledger.begin_scan("1", "small", {})
        for name in "ab":
            found = [Statement(f"q{name}{i}", "it rains", (who,), "name") for i, who in enumerate(speakers)]
            ledger.add(scan, Document(name, name), found)
        ledger.finish_scan(scan, {})
    monkeypatch.setattr("sys.argv", ["identities", str(path), "--most", "5"])
    main()
    assert capsys.readouterr().out.splitlines() == [
        "Marta Quell (2 statements, 2 documents) names: Marta Quell 2; also: Quell 2; roles: mayor 2"
    ]
