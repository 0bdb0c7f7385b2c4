"""Batches of about equal numbers of words."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


def batches(items: Sequence[T], size: Any, words: int, rng: random.Random) -> Iterator[list[T]]:
    """Endless batches of about `words` words, items of like length together, longest first."""
    while True:
        order = sorted(items, key=lambda x: size(x) * (1 + 0.2 * rng.random()))
        groups, group, total = [], [], 0
        for item in order:
            group.append(item)
            total += size(item)
            if total >= words:
                groups.append(group)
                group, total = [], 0
        groups = groups or [group]  # all items together may be less than one batch
        rng.shuffle(groups)
        for group in groups:
            yield sorted(group, key=size, reverse=True)
