"""Whether two wordings say the same thing, whoever says it, or opposite things."""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher

from quotetrack.claims.quantities import conflict
from quotetrack.claims.stance import SILENT
from quotetrack.claims.wording import Wording, antonyms, stem

SAME, OPPOSED, OTHER = "same", "opposed", ""
# Cosine of their embeddings from which on two wordings mean the same, by whether their speaker is the same, as far as
# that is known: of those as near as 0.76 that one speaker says nine in ten do, of two speakers' seven
# (docs/explanation/claims.md).
NEAR = {True: 0.70, None: 0.72, False: 0.76}
_COMMON = {True: 0.2, None: 0.2, False: 0.3}  # of the stems of two wordings that they have to share
_QUOTED = 6  # words in a row that make a quotation recognisable
_RUN = 3  # words in a row that count as taken over
_SHARE = 0.8  # of the shorter wording, that has to be taken over
_LONGER = 2.5  # times as long as the other one a wording may be that quotes it
_NUMBERED = 0.05  # what numbers that only one has take from the cosine
_SWAPPED = 0.05  # what names on both sides that the other lacks take from the cosine
_SAYING, _USUAL = 0.1, 0.4  # what the share of common stems that are no names adds to it, above the usual share


def compare(one: Wording, other: Wording, cosine: Callable[[], float], same_speaker: bool | None = None) -> str:
    """SAME, OPPOSED or OTHER; `cosine` gives that of their embeddings (`quotetrack.claims.meaning`) where it is needed.

    Two wordings have one topic when most of the shorter one stands in the other word by word, or when they share words,
    both say something of what they name, and their embeddings are near. Numbers, days and months that differ part
    them, so does having said nothing in one; one more for or against, negated, or of the opposite meaning opposes them.
    """
    if (one.side == SILENT) != (other.side == SILENT):
        return OTHER
    if one.asks != other.asks or conflict(one.numbers, other.numbers):
        return OTHER
    if not (_quotes(one, other) or _near(one, other, cosine, same_speaker)):
        return OTHER
    return OPPOSED if _turns(one, other) % 2 else SAME


def _near(one: Wording, other: Wording, cosine: Callable[[], float], same_speaker: bool | None) -> bool:
    if not (one.informative and other.informative) or _adds(one, other) or _adds(other, one):
        return False
    if len(one.stems & other.stems) < _COMMON[same_speaker] * len(one.stems | other.stems):
        return False
    swapped = bool(one.names - other.stems) and bool(other.names - one.stems)
    numbered = bool(one.numbers) != bool(other.numbers)
    common = len(one.sayings & other.sayings) / len(one.sayings | other.sayings)
    return cosine() - _SWAPPED * swapped - _NUMBERED * numbered + _SAYING * (common - _USUAL) >= NEAR[same_speaker]


def _adds(one: Wording, other: Wording) -> bool:
    """Whether one says two things of which the other one has nothing of one: "a ban on imports and a wall"."""
    shared = [bool(part & other.stems) for part in one.parts]
    return any(shared) and not all(shared)


def _quotes(one: Wording, other: Wording) -> bool:
    """Whether they are equal, or most of the shorter wording stands in the other one word by word, and is not just a
    part of it."""
    if one.words == other.words:
        return True
    short, long = sorted((len(one.words), len(other.words)))
    most = _SHARE * min(len(one.stems), len(other.stems))
    if short < _QUOTED or long > _LONGER * short or len(one.stems & other.stems) < most:
        return False
    blocks = SequenceMatcher(None, one.words, other.words, autojunk=False).get_matching_blocks()
    runs = [block.size for block in blocks if block.size >= _RUN]
    return max(runs, default=0) >= _QUOTED and sum(runs) >= _SHARE * short


def _turns(one: Wording, other: Wording) -> int:
    """How many times the two say the opposite of one another."""
    shared = one.stems & other.stems
    negated = (one.negated & shared) != (other.negated & shared)
    mine, theirs = (set(map(stem, each.words)) for each in (one, other))
    opposite = any((a, b) in antonyms() for a in mine - theirs for b in theirs - mine)
    return (one.side != other.side) + negated + opposite
