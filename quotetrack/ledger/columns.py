"""The columns of the statements table: their order, their dtypes, and dates of a known precision.

| columns | dtype |
|---|---|
| said_on, published, first_said, last_said | datetime64[us], the first day of a coarser date, NaT when unknown |
| date_precision (of said_on), published_precision, first_said_precision, last_said_precision, quotation_type, \
resolution, speaker_type, attribution_type, polarity, date_basis, reviewed | category, of CATEGORIES |
| start, end, paragraph, occurrences | int64 |
| confidence | float64 |
| all others, and as_exported, which only files have | str, which before pandas 3 is object; empty, never missing |
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from quotetrack.errors import LedgerError

CONTRACT = (
    "statement_id",
    "said_on",
    "speaker",
    "claim",
    "quotation_type",
    "cue",
    "source",
    "resolution",
    "role",
    "speaker_type",
    "attribution_type",
    "polarity",
    "addressee",
    "medium",
    "title",
    "publisher",
    "published",
    "document",
    "context",
    "confidence",
    "claim_id",
    "occurrences",
    "first_said",
    "last_said",
    "date_basis",
    "start",
    "end",
    "paragraph",
    "reviewed",
    "note",
)
# A date without its precision would turn "2026" into January 1st, so each date has its own beside it.
PRECISIONS = {
    "said_on": "date_precision",
    "published": "published_precision",
    "first_said": "first_said_precision",
    "last_said": "last_said_precision",
}
STATEMENTS = (*CONTRACT, "proposition_id", "opposed", *PRECISIONS.values(), "spans")

PRECISION_VALUES = ("", "day", "month", "year")  # from the finest to the coarsest
CATEGORIES: dict[str, tuple[str, ...]] = {
    "quotation_type": ("direct", "mixed", "indirect"),
    "resolution": ("name", "alias", "pronoun", "nominal", "carried", "none"),
    "speaker_type": ("", "person", "organization", "group", "document", "other"),
    "attribution_type": ("", "assertion", "belief", "fact", "eventuality"),
    "polarity": ("", "affirmed", "denied"),
    "date_basis": ("stated", "published", "file", "unknown"),
    "reviewed": ("", "confirmed", "corrected", "rejected"),
    "status": ("read", "skipped"),  # of a document
    **dict.fromkeys(PRECISIONS.values(), PRECISION_VALUES),
}
INTEGERS = ("start", "end", "paragraph", "occurrences", "documents")
FLOATS = ("confidence",)


def typed(raw: pd.DataFrame) -> pd.DataFrame:
    """`raw`, whose cells are text or numbers, with the dtypes above; columns of other names become str.

    Dates are ISO 8601 text, and each brings its column of PRECISIONS along, at the right. Raises
    LedgerError, with the row counted as a spreadsheet does, for a category or number that is none.
    """
    columns = {name: _typed_column(raw[name]) for name in raw.columns if name not in PRECISIONS}
    for name, precision in PRECISIONS.items():
        if name in raw:
            columns[name], columns[precision] = parse_dates(raw[name])
    order = [*raw.columns, *(name for name in columns if name not in raw.columns)]
    frame: pd.DataFrame = pd.DataFrame({name: columns[name] for name in order}, index=raw.index)
    return frame


def precision_of(date: str) -> str:
    """The name of the column with a date's precision; tables other than that of statements name it after the date."""
    return PRECISIONS.get(date, f"{date}_precision")


def parse_dates(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Dates such as 2026-07-08, 2026-07 or 2026 as (datetime64[us] of their first day, category of precision).

    Anything else is NaT with an empty precision: a wrong date is worse than none.
    """
    text = text.astype("str")
    whole = (text + "-01-01").str.slice(0, 10).where(text.str.fullmatch(r"(?!0000)[0-9]{4}(?:-[0-9]{2}){0,2}"))
    dates = pd.to_datetime(whole, format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")
    precision = text.str.len().map({4: "year", 7: "month", 10: "day"}).where(dates.notna(), "")
    return dates, _category(precision, PRECISION_VALUES)


def format_dates(dates: pd.Series, precision: pd.Series | None = None) -> pd.Series:
    """The inverse of `parse_dates`: ISO 8601 text, empty for NaT; whole days when there is no `precision`."""
    days = np.datetime_as_string(dates.to_numpy(dtype="datetime64[s]"), unit="D")
    text: pd.Series = pd.Series(days, index=dates.index, dtype="str").where(dates.notna(), "")
    if precision is not None:
        for word, length in (("year", 4), ("month", 7)):
            text = text.where(precision != word, text.str.slice(0, length))
    return text


def _typed_column(values: pd.Series) -> pd.Series:
    name = values.name
    if name in CATEGORIES:
        return _category(values, CATEGORIES[str(name)])
    if name in INTEGERS or name in FLOATS:
        numbers = pd.to_numeric(values.where(values != ""), errors="coerce")
        wrong = numbers.isna() & (values.notna() & (values != "") if name in FLOATS else True)
        if name in INTEGERS:
            wrong |= numbers % 1 != 0
        _refuse(values, wrong, "no number" if name in FLOATS else "no whole number")
        values = numbers.astype("float64" if name in FLOATS else "int64")
        return values
    return values.astype("str")


def _category(values: pd.Series, categories: tuple[str, ...]) -> pd.Series:
    words = ", ".join(word or "empty" for word in categories)
    _refuse(values, ~values.isin(categories), f"none of: {words}")
    # Through object, so that the categories have one dtype whatever the column's was.
    return values.astype(object).astype(pd.CategoricalDtype(pd.Index(categories, dtype="str")))


def _refuse(values: pd.Series, wrong: pd.Series, what: str) -> None:
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        raise LedgerError(f"row {at + 2}: {values.name} is {str(values.iloc[at])!r}, which is {what}")
