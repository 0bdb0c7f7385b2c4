"""Wordings become propositions: each new one joins the proposition it says the same as, or founds its own.

What has been grouped stays as it is, so that ids are stable when documents are added. The work for a new wording is
bounded: it is compared with the NEAREST known ones that share most words with it (blocking by inverted index: Christen,
Data Matching, 2012, chapter 4), where words that very many wordings have do not count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from quotetrack.claims.compare import OPPOSED, SAME, compare
from quotetrack.claims.wording import Wording

NEAREST = 40
MOST = 0.5  # of a proposition's wordings that are compared have to say the same


@dataclass(frozen=True)
class Known:
    """A wording that is grouped already; `number` orders them."""

    number: int
    wording: Wording
    speaker: str  # empty where unknown
    proposition: str


@dataclass(frozen=True)
class Place:
    """The proposition that a wording belongs to, empty where it founds its own, and those it is opposed to."""

    proposition: str
    opposed: tuple[str, ...]


def relations(
    new: Wording, speaker: str, near: Sequence[Known], cosine: Callable[[Wording, Wording], float]
) -> list[str]:
    """What a new wording of a speaker is to each of the known ones near it, see `quotetrack.claims.compare.compare`.

    `cosine` gives that of the embeddings of two wordings, and is asked for the same pairs whatever it says.
    """
    same = [speaker == other.speaker if speaker and other.speaker else None for other in near]
    return [
        compare(new, other.wording, partial(cosine, new, other.wording), known)
        for other, known in zip(near, same, strict=True)
    ]


def place(near: Sequence[Known], relations: Sequence[str]) -> Place:
    """Where a new wording belongs: to the proposition of which it says the same as most wordings near it."""
    same: dict[str, int] = defaultdict(int)
    compared: dict[str, int] = defaultdict(int)
    opposed: dict[str, None] = {}
    for other, relation in zip(near, relations, strict=True):
        compared[other.proposition] += 1
        same[other.proposition] += relation == SAME
        if relation == OPPOSED:
            opposed[other.proposition] = None
    fitting = {found: share for found in compared if (share := same[found] / compared[found]) > MOST}
    best = max(fitting, key=lambda found: (fitting[found], same[found]), default="")
    return Place(best, tuple(found for found in opposed if found != best))
