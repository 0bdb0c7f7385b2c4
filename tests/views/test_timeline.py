from __future__ import annotations

from collections.abc import Iterator

import matplotlib
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.dates import num2date
from matplotlib.patches import Rectangle

from quotetrack.views import timeline

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    plt.close("all")


def frame(*rows: tuple[str, str], precision: tuple[str, ...] | None = None) -> pd.DataFrame:
    said = pd.DataFrame(rows, columns=["speaker", "said_on"])
    said["said_on"] = pd.to_datetime(said["said_on"]).astype("datetime64[us]")
    if precision:
        said["date_precision"] = pd.Categorical(precision)
    return said


def bars(axes: Axes) -> list[tuple[str, float]]:
    """The first day and the height of each bar, in order of time."""
    found = [bar for bar in axes.patches if isinstance(bar, Rectangle)]
    return sorted((num2date(bar.get_x()).strftime("%Y-%m-%d"), float(bar.get_height())) for bar in found)


def names(axes: Axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


SAID = frame(
    ("Mara Quist", "2026-03-02"),
    ("Mara Quist", "2026-03-08"),
    ("Mara Quist; Odo Vell", "2026-03-09"),
    ("Odo Vell", "2026-04-30"),
    ("Ina Brandt", "2026-03-03"),
    ("", "2026-03-03"),
)


def test_one_speaker_is_counted_on_a_labelled_axis() -> None:
    axes = timeline(SAID, speaker="Mara Quist")
    assert bars(axes) == [("2026-03-02", 2), ("2026-03-09", 1)]
    assert axes.get_xlabel() == "week of the statement"
    assert axes.get_ylabel() == "statements"
    assert axes.get_title(loc="left") == "Statements of Mara Quist per week"


@pytest.mark.parametrize(
    ("freq", "expected"),
    [
        ("D", [("2026-03-09", 1), ("2026-04-30", 1)]),
        ("M", [("2026-03-01", 1), ("2026-04-01", 1)]),
        ("Q", [("2026-01-01", 1), ("2026-04-01", 1)]),
        ("Y", [("2026-01-01", 2)]),
    ],
)
def test_periods(freq: str, expected: list[tuple[str, float]]) -> None:
    assert bars(timeline(SAID, speaker="Odo Vell", freq=freq)) == expected


def test_the_top_speakers_have_rows_with_their_numbers() -> None:
    axes = timeline(SAID, top=2)
    assert names(axes) == ["Odo Vell", "Mara Quist"]  # from the bottom up
    assert sorted(text.get_text() for text in axes.texts) == ["1", "1", "1", "2"]
    assert names(timeline(SAID)) == ["Ina Brandt", "Odo Vell", "Mara Quist"]
    assert names(timeline(SAID, speaker=["Ina Brandt", "Odo Vell"])) == ["Ina Brandt", "Odo Vell"]


def test_many_bars_have_a_scale_in_the_title_instead() -> None:
    days = pd.date_range("2026-01-01", periods=150).strftime("%Y-%m-%d")
    axes = timeline(frame(*[("Mara Quist", day) for day in days]), freq="D")
    assert not axes.texts
    assert axes.get_title(loc="left") == "Statements per day, by speaker (highest bar: 1)"


def test_a_date_coarser_than_the_period_is_left_out_and_counted() -> None:
    said = frame(
        ("Mara Quist", "2026-03-01"), ("Mara Quist", "2026-01-01"), ("Mara Quist", "2026-03-05"), ("Mara Quist", ""),
        precision=("month", "year", "day", ""),
    )  # fmt: skip
    weekly = timeline(said, speaker="Mara Quist")
    assert bars(weekly) == [("2026-03-02", 1)]
    assert weekly.get_xlabel() == "week of the statement (3 without a date fine enough left out)"
    assert bars(timeline(said, speaker="Mara Quist", freq="M")) == [("2026-03-01", 2)]
    assert bars(timeline(said, speaker="Mara Quist", freq="Y")) == [("2026-01-01", 3)]


@pytest.mark.parametrize("speaker", [None, "Mara Quist", ["Mara Quist"]])
@pytest.mark.parametrize("rows", [[], [("", "2026-03-01")], [("Mara Quist", "")]])
def test_nothing_to_draw(rows: list[tuple[str, str]], speaker: str | list[str] | None) -> None:
    axes = timeline(frame(*rows), speaker=speaker)
    assert [text.get_text() for text in axes.texts] == ["no statement with a date"]


def test_errors_say_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="nobody is called 'Mara Quest' here: did you mean Mara Quist"):
        timeline(SAID, speaker="Mara Quest")
    with pytest.raises(ValueError, match="no column 'said_on'"):
        timeline(SAID[["speaker"]])
    with pytest.raises(ValueError, match="no datetimes"):
        timeline(SAID.astype({"said_on": "str"}))
    with pytest.raises(ValueError, match="freq is 'fortnight'"):
        timeline(SAID, freq="fortnight")
    assert plt.get_fignums() == []
