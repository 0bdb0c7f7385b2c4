"""Dates that a document states: read, never guessed.

Every result is ISO 8601 with the precision that is known ("2026-06-08", "2026-06", "2026") or
empty. Impossible dates, years before 1800 and dates in the far future give nothing, and neither
does 03/04/2026, which reads as two different days.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

FIRST_YEAR = 1800
NEARBY = dt.timedelta(days=10)  # how far a dateline may lie from the date that lends it its year

_DIGIT = re.compile(r"\d")  # without one there is no date, and most lines have none
_MONTH_NUMBER = {name: n for n, name in enumerate(re.findall("...", "janfebmaraprmayjunjulaugsepoctnovdec"), 1)}
_MONTH = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
_MONTH += r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<y>\d{4})(?!\d)"

_FULL = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d/.-])(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d|[-/.]\d)",
        rf"\b{_MONTH}\s+{_DAY}\s*,?\s*{_YEAR}",
        rf"(?<![\d/.-]){_DAY}(?:\s+of\s+|[\s-]+){_MONTH},?[\s-]+{_YEAR}",
        rf"\b{_MONTH}\s+{_DAY}\s+\d{{1,2}}:\d\d(?::\d\d)?(?:\s+[A-Z]{{2,5}})?\s+{_YEAR}",
        rf"(?<![\d/.-])(?P<a>\d{{1,2}})(?P<sep>[-/.])(?P<b>\d{{1,2}})(?P=sep){_YEAR}(?![-/.]\d)",
    )
)
_MONTH_DAY = re.compile(rf"\b{_MONTH}\s+{_DAY}(?!\d|\s*,?\s*\d)", re.IGNORECASE)
_DAY_MONTH = re.compile(rf"(?<![\d/.-]){_DAY}\s+(?:of\s+)?{_MONTH}(?!,?\s*\d)", re.IGNORECASE)
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?")
_YEAR_MONTH = re.compile(r"(?P<y>\d{4})[-/](?P<m>\d{1,2})")
_MONTH_YEAR = re.compile(rf"{_MONTH},?\s+{_YEAR}", re.IGNORECASE)

_URL_DATE = re.compile(r"[/_-](?P<y>\d{4})([/_-])(?P<m>\d{1,2}|[a-z]{3})\2(?P<d>\d{1,2})(?=[/_.?#-]|$)", re.IGNORECASE)
_URL_COMPACT = re.compile(r"/(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?=/|$)")
_URL_MONTH = re.compile(r"/(?P<y>\d{4})/(?P<m>\d{2})(?=/|$)")
_NAME_DATE = re.compile(r"(?<!\d)(?P<y>\d{4})([-_.])(?P<m>\d{2})\2(?P<d>\d{2})(?!\d)")
_NAME_COMPACT = re.compile(r"(?:^|[-_ .])(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?=$|[-_ .T])")
_NAME_MONTH = re.compile(r"^(?P<y>\d{4})-(?P<m>\d{2})(?=$|[-_ .](?!\d))")


class Found(NamedTuple):
    """A date within a line: its ISO form and where it stands, ``line[start:end]``."""

    iso: str
    start: int
    end: int


class MonthDay(NamedTuple):
    """A date without its year within a line, such as "June 8"."""

    month: int
    day: int
    start: int
    end: int


@lru_cache(maxsize=100)  # the first lines of an article are asked several times
def find_date(line: str) -> Found | None:
    """Return the first full date that `line` states, or None."""
    if not _DIGIT.search(line):
        return None
    hits = []
    for pattern in _FULL:
        for match in pattern.finditer(line):
            iso = _iso_of(match)
            if iso:
                hits.append(Found(iso, *match.span()))
                break
    return min(hits, key=lambda hit: hit.start) if hits else None


def find_month_day(line: str) -> MonthDay | None:
    """Return the first date without a year that `line` states, or None."""
    if not _DIGIT.search(line):
        return None
    for pattern in (_MONTH_DAY, _DAY_MONTH):
        match = pattern.search(line)
        if match:
            month, day = _MONTH_NUMBER[match["month"][:3].lower()], int(match["d"])
            if day and make_iso(2024, month, day):  # a leap year, for February 29
                return MonthDay(month, day, *match.span())
    return None


def parse_date(value: str) -> str:
    """Return the date that a metadata field or table cell states.

    Reads what `find_date` reads, "20260608", "2026-06", "June 2026", "2026" and, as a number, Unix
    seconds or milliseconds. Anything else gives "".
    """
    value = value.strip()
    found = find_date(value)
    if found:
        return found.iso
    for pattern in (_COMPACT, _YEAR_MONTH, _MONTH_YEAR):
        match = pattern.fullmatch(value)
        if match:
            return _iso_of(match)
    if re.fullmatch(r"[0-9]{4}", value):
        return make_iso(int(value))
    if re.fullmatch(r"[0-9]{9,10}(?:[0-9]{3})?(?:\.[0-9]+)?", value):
        return _from_unix_time(float(value))
    return ""


def url_date(url: str) -> str:
    """Return the date in a URL's path, such as /2026/07/08/, /2026/jul/08/ or /2026/07/, else ""."""
    return _first_of((_URL_DATE, _URL_COMPACT, _URL_MONTH), url.split("?")[0].split("#")[0])


