"""Words for days, weeks, months and years ("on Monday", "Aug. 3", "last month"), against a day of publication.

What they name is kept as the first and the last day that they may mean.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from quotetrack.documents.dates import days_of, find_date, find_month_day, make_iso

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("january february march april may june july august september october november december").split()
_NUMBERS = dict(zip("two three four five six seven eight nine ten".split(), range(2, 11), strict=True))
_NEAR = 40  # characters before a time in which a word may say that it is none
_YEARS_BACK = 8  # how far a weekday may move a date without year

_WEEKDAY = r"(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
_PART = r"(?:\s+(?:morning|afternoon|evening|night))?"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_SHORT = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = rf"(?:{_SHORT}\s+\d{{1,2}}(?:st|nd|rd|th)?|(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_SHORT})(?!\d)"
_VAGUE = r"(?:(?:early|late|mid)[\s-]+)?"
_AROUND = r"(?:earlier|later|late|early)\s+"
# Before and behind these words stands something else than when it is said.
_NOT_AFTER = re.compile(
    r"\b(?:since|until|till|after|before|by|from|every|each|next|coming|following|through|good|black|ash|palm|holy|super"
    r"|ahead of|prior to)\s+(?:the\s+|this\s+|last\s+)?$",
    re.IGNORECASE,
)
_TITLE = re.compile(r"\s(?:Morning|Afternoon|Evening|Night|Week|Weekend|Month|Year)")  # CBS This Morning
_NOT_BEFORE = re.compile(r"['’]s\b|['’](?=\s)|\s*[-–]\s*\d")


class Time(NamedTuple):
    """Words for a time, ``text[start:end]``, and the first and the last day that they may mean."""

    start: int
    end: int
    first: dt.date
    last: dt.date

    @property
    def iso(self) -> str:
        """The day, or the month or the year that holds all of it, ISO 8601; empty where no year does."""
        for length in (10, 7, 4):
            if self.first.isoformat()[:length] == self.last.isoformat()[:length]:
                return self.first.isoformat()[:length]
        return ""


Days = tuple[dt.date, dt.date]
_Rule = Callable[[re.Match[str], dt.date], "Days | None"]


def times(text: str, published: str) -> Iterator[Time]:
    """The times that a text names, in order, none within another. `published` is an ISO date; if it is no full day,
    only full dates and years can be told."""
    day = dt.date.fromisoformat(published) if len(published) == 10 else None
    at = 0
    for match in _ANY.finditer(text):
        if (
            match.start() < at
            or _TITLE.search(match.group())
            or _NOT_AFTER.search(text[max(0, match.start() - _NEAR) : match.start()])
            or _NOT_BEFORE.match(text, match.end())
        ):
            continue
        for pattern, rule, absolute in _RULES:
            inner = pattern.fullmatch(match.group())
            if inner:
                days = rule(inner, day or dt.date.max) if day or absolute else None
                if days:
                    yield Time(match.start(), match.end(), *days)
                    at = match.end()
                break


def _full(match: re.Match[str], day: dt.date) -> Days | None:
    found = find_date(match.group())
    return days_of(found.iso) if found else None


def _month_day(match: re.Match[str], day: dt.date) -> Days | None:
    found = find_month_day(re.sub(r"^the\s+", "", match["date"], flags=re.IGNORECASE))
    if not found:
        return None
    for year in range(day.year, day.year - _YEARS_BACK, -1):
        iso = make_iso(year, found.month, found.day)
        date = days_of(iso)[0] if iso else dt.date.max
        if date <= day and (not match["weekday"] or _DAYS[date.weekday()] == match["weekday"].lower()):
            return (date, date)
    return None


def _weekday(match: re.Match[str], day: dt.date) -> Days:
    last = day - dt.timedelta((day.weekday() - _DAYS.index(match["weekday"].lower())) % 7)
    return (last, last)


def _last_weekday(match: re.Match[str], day: dt.date) -> Days:
    """Of this week or of the one before: writers mean either."""
    _, last = _weekday(match, day)
    last = last - dt.timedelta(7) if last == day else last
    return (last - dt.timedelta(7), last)


def _back(days: int) -> _Rule:
    return lambda match, day: (day - dt.timedelta(days), day - dt.timedelta(days))


def _ago(match: re.Match[str], day: dt.date) -> Days:
    number = _NUMBERS.get(match["number"].lower()) or int(match["number"])
    if match["unit"].lower() == "days":
        return (day - dt.timedelta(number), day - dt.timedelta(number))
    middle = day - dt.timedelta(7 * number)
    return (middle - dt.timedelta(6), middle + dt.timedelta(6))


def _this_week(match: re.Match[str], day: dt.date) -> Days:
    return (day - dt.timedelta(day.weekday()), day)


def _last_week(match: re.Match[str], day: dt.date) -> Days:
    monday = day - dt.timedelta(day.weekday())
    return (monday - dt.timedelta(7), monday - dt.timedelta(1))


def _weekend(match: re.Match[str], day: dt.date) -> Days:
    saturday = day - dt.timedelta((day.weekday() + 2) % 7)
    return (saturday, min(saturday + dt.timedelta(1), day))


def _month(match: re.Match[str], day: dt.date) -> Days:
    number = _MONTHS.index(match["month"].lower()) + 1
    return days_of(f"{day.year - (number > day.month)}-{number:02}")


def _month_year(match: re.Match[str], day: dt.date) -> Days | None:
    iso = make_iso(int(match["year"]), _MONTHS.index(match["month"].lower()) + 1)
    return days_of(iso) if iso else None


def _this_month(match: re.Match[str], day: dt.date) -> Days:
    return days_of(f"{day.year}-{day.month:02}")


def _last_month(match: re.Match[str], day: dt.date) -> Days:
    before = day.replace(day=1) - dt.timedelta(1)
    return days_of(f"{before.year}-{before.month:02}")


def _year(match: re.Match[str], day: dt.date) -> Days | None:
    iso = make_iso(int(match["year"]))
    return days_of(iso) if iso else None


def _year_back(years: int) -> _Rule:
    return lambda match, day: days_of(str(day.year - years))


_TABLE: tuple[tuple[str, _Rule, bool], ...] = (
    # words, what they mean, whether they say it without a day of publication
    (rf"(?:{_WEEKDAY}\s*,?\s*\(?)?{_DATE},?\s+(?:19|20)\d\d(?!\d)", _full, True),
    (r"(?:19|20)\d\d-\d\d-\d\d(?!\d)", _full, True),
    (rf"(?:{_WEEKDAY}\s*,?\s*\(?)?(?P<date>{_DATE})", _month_day, False),
    (rf"last\s+{_WEEKDAY}{_PART}", _last_weekday, False),
    (rf"{_WEEKDAY}{_PART}", _weekday, False),
    (r"the\s+day\s+before\s+yesterday", _back(2), False),
    (rf"yesterday{_PART}|last\s+night", _back(1), False),
    (r"today|tonight|this\s+(?:morning|afternoon|evening)", _back(0), False),
    (rf"(?P<number>\d{{1,2}}|{'|'.join(_NUMBERS)})\s+(?P<unit>days|weeks)\s+ago", _ago, False),
    (rf"(?:{_AROUND})?this\s+week", _this_week, False),
    (r"last\s+week", _last_week, False),
    (r"(?:at|over|on|during)\s+the\s+weekend|last\s+weekend", _weekend, False),
    (rf"(?:{_AROUND})?this\s+month", _this_month, False),
    (r"last\s+month", _last_month, False),
    (rf"(?:{_AROUND})?this\s+year", _year_back(0), False),
    (r"last\s+year", _year_back(1), False),
    (rf"(?:in|during|of)\s+{_VAGUE}{_MONTH},?\s+(?:of\s+)?(?P<year>(?:19|20)\d\d)(?!\d)", _month_year, True),
    (rf"(?:(?:in|during)\s+{_VAGUE}|last\s+){_MONTH}\b(?!\s+\d)", _month, False),
    (rf"(?:in|during|as\s+(?:early|late)\s+as)\s+{_VAGUE}(?:a\s+)?(?P<year>(?:19|20)\d\d)(?![\d-])", _year, True),
    (r"(?:spring|summer|fall|autumn|winter)\s+of\s+(?P<year>(?:19|20)\d\d)(?!\d)", _year, True),
)
_RULES = tuple((re.compile(pattern, re.IGNORECASE), rule, absolute) for pattern, rule, absolute in _TABLE)
_ANY = re.compile(
    r"(?<![\w-])(?:" + "|".join(re.sub(r"\?P<\w+>", "?:", pattern) for pattern, _, _ in _TABLE) + r")(?![\w-])",
    re.IGNORECASE,
)
