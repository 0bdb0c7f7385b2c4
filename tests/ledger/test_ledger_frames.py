from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from quotetrack.ledger import Ledger
from quotetrack.ledger.columns import CATEGORIES, CONTRACT, STATEMENTS, format_dates, parse_dates
from quotetrack.ledger.rows import fold
from quotetrack.types import Document, Skipped, Span, Speaker, Statement

Corpus = list[tuple[Document, list[Statement]]]


@pytest.fixture
def ledger(tmp_path: Path, corpus: Corpus) -> Iterator[Ledger]:
    with Ledger(tmp_path / "q.db") as ledger:
        ledger.add_many(ledger.begin_scan("1.0", "small", {}), corpus)
        ledger.set_identities({("news/council.html", "Ms. Brandt"): "Ilse Brandt"})
        yield ledger


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "empty.db") as ledger:
        yield ledger


def dtypes(frame: pd.DataFrame) -> dict[str, str]:
    return {str(name): str(dtype).replace("object", "str") for name, dtype in frame.dtypes.items()}


@pytest.mark.parametrize("filled", [True, False])
def test_columns_and_dtypes_of_statements(ledger: Ledger, empty: Ledger, filled: bool) -> None:
    frame = (ledger if filled else empty).statements()
    assert len(frame) == (7 if filled else 0)
    design = (
        "statement_id, said_on, speaker, claim, quotation_type, cue, source, resolution, role, speaker_type, "
        "attribution_type, polarity, addressee, medium, title, publisher, published, document, context, confidence, "
        "claim_id, occurrences, first_said, last_said, date_basis, start, end, paragraph, reviewed, note"
    )
    assert list(frame.columns) == list(STATEMENTS)
    assert ", ".join(frame.columns[: len(CONTRACT)]) == design
    assert list(frame.columns[len(CONTRACT) : len(CONTRACT) + 2]) == ["proposition_id", "opposed"]
    assert frame.columns[-1] == "spans"
    special = {
        **dict.fromkeys(("said_on", "published", "first_said", "last_said"), "datetime64[us]"),
        **dict.fromkeys(("start", "end", "paragraph", "occurrences"), "int64"),
        "confidence": "float64",
        **{name: "category" for name in CATEGORIES if name != "status"},
    }
    assert dtypes(frame) == {name: special.get(name, "str") for name in STATEMENTS}
    for name, categories in CATEGORIES.items():
        assert name == "status" or tuple(frame[name].cat.categories) == categories
    assert isinstance(frame.index, pd.RangeIndex)


@pytest.mark.parametrize("filled", [True, False])
def test_dtypes_of_the_other_tables(ledger: Ledger, empty: Ledger, filled: bool) -> None:
    used = ledger if filled else empty
    assert dtypes(used.documents(text=True)) == {
        "name": "str",
        "title": "str",
        "publisher": "str",
        "published": "datetime64[us]",
        "published_precision": "category",
        "date_basis": "category",
        "url": "str",
        "sha256": "str",
        "text": "str",
        "status": "category",
        "reason": "str",
        "same_as": "str",
        "scan_id": "int64",
        "statements": "int64",
    }
    assert "text" not in used.documents()
    assert dtypes(used.speakers()) == {
        "speaker_id": "str",
        "name": "str",
        "speaker_type": "category",
        "role": "str",
        "aliases": "str",
        "statements": "int64",
        "documents": "int64",
    }
    assert dtypes(used.scans()) == {
        "scan_id": "int64",
        "version": "str",
        "model": "str",
        "options": "str",
        "started": "datetime64[us, UTC]",
        "finished": "datetime64[us, UTC]",
        "counts": "str",
    }


def test_rows(ledger: Ledger, corpus: Corpus) -> None:
    frame = ledger.statements()
    assert list(frame["document"]) == ["news/council.html"] * 3 + ["news/harbour.txt"] * 4
    assert frame.groupby("document")["start"].is_monotonic_increasing.all()
    row = frame.iloc[1]
    assert row["speaker"] == "Port Verrin council; Tomas Okell"
    assert (row["role"], row["speaker_type"]) == ("engineer", "organization")
    texts = {document.name: document.text for document, _ in corpus}
    for record in frame.to_dict("records"):
        spans, text = json.loads(record["spans"]), texts[record["document"]]
        assert [[record["start"], record["end"]]] == spans["content"]
        assert text[slice(*spans["source"])] == record["source"]
        assert text[slice(*spans["cue"])] == record["cue"]


def test_dates_are_the_statements_own_or_else_the_documents(ledger: Ledger) -> None:
    frame = ledger.statements()
    dates = ["said_on", "date_precision", "date_basis", "published", "published_precision"]
    july, august, year = (pd.Timestamp(day) for day in ("2026-07-08", "2026-08-01", "2026-01-01"))
    assert frame[dates].values.tolist() == [
        [august, "month", "file", august, "month"],
        [year, "year", "stated", august, "month"],
        [august, "month", "file", august, "month"],
        [july, "day", "stated", july, "day"],
        [july, "day", "published", july, "day"],
        [july, "day", "published", july, "day"],
        [july, "day", "published", july, "day"],
    ]