def name_date(stem: str) -> str:
    """Return the date in a file's name, such as 2026-07-08-harbour, 20260708_harbour or 2026-07, else ""."""
    return _first_of((_NAME_DATE, _NAME_COMPACT, _NAME_MONTH), stem)


def add_year(month: int, day: int, evidence: Iterable[str]) -> str:
    """Return the full date of a dateline without year ("June 8"), or "".

    `evidence` are ISO dates from elsewhere, best first. A full date lends its year only when it
    lies within ten days, a month when the dateline falls within ten days of it, a year as it is.
    """
    for iso in filter(None, evidence):
        year, span = int(iso[:4]), days_of(iso)
        for candidate in (make_iso(y, month, day) for y in (year, year - 1, year + 1)):
            if candidate:
                date = dt.date.fromisoformat(candidate)
                near = dt.timedelta(0) if len(iso) == 4 else NEARBY
                if span[0] - near <= date <= span[1] + near:
                    return candidate
    return ""


def make_iso(year: int, month: int = 0, day: int = 0) -> str:
    """Return the ISO form of a year, month or day that exists and is plausible, else ""."""
    try:
        date = dt.date(year, month or 1, day or 1)
    except ValueError:
        return ""
    # a clock that is wrong by years must not lose dates: never stricter than when this was written
    latest = max(dt.date.today().year, 2026) + 1
    if not FIRST_YEAR <= year <= latest:
        return ""
    return date.isoformat()[: 10 if day else 7 if month else 4]


def _iso_of(match: re.Match[str]) -> str:
    parts = match.groupdict()
    year = int(parts["y"])
    if parts.get("a"):
        first, second = int(parts["a"]), int(parts["b"])
        if first <= 12 and second <= 12 and first != second:
            return ""  # two readings
        day, month = (first, second) if first > 12 else (second, first)
        return make_iso(year, month, day) if day and month else ""
    named = parts.get("month") or parts.get("m") or ""
    month = int(named) if named.isdigit() else _MONTH_NUMBER.get(named[:3].lower(), 0)
    if not month:
        return ""
    day_text = parts.get("d")
    if day_text is None:
        return make_iso(year, month)
    return make_iso(year, month, int(day_text)) if int(day_text) else ""


def _first_of(patterns: Iterable[re.Pattern[str]], text: str) -> str:
    for pattern in patterns:
        for match in pattern.finditer(text):
            iso = _iso_of(match)
            if iso:
                return iso
    return ""


def _from_unix_time(number: float) -> str:
    seconds = number / 1000 if number >= 1e11 else number
    date = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=seconds)
    return make_iso(date.year, date.month, date.day)


def days_of(iso: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of an ISO date: a day, a month or a year."""
    year, month, day = (int(part) for part in ([*iso.split("-"), "0", "0"])[:3])
    if day:
        return dt.date(year, month, day), dt.date(year, month, day)
    if month:
        after = dt.date(year + month // 12, month % 12 + 1, 1)
        return dt.date(year, month, 1), after - dt.timedelta(days=1)
    return dt.date(year, 1, 1), dt.date(year, 12, 31)
