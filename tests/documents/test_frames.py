"""A DataFrame of articles becomes what the same table in a file becomes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.documents import Columns, read_frame, read_paths
from quotetrack.errors import InputError
from quotetrack.types import Document, Skipped

SAFE = "“The bridge is safe,” Mayor Clara Renholt said on Monday."


def documents(frame: pd.DataFrame, columns: Columns | None = None) -> list[Document]:
    found = list(read_frame(frame, columns))
    assert all(isinstance(item, Document) for item in found)
    return found  # type: ignore[return-value]


def test_usual_columns_are_found_and_rows_named_by_their_label() -> None:
    frame = pd.DataFrame(
        {"Headline": ["Safe"], "Article Text": [SAFE], "outlet": ["Ostre Courier"], "date": ["7 July 2026"], "n": [3]},
        index=[41],
    )
    assert documents(frame) == [Document("frame#41", SAFE, "Safe", "Ostre Courier", "2026-07-07", "published")]


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (dt.date(2026, 7, 7), "2026-07-07"),
        (pd.Timestamp("2026-07-07 18:30"), "2026-07-07"),
        (pd.Timestamp("2026-07-07 18:30", tz="Europe/Oslo"), "2026-07-07"),
        (2026, "2026"),
        ("2026-07", "2026-07"),
        (None, ""),
        (pd.NaT, ""),
        (float("nan"), ""),
        (pd.NA, ""),
    ],
    ids=str,
)
def test_dates_of_every_dtype(published: Any, expected: str) -> None:
    (document,) = documents(pd.DataFrame({"text": [SAFE], "published": [published]}))
    assert (document.published, document.date_basis) == (expected, "published" if expected else "unknown")


def test_names_of_a_column_and_of_levels() -> None:
    named = pd.DataFrame({"name": ["a", 7], "text": [SAFE, SAFE]})
    assert [document.name for document in documents(named)] == ["a", "7"]
    levels = pd.DataFrame({"text": [SAFE]}, index=pd.MultiIndex.from_tuples([("kpa", 3)]))
    assert documents(levels)[0].name == "frame#kpa/3"


def test_a_chosen_column_and_one_name_twice_over_columns() -> None:
    frame = pd.DataFrame([[SAFE, "other", "Safe"]], columns=["body text", "text", "text"])
    assert documents(frame, Columns(text="body text"))[0].text == SAFE
    assert documents(frame)[0].text == "other"


def test_rows_without_text_are_skipped_with_their_reason() -> None:
    frame = pd.DataFrame({"text": [SAFE, None, " ", float("nan")]})
    first, *others = read_frame(frame)
    assert isinstance(first, Document)
    assert [(item.name, "no text" in item.reason) for item in others if isinstance(item, Skipped)] == [
        ("frame#1", True), ("frame#2", True), ("frame#3", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("frame", "columns", "said"),
    [
        (pd.DataFrame({"id": [1]}), None, r"no text column among: id; name it with columns=quotetrack\.Columns\(text="),
        (pd.DataFrame({"text": [SAFE]}), Columns(title="head"), r'no column "head" among: text; .*Columns\(title='),
        (pd.DataFrame({"text": [SAFE] * 2}, index=[3, 3]), None, r"'frame#3': use frame\.reset_index"),
        (pd.DataFrame({"text": [SAFE] * 2, "name": ["a", "a"]}), None, "'a': give each article one of its own"),
        (pd.DataFrame({"text": [SAFE] * 2, "name": ["a", None]}), None, "row 2 has no name"),
    ],
    ids=["no text", "no such column", "labels", "names", "no name"],
)
def test_what_does_not_fit_is_said_before_anything_is_read(
    frame: pd.DataFrame, columns: Columns | None, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        read_frame(frame, columns)


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=5))
def test_as_the_same_table_in_a_file(tmp_path_factory: Any, rows: list[tuple[str, str, str]]) -> None:
    frame = pd.DataFrame(rows, columns=["title", "text", "publisher"])
    path: Path = tmp_path_factory.mktemp("frames") / "a.jsonl"
    frame.to_json(path, orient="records", lines=True, force_ascii=False)

    def facts(items: Any) -> list[tuple[str, ...]]:
        return [(i.text, i.title, i.publisher) if isinstance(i, Document) else (i.reason,) for i in items]

    assert facts(read_frame(frame)) == facts(read_paths([path]))
