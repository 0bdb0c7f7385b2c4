"""One name for one speaker over the corpus."""

from __future__ import annotations

import pytest
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
    assert len(set(identities([person("a", "Tobias Renholt Jr."), person("b", "Tobias Renholt")]).values())) == 2


def someone(document: str, name: str, role: str = "", published: str = "", *aliases: str) -> LocalSpeaker:
    return LocalSpeaker(document, name, "person", aliases, True, role, published)


def called(*speakers: LocalSpeaker) -> dict[str, str]:
    """Document to the name in the corpus."""
    return {document: name for (document, _), name in identities(speakers).items()}


NAMESAKES = [
    # a nurse and a footballer are two, where nothing else connects them
    ([someone("a", "Marta Quell", "nurse"), someone("b", "Marta Quell", "football coach")],
     {"a": "Marta Quell", "b": "Marta Quell (football coach)"}),
    ([someone("a", "Marta Quell", "mayor"), someone("b", "Marta Quell", "candidate for parliament")],
     {"a": "Marta Quell", "b": "Marta Quell"}),  # one does become the other
    ([someone("a", "Marta Quell", "nurse"), someone("b", "Marta Quell", "mother of three")],
     {"a": "Marta Quell", "b": "Marta Quell"}),
    ([someone("a", "Marta Quell", "nurse"), person("b", "Marta Quell")], {"a": "Marta Quell", "b": "Marta Quell"}),
    ([someone("a", "Marta Quell", "nurse"), someone("b", "Marta Quell", "nurse at Halden hospital"),
      someone("c", "Marta Quell", "union leader at Halden hospital")], dict.fromkeys("abc", "Marta Quell")),
    ([someone("a", "Marta Quell", "nurse"), person("a", "Lena Brock"), someone("b", "Marta Quell", "singer"),
      person("b", "Lena Brock")], {"a": "Marta Quell", "b": "Marta Quell"}),  # the same company
    # a title for two is each one's
    ([someone("a", "Ada Holm", "Sens."), someone("b", "Ada Holm", "Senators"), someone("c", "Ada Holm", "nurse")],
     {"a": "Ada Holm", "b": "Ada Holm", "c": "Ada Holm (nurse)"}),
    # a lifetime
    ([someone("a", "Marta Quell", "", "1921-03-01"), someone("b", "Marta Quell", "", "2016")],
     {"a": "Marta Quell", "b": "Marta Quell (2016)"}),
    ([someone("a", "Marta Quell", "", "1981"), someone("b", "Marta Quell", "", "2016")], dict.fromkeys("ab", "Marta Quell")),
    # gender
    ([someone("a", "Robin Dray", "", "2016", "Mr. Dray"), someone("b", "Robin Dray", "", "2017", "Ms. Dray")],
     {"a": "Robin Dray", "b": "Robin Dray (2017)"}),
    # generations are one where the role says so
    ([someone("a", "Tobias Renholt Jr.", "Minister"), someone("b", "Tobias Renholt", "former minister")],
     dict.fromkeys("ab", "Tobias Renholt Jr.")),
    # middle initials
    ([person("a", "Tobias W. Renholt"), person("b", "Tobias H.W. Renholt")],
     {"a": "Tobias W. Renholt", "b": "Tobias H.W. Renholt"}),
    # accents
    ([person("a", "René Castañeda"), person("b", "Rene Castaneda")], dict.fromkeys("ab", "René Castañeda")),
]  # fmt: skip


@pytest.mark.parametrize(("speakers", "expected"), NAMESAKES, ids=range(len(NAMESAKES)))
def test_namesakes(speakers: list[LocalSpeaker], expected: dict[str, str]) -> None:
    found = {document: name for (document, local), name in identities(speakers).items() if local != "Lena Brock"}
    assert found == expected


def test_two_names_in_one_document_are_two_people() -> None:
    found = called(person("a", "Mike Dray"), person("b", "Michael Dray"))
    assert len(set(found.values())) == 1
    both = identities([person("a", "Mike Dray"), person("a", "Michael Dray"), person("b", "Michael Dray")])
    assert both["a", "Mike Dray"] != both["a", "Michael Dray"] == both["b", "Michael Dray"]


QUELLS = [someone("a", "Marta Quell", "President", "2016", "Ms. Quell"), person("b", "Jonas Quell")]
PRESIDENTS = [someone("a", "Marta Quell", "President", "1996"), someone("b", "Ilse Quell", "President", "2016")]
SURNAMES = [
    ([*QUELLS, someone("c", "Quell", "President")], "Marta Quell"),
    ([*QUELLS, someone("c", "Quell", "Vice President")], "Quell"),
    ([*QUELLS, someone("c", "Quell", "", "", "Mr. Quell")], "Mr. Quell"),  # one document names Jonas, and no role says it
    ([*QUELLS, person("d", "Jonas Quell"), someone("c", "Quell", "", "", "Mr. Quell")], "Jonas Quell"),
    ([*QUELLS, person("c", "Quell")], "Quell"),
    ([*PRESIDENTS, someone("c", "Quell", "President", "2017")], "Ilse Quell"),
    ([*PRESIDENTS, someone("c", "Quell", "President", "2005")], "Quell"),
    ([*PRESIDENTS, someone("c", "Quell", "President")], "Quell"),
    ([person("a", "Marta Quell"), person("c", "Quell")], "Quell"),  # once is no household name
    ([someone("a", "Marta Quell", "nurse"), someone("b", "Marta Quell", "nurse"), someone("c", "Quell", "coach")], "Quell"),
]  # fmt: skip


@pytest.mark.parametrize(("speakers", "expected"), SURNAMES, ids=range(len(SURNAMES)))
def test_a_surname_joins_who_alone_can_be_meant(speakers: list[LocalSpeaker], expected: str) -> None:
    assert called(*speakers)["c"] == expected


def test_bare_surnames_in_doubt_keep_their_courtesy_title() -> None:
    found = called(*QUELLS, someone("c", "Quell", "", "", "Mr. Quell"), someone("d", "Quell", "", "", "Ms. Quell"),
                   person("e", "Quell"), someone("f", "Dray", "", "", "Mr. Dray"), person("g", "Dray"))  # fmt: skip
    assert [found[document] for document in "cdefg"] == ["Mr. Quell", "Ms. Quell", "Quell", "Dray", "Dray"]


def test_the_end_of_a_name_is_no_acronym() -> None:
    found = identities([body("a", "Dunmere FWU", "FWU"), body("b", "FWU")])
    assert found["b", "FWU"] == "FWU"


ROLES = st.sampled_from(
    ["", "nurse", "President", "coach of the Halden team", "…", "director/producer", "Vice President"]
)
WHEN = st.sampled_from(["", "1921", "1996-05", "2016-05-01"])
SOMEONE = st.builds(
    someone, st.sampled_from("abcdef"), NAMES, ROLES, WHEN, st.sampled_from(["Mr. Dray", "Ms. Renholt"])
)


@given(st.lists(SOMEONE, unique_by=lambda s: (s.document, s.name)), st.randoms())
def test_evidence_in_any_order_gives_everyone_one_name(speakers: list[LocalSpeaker], random: object) -> None:
    shuffled = list(speakers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    found = identities(speakers)
    assert found == identities(shuffled)
    assert found.keys() == {(s.document, s.name) for s in speakers}
    assert all(found.values())
