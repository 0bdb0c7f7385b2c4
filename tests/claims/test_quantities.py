"""Numbers, days and months in a text, and which of them part two texts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.claims.quantities import Quantity, conflict, quantities

STATED = [
    ("the repairs would cost $3.5 million", {("3500000", "$")}),
    ("the repairs would cost 3.5m dollars", {("3500000", "$")}),
    ("US$3,500,000 were spent", {("3500000", "$")}),
    ("1.2 billion crowns", {("1200000000", "")}),
    ("40bn euros, or £35", {("40000000000", "€"), ("35", "£")}),
    ("rose 35 percent, 35% or 35 per cent", {("35", "%")}),
    ("fell to -2 percent", {("-2", "%")}),
    ("minus 2 degrees", {("-2", "")}),
    ("the 2019-20 season", {("2019", ""), ("20", "")}),
    ("eleven ferries and twenty-five buses", {("11", ""), ("25", "")}),
    ("one of them said one thing", set()),
    ("one million crowns, three thousand of them", {("1000000", ""), ("3000", "")}),
    ("a dozen boats, twice as many", {("12", ""), ("2", "")}),
    ("hundreds of people", {("hundreds", "")}),
    ("two-thirds of the valley, a third of the town, half the coast", {("2/3", ""), ("1/3", ""), ("1/2", "")}),
    ("for the third time in the second quarter", {("3rd", ""), ("2nd", "")}),
    ("for a third time", {("3rd", "")}),
    ("the 3rd of August", {("3rd", ""), ("August", "")}),
    ("in the 1990s", {("1990s", "")}),
    ("at 7 a.m. and 7:30 pm", {("7", "am"), ("7", ""), ("30", "pm")}),
    ("on Monday, Aug. 3", {("Monday", ""), ("August", ""), ("3", "")}),
    ("in May, on May 8", {("May", ""), ("8", "")}),
    ("May I ask whether Ms. May may march?", set()),
    ("", set()),
]  # fmt: skip
APART = [
    ("$3.5 million", "$3.5 billion"), ("$35", "35 percent"), ("35 percent", "35 crowns"), ("twice", "three times"),
    ("the second term", "the third term"), ("-2 percent", "2 percent"), ("7 a.m.", "7 p.m."), ("in May", "in June"),
    ("on Sept. 3", "on Oct. 3"), ("hundreds", "thousands"), ("$5", "€5"), ("3 of 10", "3 of 11"),
]  # fmt: skip
TOGETHER = [
    ("$3.5 million", "3.5 million"), ("$3.5 million", "3.5m dollars"), ("11", "eleven"), ("at 7", "at 7 a.m."),
    ("35%", "35 percent"), ("Monday", ""), ("5 of 10 boats", "5 boats"), ("1,000", "one thousand"), ("2.50", "2.5"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_what_is_stated(text: str, expected: set[tuple[str, str]]) -> None:
    assert quantities(text) == {Quantity(*pair) for pair in expected}


@pytest.mark.parametrize(("one", "other"), APART)
def test_these_part(one: str, other: str) -> None:
    assert conflict(quantities(one), quantities(other))


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_these_do_not(one: str, other: str) -> None:
    assert not conflict(quantities(one), quantities(other))


@given(st.text(), st.text())
def test_any_text(one: str, other: str) -> None:
    assert not conflict(quantities(one), quantities(one))
    assert conflict(quantities(one), quantities(other)) == conflict(quantities(other), quantities(one))


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_two_numbers_part_exactly_where_they_differ(one: int, other: int) -> None:
    assert conflict(quantities(f"cost {one:,} crowns"), quantities(f"cost {other} crowns")) == (one != other)


def test_long_texts_take_no_longer_a_word() -> None:
    begun = time.process_time()
    quantities("two million 35 - " * 3000)
    assert time.process_time() - begun < 3
