"""From the network's probability to the one that is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.quotations.confidence import LONGEST, SHORTEST, logit, network_logit, trusted

PROBABILITIES = st.floats(0.001, 0.999)
WORDS = st.integers(0, 200_000)


@given(PROBABILITIES, WORDS)
def test_it_is_a_probability_and_can_be_undone(probability: float, words: int) -> None:
    shown = trusted(probability, words)
    assert 0 < shown < 1
    assert network_logit(shown, words) == pytest.approx(logit(probability), abs=1e-3)


@given(PROBABILITIES, PROBABILITIES, WORDS)
def test_in_one_article_the_surer_one_stays_the_surer_one(one: float, other: float, words: int) -> None:
    lower, higher = sorted((one, other))
    assert trusted(lower, words) <= trusted(higher, words)


@given(PROBABILITIES, WORDS, WORDS)
def test_longer_articles_are_trusted_less_within_what_was_seen(probability: float, one: int, other: int) -> None:
    shorter, longer = sorted((one, other))
    assert trusted(probability, shorter) >= trusted(probability, longer)
    assert trusted(probability, LONGEST) == trusted(probability, 200_000)
    assert trusted(probability, SHORTEST) == trusted(probability, 0)
