"""Long documents are read in sections, and nothing of that is to be seen."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack import sections as long
from quotetrack.types import Document
from tests.conftest import BRIDGE, FERRY

FIRST = "Ada Lund, the harbour master, spoke first."


@given(st.text(st.sampled_from("ab. \n“”é😀"), max_size=400), st.integers(1, 60))
def test_sections_are_the_text(text: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long, "SECTION", size)
        cut = list(long.sections(Document("a", text, title="T")))
    assert "".join(section.text for _, section in cut) == text
    assert [start for start, _ in cut] == [sum(len(s.text) for _, s in cut[:n]) for n in range(len(cut))]
    assert all(0 < len(section.text) <= size and section.title == "T" for _, section in cut)


def test_a_section_ends_with_a_paragraph() -> None:
    text = "\n\n".join(["word " * 999] * 40)
    cut = list(long.sections(Document("a", text)))
    assert len(cut) == 4
    assert all(section.text.endswith("\n\n") for _, section in cut[:-1])


def test_what_is_found_in_sections_is_what_is_found_at_once(reader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n\n".join([FIRST, BRIDGE, FERRY, "“The pier stays,” Lund said.", BRIDGE.replace("bridge", "harbour")])
    ((_, whole),) = reader.read([Document("x", text)])
    monkeypatch.setattr(long, "SECTION", 200)
    monkeypatch.setattr("quotetrack.reading.SECTION", 200)
    assert len(list(long.sections(Document("x", text)))) > 3
    ((_, parts),) = reader.read([Document("x", text)])
    assert len(whole) > 3
    same = {(s.claim, s.source, s.cue) for s in whole} & {(s.claim, s.source, s.cue) for s in parts}
    assert len(same) > len(whole) / 2  # a window that a section ends may read otherwise
    for statement in parts:
        assert all(0 <= span.start < span.end <= len(text) for span in statement.content_spans)
        for span, said in ((statement.cue_span, statement.cue), (statement.source_span, statement.source)):
            assert span is None or text[span.start : span.end] == said
    lund = [s for s in parts if s.source == "Lund"]
    assert [s.speakers[0].name for s in lund] == ["Ada Lund"]  # who was named in another section
