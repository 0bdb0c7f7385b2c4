"""One name for one speaker over the corpus."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quotetrack.speakers import LocalSpeaker, identities


def person(document: str, name: str, named: bool = True) -> LocalSpeaker:
    return LocalSpeaker(document, name, "person", (), named)


def body(document: str, name: str, *aliases: str) -> LocalSpeaker:
    return LocalSpeaker(document, name, "organization", aliases, True)


def test_full_names_join_and_a_surname_joins_the_only_one() -> None:
    found = identities([person("a", "Marta Quell"), person("b", "Marta Quell"), person("c", "Quell")])
    assert set(found.values()) == {"Marta Quell"}


def test_a_surname_that_two_people_bear_stays_alone() -> None:
    found = identities([person("a", "Tobias Renholt"), person("b", "Clara Renholt"), person("c", "Renholt")])
    assert found["c", "Renholt"] == "Renholt"
    assert found["a", "Tobias Renholt"] != found["b", "Clara Renholt"]


def test_short_forms_and_initials_join() -> None:
    found = identities([person("a", "Michael Dray"), person("b", "Mike Dray"), person("c", "Michael Dray")])
    assert set(found.values()) == {"Michael Dray"}


def test_an_initial_that_two_could_bear_joins_neither() -> None:
    found = identities([person("a", "Michael Dray"), person("b", "Martin Dray"), person("c", "M. Dray")])
    assert found["c", "M. Dray"] == "M. Dray"


def test_an_acronym_joins_its_expansion() -> None:
    found = identities([body("a", "Halden Estuary Barrier Authority", "HEBA"), body("b", "HEBA")])
    assert set(found.values()) == {"Halden Estuary Barrier Authority"}


def test_kinds_of_apostrophe_make_no_second_body() -> None:
    found = identities([body("a", "Ferry Workers' Union"), body("b", "Ferry Workers’ Union")])
    assert len(set(found.values())) == 1


def test_unnamed_speakers_keep_their_words() -> None:
    found = identities([person("a", "senior official", named=False), person("b", "senior official", named=False)])
    assert found == {("a", "senior official"): "senior official", ("b", "senior official"): "senior official"}


NAMES = st.sampled_from(
    ["Tobias Renholt", "T. Renholt", "Clara Renholt", "Renholt", "Mike Dray", "Michael Dray", "Dray", "M. Dray"]
)


@given(st.lists(st.tuples(st.sampled_from("abcd"), NAMES), unique=True), st.randoms())
def test_order_never_matters(pairs: list[tuple[str, str]], random: object) -> None:
    every = [person(document, name) for document, name in pairs]
    shuffled = list(every)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert identities(every) == identities(shuffled)


@given(st.lists(st.tuples(st.sampled_from("abcd"), NAMES), unique=True))
def test_the_renholts_are_never_one(pairs: list[tuple[str, str]]) -> None:
    found = identities([person(d, n) for d, n in [*pairs, ("x", "Tobias Renholt"), ("y", "Clara Renholt")]])
    assert found["x", "Tobias Renholt"] != found["y", "Clara Renholt"]


def test_generations_of_one_name_stay_apart() -> None:
    found = identities(
        [person("a", "Tobias Renholt II"), person("b", "Tobias Renholt III"), person("c", "Tobias Renholt")]
    )
    assert len(set(found.values())) == 3
    assert identities([person("a", "Tobias Renholt Jr."), person("b", "Tobias Renholt")]) == {
        ("a", "Tobias Renholt Jr."): "Tobias Renholt Jr.", ("b", "Tobias Renholt"): "Tobias Renholt Jr.",
    }  # fmt: skip
