"""What is linked with what, against sets that are joined one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quotetrack.components import components


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=30))
def test_each_number_gets_the_least_that_it_is_linked_with(pairs: list[tuple[int, int]]) -> None:
    together = {number: {number} for number in range(20)}
    for one, other in pairs:
        joined = together[one] | together[other]
        together.update(dict.fromkeys(joined, joined))
    assert components(20, iter(pairs)) == [min(together[number]) for number in range(20)]


def test_nothing_is_linked_with_nothing() -> None:
    assert components(0, []) == []
