"""Which side a statement takes, from its cue and content."""

from __future__ import annotations

import pytest

from quotetrack.claims.stance import AGAINST as SIDE_AGAINST
from quotetrack.claims.stance import FOR as SIDE_FOR
from quotetrack.claims.stance import SILENT as SIDE_SILENT
from quotetrack.claims.stance import side

FOR = [
    ("said", "that the barrier would hold"),
    ("supports", "a ban on night flights"),
    ("proposed", "a ban on night flights"),
    ("does not oppose", "the merger"),
    ("never denied", "that he had met the bidder"),
    ("did not reject", "the offer"),
    ("criticized", "Oake for lying about the ferry"),
    ("attacked", "the minister's record"),
    ("dismissed", "as a rumour"),
    ("dismissed the report as", "a rumour"),
    ("said", "the union fights for its members"),
    ("decided to rule", "the valley from Dunmere"),
    ("", "The wall will hold."),
]
AGAINST = [
    ("denied", "that the barrier would hold"),
    ("opposes", "a ban on night flights"),
    ("has long opposed", "a ban on night flights"),
    ("disputed", "the figure"),
    ("is against", "the merger"),
    ("rules out", "closing the ward"),
    ("has ruled that out:", "closing the ward"),
    ("condemned", "Renholt's call for a ban on night flights"),
    ("approved a resolution condemning", "the proposal to close the ward"),
    ("criticised", "his plan to sell the ferries"),
    ("did not think", "that the figure was provisional"),
    ("won't support", "the merger"),
    ("said", "he would oppose the merger"),
    ("said", "they reject the conclusions"),
]


SILENT = [
    ("did not say", "that the figure was provisional"),
    ("wouldn’t say", "who had paid"),
    ("declined to comment on", "the merger"),
    ("refused to confirm", "that the ward would close"),
    ("is not known", "who wrote the memo"),
    ("did not mention", "the ferries"),
]


@pytest.mark.parametrize(
    ("expected", "cue", "content"),
    [(expected, *pair) for expected, pairs in ((SIDE_FOR, FOR), (SIDE_AGAINST, AGAINST), (SIDE_SILENT, SILENT))
     for pair in pairs],
)  # fmt: skip
def test_sides(expected: str, cue: str, content: str) -> None:
    assert side(cue, content) == expected


def test_a_known_polarity_counts() -> None:
    assert side("was far from thinking", "that the wall would hold", denied=True) == SIDE_AGAINST
    assert side("dismissed it as", "a rumour", denied=True) == SIDE_FOR
    assert side("did not say", "that it would hold", denied=True) == SIDE_SILENT
