from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.documents import read_paths
from quotetrack.documents.mojibake import mend
from quotetrack.types import Document, Skipped

SAID = "“The pier won’t fall,” Ilva Sorn said – and the café’s owner, Zoë Pérez, paid £5…"


def wrong(text: str, encoding: str = "cp1252", times: int = 1) -> str:
    for _ in range(times):
        data = text.encode()
        text = "".join(
            bytes([byte]).decode(encoding, "replace") if encoding != "cp1252" else _cp1252(byte) for byte in data
        )
    return text


def _cp1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)  # as browsers read the five bytes that Windows-1252 leaves open


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (wrong(SAID), SAID),
        (wrong(SAID, "latin-1"), SAID),
        (wrong("She won’t leave.", times=2), "She won’t leave."),
        ("Iván Sánchez and JuÃ¡rez", "Iván Sánchez and Juárez"),  # the wrong one alone
        (SAID, SAID),
        ("THE “CITÉ’S” café’…", "THE “CITÉ’S” café’…"),
        ("Ångström” Ü™ É… ß– Ö“x”", "Ångström” Ü™ É… ß– Ö“x”"),
        ("“São Tomé”—“olé!”", "“São Tomé”—“olé!”"),
        ("Plain words, “she” said.", "Plain words, “she” said."),
        ("Министр сказал: «нет».", "Министр сказал: «нет»."),
        ("", ""),
    ],
)
def test_what_was_meant(text: str, expected: str) -> None:
    assert mend(text) == expected


@given(st.text(alphabet=st.characters(max_codepoint=0x7F)))
def test_plain_text_stays(text: str) -> None:
    assert mend(text) == text


@given(st.text(max_size=60))
def test_any_text_is_safe(text: str) -> None:
    assert isinstance(mend(text), str)


@pytest.mark.parametrize("ending", ["txt", "md", "html", "csv", "jsonl"])
def test_it_is_mended_before_there_are_offsets(tmp_path: Path, ending: str) -> None:
    title = wrong("Pérez’s café")
    text = {
        "txt": f"{title}\n\n{wrong(SAID)}",
        "md": f"# {title}\n\n{wrong(SAID)}",
        "html": f"<html><head><title>{title}</title></head><body><p>{wrong(SAID)}</p></body></html>",
        "csv": f'title,text\n{title},"{wrong(SAID)}"\n',
        "jsonl": f'{{"title": "{title}", "text": "{wrong(SAID)}"}}\n',
    }[ending]
    (tmp_path / f"a.{ending}").write_text(text, encoding="utf-8")
    (item,) = read_paths([tmp_path])
    assert isinstance(item, Document)
    assert item.title == "Pérez’s café"
    assert item.text.endswith(SAID)


def test_a_paragraph_that_is_a_space_once_mended_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("She said no.\n\nÂ\xa0\n\nHe left.", encoding="utf-8")
    (tmp_path / "b.csv").write_text("text\nÂ\xa0\n", encoding="utf-8")
    documents = list(read_paths([tmp_path]))
    assert [getattr(item, "text", "") for item in documents] == ["She said no.\n\nHe left.", ""]
    assert isinstance(documents[1], Skipped)
