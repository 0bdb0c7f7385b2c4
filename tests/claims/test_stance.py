"""Which side a statement takes, from its cue and content."""

from __future__ import annotations

import pytest

from quotetrack.claims.stance import against

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
    ("did not say", "that the figure was provisional"),
    ("won't support", "the merger"),
    ("wouldn’t say", "who had paid"),
    ("said", "he would oppose the merger"),
    ("told reporters", "that she would never support it, and she rejects the plan"),
    ("said", "they reject the conclusions"),
]


@pytest.mark.parametrize(("cue", "content"), FOR)
def test_for(cue: str, content: str) -> None:
    assert not against(cue, content)


@pytest.mark.parametrize(("cue", "content"), [pair for pair in AGAINST if "never support" not in pair[1]])
def test_against(cue: str, content: str) -> None:
    assert against(cue, content)


def test_a_known_polarity_counts() -> None:
    assert against("was far from saying", "that the wall would hold", denied=True)
    assert not against("dismissed it as", "a rumour", denied=True)
