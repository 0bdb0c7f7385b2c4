"""Sentence boundaries that nothing in the text speaks for are taken back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stanza.models.common.doc import Document

from quotetrack.parsing.sentences import whole_sentences


def tokenized(text: str, marked: str = "|") -> Document:
    """A document of the text without `|`, with a sentence boundary wherever one stood."""
    plain = text.replace(marked, "")
    at, sentences = 0, []
    for part in text.split(marked):
        words = []
        for word in part.split():
            start = plain.index(word, at)
            at = start + len(word)
            words.append({"id": len(words) + 1, "text": word, "start_char": start, "end_char": at})
        if words:
            sentences.append(words)
    return Document(sentences, text=plain)


def shown(doc: Document) -> list[str]:
    return [" ".join(token.text for token in sentence.tokens) for sentence in doc.sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Clara |Renholt , the mayor , said no .", ["Clara Renholt , the mayor , said no ."]),
        ("It rained . |Renholt said no .", ["It rained .", "Renholt said no ."]),
        ("He said : |“ It rained . ” |Oske left .", ["He said :", "“ It rained . ”", "Oske left ."]),
        ("Rain in Halden\n|Renholt said no .", ["Rain in Halden", "Renholt said no ."]),
        ("THE BORROWING |Back then he wrote .", ["THE BORROWING", "Back then he wrote ."]),
        ("BBC |News said no .", ["BBC News said no ."]),
        ("a |b |c .", ["a b c ."]),
        ("word |WORD WORD |word", ["word WORD WORD word"]),  # what is joined to other words is no heading
        ("", []),
    ],
)
def test_whole_sentences(text: str, expected: list[str]) -> None:
    assert shown(whole_sentences(tokenized(text))) == expected


@given(st.lists(st.sampled_from(["word", "WORD", "end.", "“", "”", "|", "\n", " "]), max_size=30))
def test_every_token_stays_where_it_is_and_is_counted_anew(parts: list[str]) -> None:
    before = tokenized(" ".join(parts))
    after = whole_sentences(before)
    spans = [[(t.text, t.start_char, t.end_char) for s in doc.sentences for t in s.tokens] for doc in (before, after)]
    assert spans[0] == spans[1]
    for sentence in after.sentences:
        assert [token.id for token in sentence.tokens] == [(i,) for i in range(1, len(sentence.tokens) + 1)]
    assert shown(whole_sentences(after)) == shown(after)
