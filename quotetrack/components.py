"""What is linked with what, directly or through others: union-find (Galler and Fischer 1964), with path halving."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def components(count: int, pairs: Iterable[Sequence[int]]) -> list[int]:
    """For each of the numbers below `count` the least of those that `pairs` link it with, itself perhaps."""
    parent = list(range(count))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for one, other in pairs:
        one, other = root(one), root(other)
        parent[max(one, other)] = min(one, other)
    return [root(number) for number in range(count)]
