from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.documents.dates import add_year, find_date, find_month_day, name_date, parse_date, url_date


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("June 8, 2026", "2026-06-08"),
        ("Tuesday, June 8th 2026, 10:15 a.m.", "2026-06-08"),
        ("8 June 2026", "2026-06-08"),
        ("the 8th of June, 2026", "2026-06-08"),
        ("Sept. 3, 2020", "2020-09-03"),
        ("Mon Jun 8 10:12:44 CEST 2026", "2026-06-08"),
        ("June 8 at 10:12, 2026 crowns", ""),
        ("08-Jun-2026", "2026-06-08"),
        ("2026-06-08", "2026-06-08"),
        ("2026/6/8 10:00", "2026-06-08"),
        ("2026-06-08T23:30:00-04:00", "2026-06-08"),
        ("13/04/2026", "2026-04-13"),
        ("04/13/2026", "2026-04-13"),
        ("04.04.2026", "2026-04-04"),
        ("03/04/2026", ""),  # March 4 or April 3
        ("February 30, 2026", ""),
        ("2026-13-01", ""),
        ("June 8, 1799", ""),
        ("June 8, 2199", ""),
        ("June 8", ""),
        ("0/0/2026", ""),
        ("version 2.10.2026.4", ""),
        ("May I have 12 2026 editions", ""),
    ],
)
def test_full_dates(line: str, expected: str) -> None:
    found = find_date(line)
    assert (found.iso if found else "") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-07", "2026-07"),
        ("July 2026", "2026-07"),
        ("2026", "2026"),
        (" 2026-07-08 ", "2026-07-08"),
        ("20260708", "2026-07-08"),
        ("20260708T101500Z", "2026-07-08"),
        ("Wed, 08 Jul 2026 10:00:00 GMT", "2026-07-08"),
        ("1783504800", "2026-07-08"),
        ("1783504800000", "2026-07-08"),
        ("2026-02-30", ""),
        ("2026-00", ""),
        ("7/8/26", ""),
        ("yesterday", ""),
        ("1650", ""),
        ("", ""),
    ],
)
def test_metadata_dates(value: str, expected: str) -> None:
    assert parse_date(value) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://haldencourier.example/2026/07/08/pier", "2026-07-08"),
        ("https://haldencourier.example/city/2026/jul/08/pier", "2026-07-08"),
        ("https://haldencourier.example/2026-07-08-pier.html", "2026-07-08"),
        ("https://haldencourier.example/20260708/pier", "2026-07-08"),
        ("https://haldencourier.example/2026/07/pier", "2026-07"),
        ("https://haldencourier.example/news/pier-20260708", ""),  # as likely an article's number
        ("https://haldencourier.example/2026/13/40/pier", ""),
        ("https://haldencourier.example/pier?date=/2026/07/08/", ""),
        ("", ""),
    ],
)
def test_url_dates(url: str, expected: str) -> None:
    assert url_date(url) == expected


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("2026-07-08-pier", "2026-07-08"),
        ("courier_2026-07-08_pier", "2026-07-08"),
        ("20260708_pier", "2026-07-08"),
        ("2026-07-pier", "2026-07"),
        ("pier", ""),
        ("2026-02-30-pier", ""),
        ("120260708", ""),
        ("pier-2026", ""),
    ],
)
def test_file_name_dates(stem: str, expected: str) -> None:
    assert name_date(stem) == expected


@pytest.mark.parametrize(
    ("month", "day", "evidence", "expected"),
    [
        (6, 8, ["2026-06-09"], "2026-06-08"),
        (12, 31, ["2026-01-02"], "2025-12-31"),
        (1, 2, ["2025-12-30"], "2026-01-02"),
        (6, 8, ["2026-06"], "2026-06-08"),
        (6, 30, ["2026-07"], "2026-06-30"),
        (6, 8, ["2026"], "2026-06-08"),
        (6, 8, ["2026-09-09"], ""),
        (6, 8, [], ""),
        (2, 29, ["2026"], ""),
    ],
)
def test_a_year_comes_from_evidence_alone(month: int, day: int, evidence: list[str], expected: str) -> None:
    assert add_year(month, day, evidence) == expected


def test_dates_without_year() -> None:
    found = find_month_day("PORT HALDEN, June 8")
    assert found is not None
    assert (found.month, found.day) == (6, 8)
    assert find_month_day("June 8, 2026") is None
    assert find_month_day("February 30") is None
    assert find_month_day("June 0") is None


@given(st.dates(min_value=dt.date(1800, 1, 1), max_value=dt.date(2026, 12, 31)))
def test_every_day_is_read_back(date: dt.date) -> None:
    assert parse_date(f"{date}") == f"{date}"
    assert parse_date(f"{date:%B} {date:%d}, {f'{date}'[:4]}") == f"{date}"


@given(st.text(max_size=60))
def test_any_text_is_safe(text: str) -> None:
    for read in (parse_date, url_date, name_date, find_date, find_month_day):
        read(text)
