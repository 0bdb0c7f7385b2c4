"""The shared encoder: pieces of words, its memory, and how seldom it is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from quotetrack.parsing.encoder import MAX_PIECES, NAME, Encoder, WordPieces, _chunks, word_case, word_features
from quotetrack.types import Document

SENTENCES = [
    ["“", "The", "bridge", "is", "safe", ",", "”", "Mayor", "Clara", "Renholt", "said", "."],
    ["OSTREHAVEN"],
    ["Ferry", "crews", "walked", "out", "."],
    ["“", "The", "bridge", "is", "safe", ",", "”", "Mayor", "Clara", "Renholt", "said", "."],
]


@pytest.fixture(scope="module")
def encoder(reader: Any) -> Encoder:
    return reader._parser.encoder


@pytest.fixture(scope="module")
def pieces(reader: Any) -> WordPieces:
    return reader._parser.pieces


@pytest.fixture
def rows(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, ...]]:
    """Every row that goes through the encoder, without its padding."""
    seen: list[tuple[int, ...]] = []
    encode = encoder.encode

    def spy(ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        seen.extend(tuple(row[m.bool()].tolist()) for row, m in zip(ids, mask, strict=True))
        return encode(ids, mask)

    monkeypatch.setattr(encoder, "encode", spy)
    return seen


@pytest.mark.parametrize(
    ("word", "case"),
    [("bridge", 0), ("4.2", 0), ("—", 0), ("Renholt", 1), ("A", 1), ("O'Neil", 3), ("U.S.", 2), ("NATO", 2),
     ("McKay", 3), ("iPhone", 3), ("Élise", 1), ("ÉLISE", 2), ("", 0), ("ß", 0), ("ǅ", 3)],
)  # fmt: skip
def test_case_of_a_word(word: str, case: int) -> None:
    assert word_case(word) == case


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80) | st.text(st.characters(categories=["Cs", "Cc", "Cf", "Zs", "Mn", "Co", "Cn"]), max_size=9))
def test_every_word_has_pieces(pieces: WordPieces, word: str) -> None:
    found = pieces.pieces(word)
    assert 1 <= len(found) <= 32
    assert all(0 <= piece < 4 * pieces.vocab_size for piece in found)
    assert {piece // pieces.vocab_size for piece in found} == {word_case(word)}
    assert pieces.pieces(word) == found


def test_capitals_change_nothing_but_the_case(pieces: WordPieces) -> None:
    plain, capital = pieces.pieces("harbour"), pieces.pieces("HARBOUR")
    assert [piece % pieces.vocab_size for piece in capital] == list(plain)
    assert plain != capital


def test_a_batch_of_sentences(pieces: WordPieces) -> None:
    batch = pieces([["Ferry", "crews"], [], ["Ostrehaven"]])
    width = {len(row) for row in batch["input_ids"]}
    assert len(width) == 1
    for number, words in enumerate((2, 0, 1)):
        owners = batch.word_ids(batch_index=number)
        assert (owners[0], owners[-1]) == (None, None)
        assert sorted({owner for owner in owners if owner is not None}) == list(range(words))
        assert sum(batch["attention_mask"][number]) == len(owners)
    assert pieces([]) == {"input_ids": [], "attention_mask": []}


@given(st.lists(st.integers(1, 1500), max_size=40))
def test_chunks_hold_every_row_once_and_stay_small(lengths: list[int]) -> None:
    order = sorted(range(len(lengths)), key=lambda i: lengths[i])
    chunks = list(_chunks(order, lengths))
    assert [i for chunk in chunks for i in chunk] == order
    assert all(len(chunk) * lengths[chunk[-1]] <= 1024 for chunk in chunks if len(chunk) > 1)


@torch.inference_mode()
def test_memory_changes_no_feature(encoder: Encoder, pieces: WordPieces) -> None:
    without = word_features(encoder, pieces, SENTENCES)
    with encoder.remembering():
        first = word_features(encoder, pieces, SENTENCES)
        second = word_features(encoder, pieces, SENTENCES[::-1])[::-1]
        alone = [word_features(encoder, pieces, [sentence])[0] for sentence in SENTENCES]
    for found in (first, second, alone):
        for ours, theirs, sentence in zip(found, without, SENTENCES, strict=True):
            assert ours.shape == theirs.shape == (len(sentence), 384)
            torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=1e-4)


@torch.inference_mode()
def test_within_its_memory_no_sentence_is_encoded_twice(
    encoder: Encoder, pieces: WordPieces, rows: list[tuple[int, ...]]
) -> None:
    with encoder.remembering():
        for _ in range(2):
            word_features(encoder, pieces, SENTENCES)
        with encoder.remembering():  # one within another shares the outer one's memory
            word_features(encoder, pieces, SENTENCES[1:])
        word_features(encoder, pieces, SENTENCES)
    assert len(rows) == len(set(rows)) == 3
    assert encoder._memory is None
    with encoder.remembering():
        word_features(encoder, pieces, SENTENCES[:1])
    assert len(rows) == 4  # what was remembered had been forgotten


def test_memory_ends_with_an_error_too(encoder: Encoder) -> None:
    with pytest.raises(ValueError), encoder.remembering():
        raise ValueError
    assert encoder._memory is None


def test_reading_encodes_each_sentence_once(reader: Any, pieces: WordPieces, rows: list[tuple[int, ...]]) -> None:
    texts = [
        "“The bridge is safe,” Mayor Clara Renholt said on Monday. She said that it would open in May.",
        "Ostre Line said that it would cancel forty crossings. “We are tired,” union leader Jonas Pell said.",
        "Ferry crews walked out. “The bridge is safe,” Mayor Clara Renholt said on Monday.",
    ]
    list(reader.read([Document(f"d{n}", text) for n, text in enumerate(texts)]))
    during = list(rows)
    sentences = {
        tuple(pieces([[token.text for token in sentence.tokens]])["input_ids"][0])
        for doc in reader._parser.read(texts)
        for sentence in doc.sentences
    }
    assert len(during) == len(set(during))  # none twice
    assert set(during) == sentences


@pytest.mark.parametrize("words", [["word"] * 2000, ["hemoglobinopathically"] * 2000, ["x" * 500] * 40])
@torch.inference_mode()
def test_long_sentences(encoder: Encoder, pieces: WordPieces, rows: list[tuple[int, ...]], words: list[str]) -> None:
    with encoder.remembering():
        (features,) = word_features(encoder, pieces, [words])
        (again,) = word_features(encoder, pieces, [words])
    assert features.shape == (len(words), 384)
    assert torch.isfinite(features).all()
    assert torch.equal(features, again)
    assert max(map(len, rows)) <= MAX_PIECES


def test_weights_survive_saving(tmp_path: Path, encoder: Encoder) -> None:
    encoder.save(tmp_path / "e.safetensors")
    loaded = Encoder.load(tmp_path / "e.safetensors")
    assert not loaded.training
    for (name, value), (other, back) in zip(encoder.state_dict().items(), loaded.state_dict().items(), strict=True):
        assert name == other
        torch.testing.assert_close(value, back, atol=2e-3, rtol=2e-3)


def test_name_is_no_path() -> None:
    assert "/" not in NAME
