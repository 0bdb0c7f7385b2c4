"""From scores to spans: which words are asked whether they are a cue, and what is made of a cue's parts."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from quotetrack.quotations.decoding import Found, candidates, decode, tag_paths
from quotetrack.quotations.network import LAYOUT, REACH, TAGS, AttributionNetwork


def scores(*tags: str, sure: float = 9.0) -> torch.Tensor:
    """Scores (1, words, tags) that make each word its tag."""
    made = torch.zeros(1, len(tags), len(TAGS))
    for i, tag in enumerate(tags):
        made[0, i, TAGS.index(tag)] = sure
    return made


def test_tag_paths_follow_the_rules_of_the_tags() -> None:
    torch.manual_seed(1)
    lengths = [30, 7, 1]
    for row, length in zip(tag_paths(torch.randn(3, 30, len(TAGS)), lengths).tolist(), lengths, strict=True):
        before = "O"
        for tag in (TAGS[t] for t in row[:length]):
            assert not tag.startswith("I-") or before[2:] == tag[2:]
            before = tag
        assert not any(row[length:])


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["O", "B-cue", "I-cue", "O"], [(1, 2)]),
        (["B-cue", "B-cue", "O"], [(0, 0), (1, 1)]),
        (["B-source", "I-source", "B-cue"], [(2, 2)]),
        (["O", "O"], []),
    ],
)
def test_candidates_of_sure_tags(tags: list[str], expected: list[tuple[int, int]]) -> None:
    assert candidates(scores(*tags), [len(tags)]) == [expected]


def test_a_likely_cue_beside_the_best_tags_is_a_candidate_too() -> None:
    unsure = scores("O", "O", "O", "B-cue", "O", "O")
    unsure[0, 0, TAGS.index("B-cue")] = 8.0  # less likely than O, but not by much
    unsure[0, 4, TAGS.index("I-cue")] = 8.5  # beside a sure cue: not one of its own
    assert candidates(unsure, [6]) == [[(0, 0), (3, 3)]]


def check(found: list[Found], length: int) -> None:
    for f in found:
        spans = [f.cue, *([f.source] if f.source else []), *f.contents]
        assert f.contents
        assert all(0 <= first <= last < length for first, last in spans)
        ordered = sorted(spans)
        assert all(a[1] < b[0] for a, b in zip(ordered, ordered[1:], strict=False)), "parts of one cue never overlap"
        assert 0.0 <= f.confidence <= 1.0
        assert min(spans)[0] >= f.cue[0] - REACH
        assert max(spans)[1] <= f.cue[0] + REACH


def run(network: AttributionNetwork, lengths: list[int], seed: int) -> tuple[torch.Tensor, list[list[Found]]]:
    """Tag scores and findings for random windows of these numbers of words; each depends on its place alone."""
    windows, layouts = [], []
    for number, length in enumerate(lengths):
        generator = torch.Generator().manual_seed(seed + number)
        windows.append((torch.randn(length + 2, 24, generator=generator), torch.arange(1, length + 1)))
        layouts.append((torch.rand(length, LAYOUT, generator=generator) > 0.8).float())
    with torch.inference_mode():
        tags, states = network(windows, layouts)
        layout = torch.nn.utils.rnn.pad_sequence(layouts, batch_first=True)
        return tags, decode(network, tags * 20, states, layout, lengths)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 250), min_size=1, max_size=4), st.integers(0, 1000))
def test_any_network_and_features_give_valid_spans(lengths: list[int], seed: int) -> None:
    torch.manual_seed(seed)
    network = AttributionNetwork(width=24, heads=2, depth=1, link=16).eval()
    network.parts.scores.weight.data *= 20  # far from the careful scores of a trained one
    _, result = run(network, lengths, seed)
    assert len(result) == len(lengths)
    for found, length in zip(result, lengths, strict=True):
        check(found, length)


def test_a_window_reads_the_same_alone_and_beside_a_longer_one() -> None:
    torch.manual_seed(3)
    network = AttributionNetwork(width=24, heads=2, depth=2, link=16).eval()
    tags, both = run(network, [40, 90], 5)
    alone, one = run(network, [40], 5)
    assert torch.allclose(tags[0, :40], alone[0], atol=1e-4)
    assert [(f.cue, f.source, f.contents) for f in both[0]] == [(f.cue, f.source, f.contents) for f in one[0]]
