"""What a cell says that people may correct, whatever a spreadsheet made of it on its own."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from quotetrack.documents.dates import parse_date
from quotetrack.ledger.columns import PRECISIONS, format_dates
from quotetrack.ledger.export import GUARDED, GUARDS

EDITABLE = ("speaker", "claim", "said_on", "claim_id", "note", "reviewed")
_LONGEST = 32_000  # characters; a cell of a sheet holds a few more, and what is longer is cut there
_MISSING = ("nan", "NaN", "NaT", "<NA>")  # an empty cell that went through a program for tables of numbers
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no sheet holds them
_MARKS = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " ", "…": "..."}
)
_TWO_WAYS = re.compile(r"\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d\d)(?: 0?0:00(?::00)?)?\s*")
_MONTH_YEAR = re.compile(r"\s*([^\W\d_]{3,9})\.?[- /](\d{4}|\d\d)\s*")
_MONTH_NAMES = "jan,feb fév,mar mär mrz,apr avr,may mai,jun jui,jul,aug aoû,sep,oct okt,nov,dec dez déc"
_MONTHS = {name: n for n, names in enumerate(_MONTH_NAMES.split(","), 1) for name in names.split()}


def editable(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns of the statements table that people may correct, as text."""
    text: pd.DataFrame = frame[list(EDITABLE)].astype(object)
    text["said_on"] = format_dates(frame["said_on"], frame[PRECISIONS["said_on"]])
    return text.astype(str)


def plain(cell: str) -> str:
    """A cell without the apostrophe before a formula, its spaces folded; what stands for a missing value is empty."""
    text = " ".join(GUARDED.sub("", cell).split())
    return "" if text in _MISSING else text


def readings(column: str, cell: str) -> set[str]:
    """What a cell may say, in one form for all that a spreadsheet may turn it into; a date at times has two."""
    text = folded(plain(GUARDS.sub("", _CONTROLS.sub("\ufffd", cell))))[:_LONGEST]
    if column == "said_on":
        return dates(text) or {text}
    return {text.lower() if column == "reviewed" else text}


def folded(text: str) -> str:
    """A text with the quotation marks, dashes and spaces of a typewriter."""
    return unicodedata.normalize("NFC", text).translate(_MARKS)


def misread(text: str) -> str:
    """UTF-8 as a program shows it that takes it for Windows-1252, and loses some of it."""
    return text.encode().decode("cp1252", "ignore")


def dates(text: str) -> set[str]:
    """What a cell may mean as a date, ISO 8601: a spreadsheet shows dates in the manner of its country."""
    text = re.sub(r"[ T]0?0:00(:00)?(\.0+)?$", "", text.strip())
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        return {parsed} if (parsed := parse_date(text)) else set()
    two_ways = _TWO_WAYS.fullmatch(text)
    if two_ways:
        first, second, year = (int(part) for part in two_ways.groups())
        year += 2000 if year < 100 else 0
        days = {parse_date(f"{year:04}-{month:02}-{day:02}") for month, day in ((first, second), (second, first))}
        return days - {""}
    month_year = _MONTH_YEAR.fullmatch(text)
    if month_year:
        month = _MONTHS.get(month_year[1][:3].lower(), 0)
        year = int(month_year[2]) + (2000 if len(month_year[2]) == 2 else 0)
        return {parse_date(f"{year:04}-{month:02}")} - {""} if month else set()
    parsed = parse_date(text)
    return {parsed} if parsed else set()
