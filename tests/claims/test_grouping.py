"""How new wordings join propositions, with embeddings of the test's own."""

from __future__ import annotations

from quotetrack.claims.grouping import Known, Place, place, relations
from quotetrack.claims.wording import Wording, wording


def placed(new: Wording, near: float, *known: tuple[str, str, str]) -> Place:
    """Where a wording belongs among known ones (claim, cue, proposition), whose embeddings are all as near to it."""
    found = [Known(n, wording(claim, cue), "", prop) for n, (claim, cue, prop) in enumerate(known)]
    return place(found, relations(new, "", found, lambda one, other: near))


WALL = wording("the harbour wall will hold", "said")


def test_the_first_of_its_kind_founds_a_proposition() -> None:
    assert placed(WALL, 1.0) == Place("", ())
    assert placed(WALL, 0.1, ("the sea wall will hold", "said", "p1")) == Place("", ())


def test_it_joins_what_says_the_same_and_knows_what_denies_it() -> None:
    known = (("the sea wall will hold", "said", "p1"), ("the sea wall will hold", "denied", "p2"))
    assert placed(WALL, 0.9, *known) == Place("p1", ("p2",))


def test_it_joins_only_where_most_say_the_same() -> None:
    others = [(f"the harbour wall cost {n} million crowns", "said", "p1") for n in (2, 3)]
    numbered = wording("the harbour wall cost 2 million crowns in all", "said")
    assert placed(numbered, 0.9, *others).proposition == ""
    assert placed(numbered, 0.9, others[0], others[0], others[1]).proposition == "p1"


def test_of_two_it_joins_the_one_that_fits_better() -> None:
    wall = ("the sea wall will hold", "said")
    known = ((*wall, "p1"), (*wall, "p1"), ("the wall will hold 3 years", "said", "p2"), (*wall, "p2"))
    assert placed(WALL, 0.9, *known).proposition == "p1"


def test_which_embeddings_are_asked_for_does_not_depend_on_them() -> None:
    """So that all that are needed can be made together, before any is known."""
    known = [
        Known(n, wording(claim, "said"), speaker, "p1")
        for n, (claim, speaker) in enumerate(
            [
                ("the sea wall will hold", ""),
                ("the harbour wall will not hold", "Ida Brun"),
                ("the harbour wall will hold", "Ida Brun"),
                ("ferries will wait behind the harbour wall", "Per Lind"),
            ]
        )
    ]

    def asked(cosine: float) -> list[tuple[str, str]]:
        pairs = []

        def ask(one: Wording, other: Wording) -> float:
            pairs.append((one.text, other.text))
            return cosine

        relations(WALL, "Ida Brun", known, ask)
        return pairs

    assert asked(-1.0) == asked(0.0) == asked(1.0) != []
