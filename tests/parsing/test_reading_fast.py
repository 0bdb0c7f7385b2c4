"""What makes reading fast changes nothing of what is read."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from quotetrack.parsing import dependencies
from quotetrack.parsing.precision import VARIABLE, reading_precision
from quotetrack.parsing.recurrent import PaddedLSTM, hasten
from quotetrack.parsing.transformer import layer_type, read_layers

CORPUS = Path(__file__).parents[2] / "corpus"

# precision


@pytest.mark.parametrize(
    ("native", "wanted", "expected"),
    [
        ((True, False), "", torch.bfloat16),
        ((False, True), "", torch.bfloat16),
        ((False, False), "", torch.float32),
        ((True, True), "single", torch.float32),
    ],
)
def test_half_precision_only_where_the_processor_has_it_and_nobody_objects(
    native: tuple[bool, bool], wanted: str, expected: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, wanted)
    for name, there in zip(("_is_avx512_bf16_supported", "_is_amx_tile_supported"), native, strict=True):
        monkeypatch.setattr(torch.cpu, name, lambda there=there: there)
    assert reading_precision() == expected


# layers


@pytest.mark.parametrize("lengths", [[7, 7], [9, 3, 1], [1]])
def test_layers_give_what_torchs_give(lengths: list[int]) -> None:
    torch.manual_seed(1)
    made = nn.TransformerEncoderLayer(24, 4, 48, activation="gelu", batch_first=True)
    layers = nn.TransformerEncoder(made, 3, enable_nested_tensor=False).eval()
    x = torch.randn(len(lengths), max(lengths), 24)
    padding = torch.arange(x.shape[1]) >= torch.tensor(lengths)[:, None]
    with torch.inference_mode():
        expected = layers(x, src_key_padding_mask=padding)
        *_, found = read_layers(layers.layers, x, padding if bool(padding.any()) else None)
    assert layer_type(layers) == torch.float32
    for row, length in enumerate(lengths):
        torch.testing.assert_close(found[row, :length], expected[row, :length], rtol=0, atol=1e-5)


# LSTMs


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 30), min_size=1, max_size=7), st.booleans(), st.integers(0, 99))
def test_a_padded_lstm_gives_what_a_packed_one_gives(lengths: list[int], start: bool, seed: int) -> None:
    torch.manual_seed(seed)
    lstm = nn.LSTM(5, 4, batch_first=True, bidirectional=True).eval()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, "single")
        padded = PaddedLSTM(lstm)
    x = torch.randn(len(lengths), max(lengths), 5)
    state = (torch.randn(2, len(lengths), 4), torch.randn(2, len(lengths), 4)) if start else None
    packed = pack_padded_sequence(x, torch.tensor(lengths), batch_first=True, enforce_sorted=False)
    with torch.inference_mode():
        expected, found = lstm(packed, state)[0], padded(packed, state)[0]
    assert torch.equal(found.batch_sizes, expected.batch_sizes)
    both = [pad_packed_sequence(one, batch_first=True)[0] for one in (found, expected)]
    torch.testing.assert_close(*both, rtol=0, atol=1e-5)


def test_only_lstms_of_the_shape_that_is_known_are_replaced() -> None:
    shapes = {"one": (1, True), "deep": (2, True), "forwards": (1, False)}
    model = nn.ModuleDict(
        {name: nn.LSTM(3, 2, depth, bidirectional=both) for name, (depth, both) in shapes.items()}
    ).eval()  # fmt: skip
    hasten(model)
    hasten(model)
    assert [type(model[name]) for name in shapes] == [PaddedLSTM, nn.LSTM, nn.LSTM]
    assert type(model["one"].lstm) is nn.LSTM


# trees


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 9), st.integers(0, 2**20))
def test_the_tree_is_the_best_with_one_root(words: int, seed: int) -> None:
    torch.manual_seed(seed)
    drawn = torch.randn(words + 1, words + 1).masked_fill(torch.eye(words + 1, dtype=torch.bool), -torch.inf)
    scores = torch.log_softmax(drawn, 1).numpy()
    found = dependencies._tree(scores.copy())
    expected = chuliu_edmonds_one_root(scores.copy())
    assert found[1:].tolist() == expected[1:].tolist()


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        ([0, 0], True),
        ([0, 2, 0], True),
        ([0, 2, 3, 4, 0], True),
        ([0, 0, 0], False),  # two roots
        ([0, 2, 1], False),  # no root
        ([0, 0, 3, 2], False),  # a circle beside the tree
        ([0, 0, 2], False),  # a word on itself
        ([0, *range(2, 40), 0], True),  # a long chain
    ],
)
def test_a_tree_is_told_from_what_is_none(heads: list[int], expected: bool) -> None:
    assert dependencies._is_tree(np.array(heads)) is expected


def test_heads_and_labels_are_stanzas_own(monkeypatch: pytest.MonkeyPatch) -> None:
    from quotetrack.parsing.parser import Parser, _only

    monkeypatch.setenv(VARIABLE, "single")
    parser = Parser()
    processor = parser._pipeline.processors["depparse"]
    with torch.inference_mode(), parser.sharing():
        read = parser.read([path.read_text("utf-8") for path in sorted(CORPUS.glob("*.txt"))[:5]])
        sentences = [sentence for doc in read for sentence in doc.sentences]
        random.Random(1).shuffle(sentences)
        doc = _only(sentences)
        parser._pipeline.process([doc], processors=["pos"])
        found = {}
        for way in ("stanza", "own"):
            for one_each in (False, True):
                processor._config["resolve_head_constraints"] = one_each
                run: Any = processor.process if way == "stanza" else lambda doc: dependencies.parse(processor, doc)
                run(doc)
                found[way, one_each] = [(word.head, word.deprel) for s in doc.sentences for word in s.words]
    assert found["own", False] == found["stanza", False]
    assert found["own", True] == found["stanza", True]
    assert found["own", True] != found["own", False]


def test_a_parser_of_another_kind_is_left_to_stanza(monkeypatch: pytest.MonkeyPatch) -> None:
    done = []

    class Processor:
        class trainer:
            model = nn.Linear(1, 1)

        def process(self, document: object) -> None:
            done.append(document)

    dependencies.parse(Processor(), "the document")  # type: ignore[arg-type]
    assert done == ["the document"]
