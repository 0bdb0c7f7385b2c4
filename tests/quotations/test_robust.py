"""Any text at all gives valid statements, and time that grows with its length alone."""

from __future__ import annotations

import re
import time
import zlib
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotetrack.parsing import parser
from quotetrack.quotations import finder as finding
from quotetrack.quotations.finder import Finder
from quotetrack.quotations.network import TAGS, AttributionNetwork
from quotetrack.types import Document, Statement


def valid(text: str, rows: list[Statement]) -> None:
    for row in rows:
        assert row.content_spans
        for span in (*row.content_spans, row.source_span, row.cue_span):
            assert span is None or 0 <= span.start < span.end <= len(text)
        assert row.start == row.content_spans[0].start
        assert row.end == row.content_spans[-1].end
        assert 0.0 <= row.confidence <= 1.0
        assert row.quotation_type in ("direct", "mixed", "indirect")
        assert all(a.end <= b.start for a, b in zip(row.content_spans, row.content_spans[1:], strict=False))
    assert len({row.statement_id for row in rows}) == len(rows)


NEWS = [
    "said",
    "“",
    "”",
    '"',
    "'",
    "’",
    "Quell",
    "the minister",
    ",",
    ".",
    "\n\n",
    "that",
    "the quay",
    "he",
    "told",
    " ",
    "😀",
    "שלום",
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200) | st.lists(st.sampled_from(NEWS), max_size=60).map(" ".join))
def test_any_text_gives_valid_statements(reader: Any, text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    ((_, rows),) = reader.read([Document("x", text)])
    valid(text, rows)


@pytest.mark.parametrize(
    "text",
    [
        '"' * 500,
        "“" * 300 + "”" * 300,
        "word\n\n" * 2000,
        "word " * 5000,
        "he said " * 1500,
        "a" * 5000,
        "\u200f" * 200,
    ],
    ids=["straight", "curly", "lines", "paragraph", "cues", "one word", "marks without letters"],
)
def test_hostile_texts_give_valid_statements(reader: Any, text: str) -> None:
    ((_, rows),) = reader.read([Document("x", text)])
    valid(text, rows)


@pytest.mark.parametrize("text", ["so the mayor said that the harbour would close and nobody asked " * 150, "MIXED"])
def test_a_text_without_marks_is_not_parsed_as_one_sentence(reader: Any, text: str) -> None:
    """Automatic captions have none. The parser's time and memory grow with the square of a sentence's length."""
    text = paragraph(1500) if text == "MIXED" else text
    begun = time.process_time()
    ((parsed, _, _),) = reader.resolved([Document("x", text)])
    assert time.process_time() - begun < 20  # many times as long, and 8 GB, as one sentence
    assert "".join(word.text for s in parsed.sentences for word in s.words) == "".join(text.split())
    assert all(len(s.words) <= parser._LONGEST for s in parsed.sentences if any(word.deprel for word in s.words))


def test_what_is_too_long_for_a_sentence_is_not_parsed(reader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The mayor of the old town said that the harbour would close. Ada Lund said no."
    monkeypatch.setattr("quotetrack.parsing.parser._LONGEST", 8)
    ((parsed, found, _),) = reader.resolved([Document("x", text)])
    assert [{bool(word.deprel) for word in sentence.words} for sentence in parsed.sentences] == [{False}, {True}]
    assert len(found) == 2


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> Finder:
    """The finder with a small untrained network that finds something nearly everywhere, and features out of nothing."""
    torch.manual_seed(1)
    network = AttributionNetwork(width=24, heads=2, depth=1, link=16)
    network.threshold.fill_(0.0)
    network.tags.bias.data[TAGS.index("O")] += 2.0
    table = torch.randn(997, 24)

    def features(_: object, __: object, sentences: list[list[str]]) -> list[tuple[torch.Tensor, list[int]]]:
        rows = [table[[0, *(zlib.crc32(word.encode()) % 997 for word in sentence), 1]] for sentence in sentences]
        return [(row, list(range(1, len(row) - 1))) for row in rows]

    monkeypatch.setattr(finding, "middle_features", features)
    return Finder(None, None, network)  # type: ignore[arg-type]


def split(text: str, sentence: int) -> list[list[tuple[str, int, int]]]:
    """Tokens between spaces, in sentences of a fixed number of them."""
    tokens = [(m.group(), *m.span()) for m in re.finditer(r"\S+", text)]
    return [tokens[i : i + sentence] for i in range(0, len(tokens), sentence)]


_MIXED = "she said “ the quay” ' 1990s' „x“ 😀 שלום \u200fa but no ” it’s and nothing more of it".split()


def paragraph(words: int) -> str:
    return " ".join(_MIXED[i % len(_MIXED)] for i in range(words))


SHAPES = {
    "one paragraph": (paragraph, 25),
    "one sentence": (paragraph, 10**9),
    "lines": (lambda n: "word\n" * n, 1),
    "paragraphs": (lambda n: "“word\n\n" * n, 1),
    "straight marks": (lambda n: '" ' * n, 40),
    "opening marks": (lambda n: "“ " * n, 40),
    "nested marks": (lambda n: "“a ‘b " * (n // 2), 40),
    "right to left": (lambda n: "אמר «שלום» " * (n // 2), 30),
    "emoji": (lambda n: "😀👩‍👩‍👧 “🎉” " * (n // 2), 30),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_length_alone(tiny: Finder, shape: str) -> None:
    make, sentence = SHAPES[shape]

    def seconds(words: int) -> float:
        text = make(words)
        sentences = split(text, sentence)
        begun = time.process_time()
        (found,) = tiny.find([text], [sentences])
        spent = time.process_time() - begun
        for a in found:
            spans = [*a.content, *(s for s in (a.source, a.cue) if s)]
            assert all(0 <= s.start < s.end <= len(text) for s in spans)
            assert all(x.end <= y.start for x, y in zip(a.content, a.content[1:], strict=False))
        return spent

    seconds(500)  # whatever is done once
    short, long = min(seconds(5_000) for _ in range(2)), seconds(20_000)
    assert long < 8 * short + 0.5, f"{short:.2f} s for 5,000 words, {long:.2f} s for 20,000"


@pytest.mark.parametrize(("make", "sentence"), [(paragraph, 30), (lambda n: "word\n" * (n // 2), 1)])
def test_100_000_words_in_one_paragraph_and_50_000_lines(tiny: Finder, make: Any, sentence: int) -> None:
    text = make(100_000)
    (found,) = tiny.find([text], [split(text, sentence)])
    assert all(0 <= s.start < s.end <= len(text) for a in found for s in a.content)
