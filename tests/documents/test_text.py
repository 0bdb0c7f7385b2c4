from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.documents.encodings import NotText, decode
from quotetrack.documents.text import paragraphs

PROSE = (
    "The mayor of Port Halden, Ilva Sorn, said on Monday that the pier would be rebuilt within two years, and "
    "that nobody would have to leave the harbour while the work went on. “Not one family,” she told the council."
)
OTHER = (
    "Her predecessor disagreed. Corvin Haas, who now leads the opposition, called the promise “a postcard” and "
    "asked to see the drillings, which the harbour office has kept under lock since the storm of last winter."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("One.\r\n\r\nTwo.\rThree.", ["One.", "Two. Three."]),
        ("One.  \n \t\n\n\nTwo.\t", ["One.", "Two."]),
        (f"{textwrap.fill(PROSE, 72)}\n\n{textwrap.fill(OTHER, 72)}\n", [PROSE, OTHER]),
        (f"{textwrap.fill(PROSE, 60)}\n{textwrap.fill(OTHER, 60)}", [PROSE, OTHER]),
        (f"{PROSE}\n{OTHER}\nShe said no.", [PROSE, OTHER, "She said no."]),
        (f"Title\n\n{PROSE}\n{OTHER}", ["Title", PROSE, OTHER]),
        ("He left.\nShe stayed.\nThey met.", ["He left.", "She stayed.", "They met."]),
        (
            "Pier to be rebuilt\n\nBy Mara Linde\nThe Halden Courier\nJune 8, 2026\n\nThe pier will stand.",
            ["Pier to be rebuilt", "By Mara Linde", "The Halden Courier", "June 8, 2026", "The pier will stand."],
        ),
        (
            "Text before.\n\nShe asked for three things:\n- a pier\n- a ferry that runs\n  in winter\n- peace",
            ["Text before.", "She asked for three things:", "- a pier", "- a ferry that runs in winter", "- peace"],
        ),
        (
            "An interview\n\nQ: Will you go?\nA: No. I have said so before, and I shall say so again to\nall who ask.",
            [
                "An interview",
                "Q: Will you go?",
                "A: No. I have said so before, and I shall say so again to all who ask.",
            ],
        ),
        ("\ufeff"[1:] + "A\xa0b said\xa0no.", ["A\xa0b said\xa0no."]),
        ("", []),
        (" \n\n\t", []),
    ],
)
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert paragraphs(text) == expected


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_only_whitespace_changes(text: str) -> None:
    def black(value: str) -> str:
        return "".join(value.split())

    found = paragraphs(text)
    assert black("".join(found)) == black(text)
    assert all(part.strip() and "\n" not in part for part in found)
    assert paragraphs("\n\n".join(found)) == found  # offsets hold when the text is read again


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_encodings_round_trip(encoding: str, text: str) -> None:
    if text.startswith("\ufeff"):
        return
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le", "utf-16-be"])
def test_other_encodings(encoding: str) -> None:
    assert decode(PROSE.encode(encoding)) == PROSE


def test_cyrillic_is_detected() -> None:
    text = "Министр заявил во вторник, что плотина обойдётся в миллиард двести миллионов крон. " * 5
    assert decode(text.encode("cp1251")) == text


def test_a_stray_byte_spoils_only_itself() -> None:
    data = (PROSE * 5).encode() + b" \xff " + OTHER.encode()
    assert decode(data) == PROSE * 5 + " \ufffd " + OTHER


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02\x03" * 20, b"%PDF-1.7\nxx", b"PK\x03\x04xx", bytes(range(256)), b"ab\x01\x02\x03\x04"]
)
def test_binary_is_no_text(data: bytes) -> None:
    with pytest.raises(NotText):
        decode(data)


@given(st.binary(max_size=300))
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    try:
        text = decode(data)
    except NotText:
        return
    paragraphs(text)
