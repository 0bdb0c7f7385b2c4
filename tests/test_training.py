"""The finder's training learns from what it is shown, and from the features that the shipped encoder gives."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import torch

from quotetrack.quotations.network import LAYOUT, TAGS, AttributionNetwork
from training import finder
from training.antonyms import antonyms
from training.attributions import Gold, Tagged
from training.batching import batches
from training.calibration import fit
from training.joint import FlatTagger

WORDS = ("Quell", "said", "that", "the", "quay", "was", "lost", ".", "Rain", "fell", ".")
NAMES = ("B-source", "B-cue", "B-content", *["I-content"] * 4, *["O"] * 4)
WINDOW = Tagged(
    "one", (WORDS[:8], WORDS[8:]), tuple((0.0,) * LAYOUT for _ in WORDS), tuple(map(TAGS.index, NAMES)),
    (Gold((1, 1), (0, 0), ((2, 6),)),),
)  # fmt: skip


def test_a_few_steps_lower_the_loss(reader: Any, tmp_path: Path) -> None:
    encoder, pieces = reader._parser.encoder, reader._parser.pieces
    rows = finder.features(encoder, pieces, [WINDOW] * 4)
    assert not encoder.autocast
    network = AttributionNetwork()
    finder.train(network, encoder, [WINDOW] * 4, rows, tmp_path, steps=1, words=40)
    full = [(row.float(), words) for row, words in rows]
    with torch.no_grad():
        before = float(finder.loss(network, full, [WINDOW] * 4, refuse=True))
    finder.train(network, encoder, [WINDOW] * 4, rows, tmp_path, steps=30, words=40)
    with torch.no_grad():
        after = float(finder.loss(network, full, [WINDOW] * 4, refuse=True))
    assert after < 0.7 * before
    assert (tmp_path / "finder.pt").exists()


def test_the_flat_tagger_reads_a_window_alike_alone_and_beside_a_longer_one() -> None:
    torch.manual_seed(1)
    flat = FlatTagger(24, hidden=8).eval()
    features = [torch.randn(length, 24) for length in (9, 30)]
    layouts = [torch.zeros(length, LAYOUT) for length in (9, 30)]
    both = flat(features, layouts)
    (alone,) = flat(features[:1], layouts[:1])
    assert [tuple(scores.shape) for scores in both] == [(9, len(TAGS)), (30, len(TAGS))]
    assert torch.allclose(both[0], alone, atol=1e-6)


def test_one_document_in_twenty_is_held_out() -> None:
    names = [f"d{number:03}" for number in range(200)]
    assert len(finder.held_out(names)) == 10
    assert finder.held_out(names[::-1]) == finder.held_out(names)


def test_items_that_are_less_than_a_batch_make_one() -> None:
    stream = batches(["a", "bbb", "cc"], len, 100, random.Random(1))
    assert [next(stream) for _ in range(2)] == [["bbb", "cc", "a"]] * 2


def test_a_fit_finds_the_line_that_outcomes_were_drawn_from() -> None:
    torch.manual_seed(1)
    evidence = torch.randn(4000, 1) * 2
    right = torch.bernoulli((0.8 * evidence[:, 0] - 0.5).sigmoid())
    line = torch.nn.Linear(1, 1)
    fit(line, evidence, right, torch.ones(4000))
    assert abs(line.weight.item() - 0.8) < 0.1
    assert abs(line.bias.item() + 0.5) < 0.1


def test_a_weight_of_two_counts_as_twice() -> None:
    evidence, right = torch.tensor([[-2.0], [-1.0], [1.0], [2.0]]), torch.tensor([0.0, 1.0, 0.0, 1.0])
    weighted, doubled = torch.nn.Linear(1, 1), torch.nn.Linear(1, 1)
    fit(weighted, evidence, right, torch.tensor([1.0, 1.0, 1.0, 2.0]))
    fit(doubled, torch.cat([evidence, evidence[3:]]), torch.cat([right, right[3:]]), torch.ones(5))
    assert torch.allclose(weighted.weight, doubled.weight, atol=1e-3)
    assert torch.allclose(weighted.bias, doubled.bias, atol=1e-3)


def test_antonyms_are_read_by_their_place_in_a_set(tmp_path: Path) -> None:
    lines = [
        "  1 a line of the licence",
        "00000010 00 a 02 wet 0 damp(p) 0 001 ! 00000020 a 0101 | covered with water",
        "00000020 00 a 01 dry 0 002 ! 00000010 a 0101 & 00000010 a 0000 | free from water",
        "00000030 00 a 02 arid 0 Dusty 0 001 ! 00000010 a 0202 | very dry",
    ]
    (tmp_path / "data.adj").write_text("\n".join(lines), encoding="utf-8")
    assert list(antonyms(tmp_path / "data.adj")) == [("wet", "dry"), ("dry", "wet"), ("dusty", "damp")]
