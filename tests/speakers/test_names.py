"""Personal names: titles, parts and identity."""

from __future__ import annotations

import pytest

from quotetrack.speakers import names


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Tobias Renholt", ["Tobias", "Renholt"]),
        ("Mr. Renholt", ["Renholt"]),
        ("Infrastructure Minister", ["Infrastructure", "Minister"]),
        ("Prime Minister Ilse Marrane", ["Ilse", "Marrane"]),
        ("Dr. Sunniva Oake’s", ["Sunniva", "Oake"]),
        ("Emil Tarrant Jr.", ["Emil", "Tarrant"]),
        ("J. R. Hale", ["J.", "R.", "Hale"]),
        ("Republican Ada Holm", ["Ada", "Holm"]),
        ("Ostre Gov. Ada Holm", ["Ada", "Holm"]),
        ("Given Holm", ["Holm"]),
        ("Sens. Ada Holm", ["Ada", "Holm"]),
        ("New Ostre Senator Ada Holm’s", ["Ada", "Holm"]),
        ("Ada Holm Senator", ["Ada", "Holm", "Senator"]),
        ("Jean-Luc D'Arvor", ["Jean-Luc", "D'Arvor"]),
        ("Mr. Castan\u0303eda", ["Casta\u00f1eda"]),
    ],
)
def test_tokens(name: str, expected: list[str]) -> None:
    assert list(names.tokens(name)) == expected


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Tobias Renholt", "Tobias Renholt", True),
        ("Tobias Renholt", "Clara Renholt", False),
        ("Tobias Renholt", "T. Renholt", True),
        ("Tobias J. Renholt", "Tobias Renholt", True),
        ("Mike Dray", "Michael Dray", True),
        ("Renholt", "Tobias Renholt", False),
        ("Tobias Renholt", "Tobias Hale", False),
        ("Tobias W. Renholt", "Tobias H.W. Renholt", False),
        ("Tobias H. Renholt", "Tobias H.W. Renholt", True),
        ("Ilse Oake Marrane", "Ilse Marrane", True),
    ],
)
def test_same_person(a: str, b: str, same: bool) -> None:
    assert names.same_person(a.split(), b.split()) is same


@pytest.mark.parametrize(
    ("written", "expected"),
    [("PENCROFT", "Pencroft"), ("ANN PENCROFT", "Ann Pencroft"), ("HEBA", "HEBA"), ("Oake", "Oake")],
)
def test_proper_case(written: str, expected: str) -> None:
    assert names.proper_case(written) == expected


def test_acronym() -> None:
    assert names.acronym("Halden Estuary Barrier Authority") == "HEBA"
    assert names.acronym("Guild of Founders") == "GF"
