"""How new wordings join propositions, with an index and embeddings of the test's own."""

from __future__ import annotations

from collections.abc import Sequence

from quotetrack.claims.grouping import Known, Place, place
from quotetrack.claims.wording import Wording, wording


class Shelf:
    """Known wordings in a list; all embeddings are as near as `near` says."""

    def __init__(self, near: float, *known: tuple[str, str, str]):
        self.near = near
        self.known = [Known(n, wording(claim, cue), "", prop) for n, (claim, cue, prop) in enumerate(known)]

    def nearest(self, new: Wording, most: int) -> Sequence[Known]:
        return self.known[:most]

    def cosine(self, one: Wording, other: Wording) -> float:
        return self.near


WALL = wording("the harbour wall will hold", "said")


def test_the_first_of_its_kind_founds_a_proposition() -> None:
    assert place(WALL, "", Shelf(1.0)) == Place("", ())
    assert place(WALL, "", Shelf(0.1, ("the sea wall will hold", "said", "p1"))) == Place("", ())


def test_it_joins_what_says_the_same_and_knows_what_denies_it() -> None:
    shelf = Shelf(0.9, ("the sea wall will hold", "said", "p1"), ("the sea wall will hold", "denied", "p2"))
    assert place(WALL, "", shelf) == Place("p1", ("p2",))


def test_it_joins_only_where_most_say_the_same() -> None:
    others = [(f"the harbour wall cost {n} million crowns", "said", "p1") for n in (2, 3)]
    numbered = wording("the harbour wall cost 2 million crowns in all", "said")
    assert place(numbered, "", Shelf(0.9, *others)).proposition == ""
    assert place(numbered, "", Shelf(0.9, others[0], others[0], others[1])).proposition == "p1"


def test_of_two_it_joins_the_one_that_fits_better() -> None:
    wall = ("the sea wall will hold", "said")
    shelf = Shelf(0.9, (*wall, "p1"), (*wall, "p1"), ("the wall will hold 3 years", "said", "p2"), (*wall, "p2"))
    assert place(WALL, "", shelf).proposition == "p1"