def test_repeats_form_a_claim(ledger: Ledger) -> None:
    frame = ledger.statements()
    wall = frame[frame["claim"].str.lower() == "the harbour wall will hold"]
    assert wall["claim_id"].nunique() == 1
    assert set(wall["occurrences"]) == {2}
    assert set(wall["first_said"]) == {pd.Timestamp("2026-07-08")}
    assert set(wall["last_said"]) == {pd.Timestamp("2026-08-01")}
    assert wall[["first_said_precision", "last_said_precision"]].values.tolist() == [["day", "month"]] * 2
    cost = frame[frame["claim"].str.contains("repairs")]
    assert cost["claim_id"].nunique() == 3  # two officials who may be two people, and another sum
    assert cost["proposition_id"].nunique() == 2
    assert frame["claim_id"].str.fullmatch("c[0-9a-f]{16}").all()
    assert frame["proposition_id"].str.fullmatch("p[0-9a-f]{16}").all()


def test_claims_without_speaker_denied_or_undated(tmp_path: Path) -> None:
    okell = (Speaker("Tomas Okell", "person", named=True),)
    rows = [
        Statement("a", "The wall leaks", okell, start=0),
        Statement("b", "“The wall  leaks!”", okell, polarity="affirmed", start=1),
        Statement("c", "the wall leaks", okell, polarity="denied", start=2),
        Statement("d", "The wall leaks", start=3),
        Statement("e", "The wall leaks", (Speaker(" "),), start=4),
    ]
    with Ledger(tmp_path / "q.db") as ledger:
        scan = ledger.begin_scan("1.0", "small", {})
        for name in ("one.txt", "two.txt"):
            ledger.add(scan, Document(name, "The wall leaks.", published="8 July"), rows)
        frame = ledger.statements()
    claims = frame["claim_id"]
    assert list(frame["occurrences"]) == [4, 4, 2, 2, 2] * 2
    assert claims[0] == claims[1] == claims[5]
    assert claims[3] == claims[4] != claims[8]
    assert frame["proposition_id"].nunique() == 2  # affirmed and denied
    assert frame["said_on"].isna().all()
    assert frame["first_said"].isna().all()
    assert set(frame["date_precision"]) == set(frame["last_said_precision"]) == {""}
    assert set(frame["date_basis"]) == {"unknown"}
    assert list(frame["speaker"][3:5]) == ["", ""]


def test_ids_do_not_depend_on_the_machine(ledger: Ledger) -> None:
    wall = ledger.statements().iloc[0]
    assert (wall["claim_id"], wall["proposition_id"]) == ("c3ec63b2ff79999a8", "p70e73b41b38838e1")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The wall will hold", "the  wall will\nhold."),
        ("“It's a well-known crack”", "it’s a well known crack"),
        ("STRASSE … gesperrt", "Straße ... gesperrt"),
        ("Covid-19 is gone", "covid 19 is gone"),
        ("between 2019–20", "between 2019-20"),
    ],
)
def test_fold_same(left: str, right: str) -> None:
    assert fold(left) == fold(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("it costs $3.5 million", "it costs $35 million"),
        ("it costs 1.5 million", "it costs 1 5 million"),
        ("up 5 %", "up 5"),
        ("up 5%", "up $5"),
        ("at -3 degrees", "at 3 degrees"),
        ("at −3 degrees", "at 3 degrees"),
        ("up .5 points", "up 5 points"),
        ("up 3-5 points", "up 3.5 points"),
        ("10² of them", "102 of them"),
        ("?", "!"),
    ],
)
def test_fold_different(left: str, right: str) -> None:
    assert fold(left) != fold(right)


def test_dates_keep_their_precision() -> None:
    text = pd.Series(["2026-07-08", "2026-07", "2026", "", "2026-13", "2026-02-30", "8/7/2026", "2026-7-8", "0000"])
    dates, precision = parse_dates(text)
    assert list(precision) == ["day", "month", "year"] + [""] * 6
    assert list(dates[:3]) == [pd.Timestamp("2026-07-08"), pd.Timestamp("2026-07-01"), pd.Timestamp("2026-01-01")]
    assert list(format_dates(dates, precision)) == ["2026-07-08", "2026-07", "2026"] + [""] * 6


def test_spans_of_several_parts(tmp_path: Path) -> None:
    with Ledger(tmp_path / "q.db") as ledger:
        scan = ledger.begin_scan("1.0", "small", {})
        parts = Statement("a", "No … never", content_spans=(Span(0, 2), Span(9, 14)), cue_span=Span(4, 8))
        ledger.add(scan, Document("a.txt", "No, said never."), [parts])
        ledger.skip(scan, Skipped("b.txt", "empty"))
        assert json.loads(ledger.statements()["spans"][0]) == {
            "content": [[0, 2], [9, 14]],
            "source": None,
            "cue": [4, 8],
        }


def test_type_and_role_of_a_speaker_are_the_most_frequent(tmp_path: Path) -> None:
    with Ledger(tmp_path / "q.db") as ledger:
        scan = ledger.begin_scan("1.0", "small", {})
        for number, role in enumerate(["engineer", "", "adviser", "engineer"]):
            speaker = Speaker("Tomas Okell", "" if number else "person", role, named=True)
            statement = Statement("a", "The wall leaks", (replace(speaker, name="Okell", role=""), speaker))
            ledger.add(scan, Document(f"{number}.txt", "The wall leaks."), [statement])
        assert list(ledger.statements()["role"]) == ["engineer", "", "adviser", "engineer"]
        ledger.finish_scan(scan, {})
        speakers = ledger.speakers().set_index("name")
        assert list(speakers.loc["Tomas Okell", ["speaker_type", "role"]]) == ["person", "engineer"]
        assert list(speakers.loc["Okell", ["speaker_type", "role"]]) == ["person", ""]
