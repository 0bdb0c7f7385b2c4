"""Statements over time, drawn with matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pandas as pd

from quotetrack.extras import install

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_BAR = "#0072B2"
_ROW = 0.75  # how much of a speaker's row the highest bar fills
_MOST_NUMBERS = 120  # with more bars than this their numbers would overlap


def timeline(frame: pd.DataFrame, speaker: str | Sequence[str] | None = None, freq: str = "W", *, top: int = 8) -> Axes:
    """Draws how many statements fall into each day, week, month, … and returns the matplotlib Axes.

    frame: rows of ``Ledger.statements()``; `speaker` and `said_on` are used, `date_precision` where there.
    speaker: a name, or several, as the column has them. One speaker gets bars over a scale of counts; several,
    or without `speaker` the `top` who said most, a row each. A statement of two speakers counts for both.
    freq: a pandas period: "D", "W", "M", "Q" or "Y".

    Statements without a date, or with one that is coarser than `freq` (a month among weeks), are left out, and
    the axis says how many. Raises ValueError when a column is missing, a name is nobody's in `frame`, or `freq`
    is no period; ImportError without matplotlib. An empty frame gives an empty chart.
    """
    try:
        import matplotlib.pyplot as plt
        from matplotlib.ticker import MaxNLocator
    except ImportError as error:
        raise ImportError(f"timelines need matplotlib: {install('notebook')}") from error

    said = _by_speaker(frame)
    if speaker is not None and len(said):
        said = _only(said, [speaker] if isinstance(speaker, str) else list(speaker))
    counts, left_out = _counts(said, freq)
    names = _order(counts, None if speaker is not None else top)
    alone = isinstance(speaker, str)

    _, axes = plt.subplots(figsize=(9, 3 if alone or not names else 1.2 + 0.55 * len(names)), layout="constrained")
    unit = _unit(freq)
    note = f" ({left_out} without a date fine enough left out)" if left_out else ""
    axes.set_xlabel(f"{unit} of the statement{note}")
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(f"Statements of {speaker} per {unit}" if alone else f"Statements per {unit}, by speaker", loc="left")
    if not names:
        axes.set(xticks=[], yticks=[])
        axes.text(0.5, 0.5, "no statement with a date", transform=axes.transAxes, ha="center", va="center")
        return axes
    shown = counts[counts["speaker"].isin(names)]
    scale = 1.0 if alone else _ROW / float(shown["statements"].max())
    base = shown["speaker"].map({name: 0 if alone else row for row, name in enumerate(reversed(names))})
    starts = shown["period"].dt.start_time
    days = (shown["period"].dt.end_time - starts) / pd.Timedelta(days=1)
    axes.bar(
        starts.to_numpy(), (shown["statements"] * scale).to_numpy(), width=(0.9 * days).to_numpy(),
        bottom=base.to_numpy(), align="edge", color=_BAR,
    )  # fmt: skip
    _label_time(axes, shown["period"])
    if alone:
        axes.set_ylabel("statements")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        return axes
    axes.set_yticks(range(len(names)), list(reversed(names)))
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.1, len(names))
    for row in range(len(names)):
        axes.axhline(row, color="0.8", linewidth=0.8, zorder=0)
    if len(shown) <= _MOST_NUMBERS:
        for left, width, bottom, count in zip(starts, days, base, shown["statements"], strict=True):
            middle = left + pd.Timedelta(days=0.45 * width)
            axes.annotate(
                str(count), (middle, bottom + count * scale), (0, 1), textcoords="offset points",
                ha="center", va="bottom", fontsize=8,
            )  # fmt: skip
    else:
        axes.set_title(f"{axes.get_title(loc='left')} (highest bar: {shown['statements'].max()})", loc="left")
    return axes


def _by_speaker(frame: pd.DataFrame) -> pd.DataFrame:
    """speaker, said_on and date_precision, a row for each speaker of each statement; those without one go."""
    for column in ("speaker", "said_on"):
        if column not in frame:
            raise ValueError(f"the frame has no column '{column}': pass rows of Ledger.statements()")
    if not pd.api.types.is_datetime64_any_dtype(frame["said_on"]):
        raise ValueError("said_on holds no datetimes: pass rows of Ledger.statements(), or use pandas.to_datetime")
    said = frame[["speaker", "said_on"]].copy()
    said["date_precision"] = frame["date_precision"].astype("str") if "date_precision" in frame else "day"
    said["speaker"] = said["speaker"].fillna("").astype("str").str.split("; ")
    said = said.explode("speaker", ignore_index=True)
    named: pd.DataFrame = said[said["speaker"] != ""]
    return named


def _only(said: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    known = sorted(set(said["speaker"]))
    for name in names:
        if name not in known:
            close = get_close_matches(name, known, 3, 0.4)
            hint = f": did you mean {' or '.join(close)}?" if close else ""
            raise ValueError(f"nobody is called {name!r} here{hint}")
    theirs: pd.DataFrame = said[said["speaker"].isin(names)]
    return theirs


def _counts(said: pd.DataFrame, freq: str) -> tuple[pd.DataFrame, int]:
    """speaker, period and statements, how many; and the number of rows whose date does not tell the period."""
    first = said["said_on"]
    last = first.where(said["date_precision"] != "month", first + pd.offsets.MonthEnd(0))
    last = last.where(said["date_precision"] != "year", first + pd.offsets.YearEnd(0))
    try:
        periods, ends = first.dt.to_period(freq), last.dt.to_period(freq)
    except ValueError as error:
        raise ValueError(f"freq is {freq!r}, which is no pandas period: use D, W, M, Q or Y") from error
    sure = first.notna() & (periods == ends)
    dated = said.loc[sure, ["speaker"]].assign(period=periods[sure])
    return dated.groupby(["speaker", "period"]).size().rename("statements").reset_index(), int((~sure).sum())


def _order(counts: pd.DataFrame, most: int | None) -> list[str]:
    """The speakers with the most statements first; of equals the one whose name comes first."""
    totals = counts.groupby("speaker")["statements"].sum().sort_index().sort_values(ascending=False, kind="stable")
    return [str(name) for name in totals.index[:most]]


def _unit(freq: str) -> str:
    words = {"D": "day", "W": "week", "M": "month", "Q": "quarter", "Y": "year", "A": "year"}
    return words.get(freq.split("-")[0].upper(), f"period ({freq})")


def _label_time(axes: Axes, periods: pd.Series) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=3, maxticks=10)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.set_xlim(periods.min().start_time, periods.max().end_time)
