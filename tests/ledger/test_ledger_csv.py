from __future__ import annotations

import csv
import os
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from quotetrack.errors import LedgerError
from quotetrack.ledger import Ledger, read_csv, to_csv
from quotetrack.types import Document, Statement

Corpus = list[tuple[Document, list[Statement]]]
STARTS = tuple("=+-@\t\r")

awkward = st.text(st.sampled_from("=+-@\t\r\n'\",;… é“”𝔘＝1"), max_size=8)
cells = st.one_of(awkward, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20))


@pytest.fixture
def frame(tmp_path: Path, corpus: Corpus) -> pd.DataFrame:
    with Ledger(tmp_path / "q.db") as ledger:
        ledger.add_many(ledger.begin_scan("1.0", "small", {}), corpus)
        return ledger.statements()


def records(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_the_file(tmp_path: Path, corpus: Corpus, frame: pd.DataFrame) -> None:
    path = tmp_path / "quotes.csv"
    with Ledger(tmp_path / "q.db") as ledger:
        ledger.to_csv(path)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfstatement_id,said_on,speaker,claim,")
    assert content.count(b"\r\n") == content.count(b"\n") == len(frame) + 1
    rows = records(path)
    assert list(rows[0])[-5:] == ["note", "proposition_id", "opposed", "spans", "as_exported"]
    assert [row["said_on"] for row in rows[:4]] == ["2026-08", "2026", "2026-08", "2026-07-08"]
    assert {row["published"] for row in rows} == {"2026-08", "2026-07-08"}
    assert {row["confidence"] for row in rows} == {"0.750"}
    assert rows[-1]["claim"] == "'= nothing to hide"
    assert rows[0]["reviewed"] == rows[0]["addressee"] == ""


def test_what_was_written_is_read_again(tmp_path: Path, frame: pd.DataFrame) -> None:
    frame["confidence"] = 0.125
    frame.loc[0, "said_on"] = pd.NaT
    frame.loc[0, "date_precision"] = ""
    to_csv(frame, tmp_path / "quotes.csv")
    pd.testing.assert_frame_equal(read_csv(tmp_path / "quotes.csv"), frame)
    pd.testing.assert_frame_equal(frame.iloc[:0], _again(frame.iloc[:0], tmp_path))


def _again(frame: pd.DataFrame, folder: Path) -> pd.DataFrame:
    to_csv(frame, folder / "again.csv")
    return read_csv(folder / "again.csv")


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(cells, cells), max_size=5))
@example([("=1+1", "'=1+1"), ("''@x", "'"), ("\r\n", "\n=1"), ("a\rb", 'say "no", he\r\nsaid'), ("", "NA")])
def test_any_text_survives_and_none_is_a_formula(tmp_path: Path, texts: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame(texts, columns=["claim", "note"], dtype="str")
    path = tmp_path / "texts.csv"
    to_csv(frame, path)
    assert read_csv(path).values.tolist() == [list(pair) for pair in texts]
    rows = records(path)
    assert len(rows) == len(texts)
    assert not any(cell.startswith(STARTS) for row in rows for cell in row.values())


def test_numbers_stay_numbers_and_other_columns_stay(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "mine": ["-x", None, "y"],
            "score": [-0.5, float("nan"), 1.23456],
            "start": [-1, 0, 1],
            "said_on": pd.to_datetime(["2026-07-08", "NaT", "1999-01-01"]),
            "=cmd": pd.Categorical(["+a", "b", "+a"]),
        }
    )
    to_csv(frame, tmp_path / "f.csv")
    assert (tmp_path / "f.csv").read_text(encoding="utf-8-sig").split() == [
        "mine,score,start,said_on,'=cmd",
        "'-x,-0.500,-1,2026-07-08,'+a",
        ",,0,,b",
        "y,1.235,1,1999-01-01,'+a",
    ]
    again = read_csv(tmp_path / "f.csv")
    assert list(again.columns) == ["said_on", "start", "date_precision", "mine", "score", "=cmd"]
    assert list(again["=cmd"]) == ["+a", "b", "+a"]
    assert list(again["mine"]) == ["-x", "", "y"]


def test_a_target_that_cannot_be_written(tmp_path: Path, frame: pd.DataFrame) -> None:
    (tmp_path / "file.txt").write_text("x")
    (tmp_path / "folder").mkdir()
    for target in ("file.txt/quotes.csv", "no/folder/quotes.csv", "folder"):
        with pytest.raises(LedgerError, match="cannot write") as caught:
            to_csv(frame, tmp_path / target)
        assert "\n" not in str(caught.value)
    assert sorted(p.name for p in tmp_path.iterdir() if not p.name.startswith("q.db")) == ["file.txt", "folder"]


def test_a_failure_leaves_the_old_file(tmp_path: Path, frame: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "quotes.csv"
    path.write_text("old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LedgerError, match="No space left on device"):
        to_csv(frame, path)
    assert path.read_text() == "old"
    assert not list(tmp_path.glob(".quotetrack-*"))


def test_a_link_stays_a_link(tmp_path: Path, frame: pd.DataFrame) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "quotes.csv")
    to_csv(frame, tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert len(read_csv(tmp_path / "quotes.csv")) == len(frame)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot read"),
        (b"", "is no CSV file"),
        (b'a,b\r\n"x', "is no CSV file"),
        ("claim\r\nGrüße".encode("latin-1"), "not UTF-8"),
        (b"claim,reviewed\r\nyes,\r\nno,maybe\r\n", "row 3: reviewed is 'maybe', which is none of: empty, confirmed"),
        (b"start\r\n1.5\r\n", "row 2: start is '1.5', which is no whole number"),
        (b"confidence\r\nhigh\r\n", "row 2: confidence is 'high', which is no number"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "quotes.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(LedgerError, match=message) as caught:
        read_csv(path)
    assert "\n" not in str(caught.value)
