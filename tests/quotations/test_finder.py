"""The finder: what it makes of spans and marks, and that any text at all gives valid spans."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotetrack.quotations.decoding import best_tags
from quotetrack.quotations.finder import complete
from quotetrack.quotations.network import TAGS
from quotetrack.quotations.windows import windows
from quotetrack.types import Attribution, Document, Span, Statement


def attribution(text: str, *content: str, source: str = "", cue: str = "") -> Attribution:
    def span(part: str) -> Span:
        return Span(text.index(part), text.index(part) + len(part))

    return Attribution(
        tuple(span(part) for part in content), span(source) if source else None, span(cue) if cue else None
    )


def contents(text: str, found: list[Attribution]) -> list[list[str]]:
    return [[text[part.start : part.end] for part in a.content] for a in found]


def test_a_content_takes_in_the_whole_quotation() -> None:
    text = "“We will never leave the quay,” said Marta Quell."
    found = complete(text, [attribution(text, "will never leave the quay", source="Marta Quell", cue="said")])
    assert contents(text, found) == [["“We will never leave the quay,”"]]
    assert found[0].quotation_type == "direct"


def test_a_cue_inside_the_marks_keeps_a_content_as_it_is() -> None:
    text = "“We will never leave, Quell said, and that is final.”"
    found = complete(text, [attribution(text, "We will never leave", source="Quell", cue="said")])
    assert contents(text, found) == [["We will never leave"]]


@pytest.mark.parametrize(
    ("text", "content", "kind"),
    [
        ("Quell said “the quay is ours”.", "“the quay is ours”", "direct"),
        (
            "Quell said the quay was “ours and ours alone” for ever.",
            "the quay was “ours and ours alone” for ever",
            "mixed",
        ),
        ("Quell said that the quay was lost.", "that the quay was lost", "indirect"),
    ],
)
def test_quotation_type(text: str, content: str, kind: str) -> None:
    assert complete(text, [attribution(text, content, source="Quell", cue="said")])[0].quotation_type == kind


def test_a_quotation_over_paragraphs_is_one_statement() -> None:
    text = "“The gates will stand,” Dray said. “They will stand in ten years.\n\n“And they will stand in a hundred.”"
    found = complete(
        text,
        [attribution(text, "“The gates will stand,”", "“They will stand in ten years.", source="Dray", cue="said")],
    )
    assert contents(text, found) == [
        ["“The gates will stand,”", "“They will stand in ten years.", "“And they will stand in a hundred.”"]
    ]


def test_a_quotation_without_cue_is_carried() -> None:
    text = "“The gates will stand,” Dray said.\n\n“Nobody in this town has ever asked me for a lock.”"
    found = complete(text, [attribution(text, "“The gates will stand,”", source="Dray", cue="said")])
    assert [a.carried for a in found] == [False, True]


@pytest.mark.parametrize("text", ["The “experts” left.", "She read “Songs of the Upland”.", "A sign said nothing."])
def test_scare_quotes_and_titles_are_not_carried(text: str) -> None:
    assert complete(text, []) == []


def test_best_tags_follow_the_rules_of_the_tags() -> None:
    torch.manual_seed(1)
    lengths = [30, 7, 1]
    tags = best_tags(torch.randn(3, 30, len(TAGS)).log_softmax(2), torch.tensor(lengths))
    for row, length in zip(tags.tolist(), lengths, strict=True):
        before = "O"
        for tag in (TAGS[t] for t in row[:length]):
            assert not tag.startswith("I-") or before[2:] == tag[2:]
            before = tag


def test_best_tags_find_the_best_sequence() -> None:
    scores = torch.full((1, 3, len(TAGS)), -5.0)
    scores[0, 0, TAGS.index("B-cue")] = 0.0
    scores[0, 1, TAGS.index("I-content")] = 0.0  # impossible after a cue
    scores[0, 1, TAGS.index("I-cue")] = -1.0
    scores[0, 2, TAGS.index("O")] = 0.0
    assert [TAGS[t] for t in best_tags(scores, torch.tensor([3]))[0].tolist()] == ["B-cue", "I-cue", "O"]


def test_windows_keep_paragraphs_together_and_cover_everything() -> None:
    paragraph = "Rain fell on the quay all day. " * 20
    text = "\n\n".join([paragraph.strip()] * 6)
    sentences, at = [], 0
    for sentence in text.replace("\n\n", " ").split(". "):
        words = []
        for form in sentence.split():
            at = text.index(form, at)
            words.append((form, at, at + len(form)))
            at += len(form)
        sentences.append(words)
    cut = list(windows(text, sentences))
    assert [s for w in cut for s in w.sentences] == [[f for f, _, _ in s] for s in sentences]
    assert len(cut) > 1
    assert all(len(w.starts) == len(w.layout) == sum(map(len, w.sentences)) for w in cut)
    assert all(w.layout[0][4] == 1.0 for w in cut)  # each begins with a paragraph


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


def test_commas_around_source_and_content_are_left_out() -> None:
    text = "Marta Quell, the union’s leader, said, that the quay was lost, on Monday."
    found = complete(
        text, [attribution(text, ", that the quay was lost,", source="Marta Quell, the union’s leader,", cue="said")]
    )
    assert contents(text, found) == [["that the quay was lost"]]
    assert found[0].source is not None
    assert text[found[0].source.start : found[0].source.end] == "Marta Quell, the union’s leader"
