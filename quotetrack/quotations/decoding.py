"""From the network's scores to attributions: cues first, then each cue's source and content."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from quotetrack.quotations import crf
from quotetrack.quotations.network import EVIDENCE, IMPOSSIBLE, PARTS, REACH, TAGS, AttributionNetwork, allowed

CANDIDATE = 0.15  # probability from which on a word outside the best tags' cues is asked too whether it is one
_CUE = (TAGS.index("B-cue"), TAGS.index("I-cue"))
_TRANSITIONS = allowed(TAGS)

Words = tuple[int, int]  # first and last word of a span in its window


@dataclass(frozen=True)
class Found:
    """An attribution of a window by the first and last words of its parts.

    `evidence` is what its `confidence` is calibrated from, see `_evidence`.
    """

    cue: Words
    source: Words | None
    contents: tuple[Words, ...]
    evidence: tuple[float, ...]
    confidence: float


def tag_paths(scores: Tensor, lengths: Sequence[int]) -> Tensor:
    """The best valid tags (windows, words) of tag scores (windows, words, tags); what is beyond a length is O."""
    scores = scores.clone()
    scores[:, 0, [i for i, tag in enumerate(TAGS) if tag.startswith("I-")]] = IMPOSSIBLE
    beyond = torch.arange(scores.shape[1])[None, :] >= torch.as_tensor(lengths)[:, None]
    scores[beyond] = IMPOSSIBLE
    scores[..., 0][beyond] = 0.0
    return crf.best_paths(scores, _TRANSITIONS)


def candidates(scores: Tensor, lengths: Sequence[int]) -> list[list[Words]]:
    """The spans of each window that may be cues: those of the best tags, and what is likely beside them."""
    paths = tag_paths(scores, lengths)
    likely = scores.softmax(2)[..., _CUE].sum(2) >= CANDIDATE
    found = []
    for path, maybe, length in zip(paths.tolist(), likely.tolist(), lengths, strict=True):
        spans = _runs([{_CUE[0]: 1, _CUE[1]: 2}.get(tag, 0) for tag in path[:length]])
        taken = {i for first, last in spans for i in range(first - 1, last + 2)}
        more = _runs([2 if maybe[i] and i not in taken else 0 for i in range(length)])
        found.append(sorted(spans + more))
    return found


def _runs(marks: Sequence[int]) -> list[Words]:
    """First and last of each run of marks: 1 begins one, 2 goes on or begins where none is, 0 is outside."""
    spans: list[Words] = []
    before = 0
    for i, mark in enumerate(marks):
        if mark == 1 or (mark == 2 and not before):
            spans.append((i, i))
        elif mark == 2:
            spans[-1] = (spans[-1][0], i)
        before = mark
    return spans


def masked(scores: Tensor, outside: Tensor) -> Tensor:
    """Part scores with everything but "O" impossible where `outside` is false."""
    scores = scores.masked_fill(~outside[..., None], IMPOSSIBLE)
    scores[..., 0] = scores[..., 0].masked_fill(~outside, 0.0)
    return scores


def decode(
    network: AttributionNetwork, scores: Tensor, states: Tensor, layouts: Tensor, lengths: list[int]
) -> list[list[Found]]:
    """The attributions of each window from the network's outputs and the words' layout (see windows.py)."""
    asked = candidates(scores, lengths)
    cues = torch.tensor([(i, *cue) for i, spans in enumerate(asked) for cue in spans], dtype=torch.long).view(-1, 3)
    found: list[list[Found]] = [[] for _ in lengths]
    if not len(cues):
        return found
    parts, valid, outside = network.parts(states, layouts, lengths, cues)
    parts = masked(parts, outside)
    parts[:, 0, [2, 4]] = IMPOSSIBLE
    transitions = network.parts.transitions + network.parts.allowed
    paths = crf.best_paths(parts, transitions)
    certainty = crf.path_score(parts, transitions, paths) - crf.log_normalizer(parts, transitions)
    roles = _role_sums(scores)
    places, why = [], []
    for (window, first, last), path, sure, exact in zip(
        cues.tolist(), paths.tolist(), valid.tolist(), certainty.tolist(), strict=True
    ):
        shift = first - REACH
        sources, contents = (
            [(a + shift, b + shift) for a, b in _runs([{begin: 1, begin + 1: 2}.get(tag, 0) for tag in path])]
            for begin in (PARTS.index("B-source"), PARTS.index("B-content"))
        )
        if contents:
            nearest = min(sources, key=lambda s: max(s[0] - last, first - s[1]), default=None)
            places.append((window, (first, last), nearest, tuple(contents)))
            why.append(_evidence(roles[window], (first, last), nearest, contents, sure, exact))
    confidences = network.calibration(torch.tensor(why).view(-1, EVIDENCE)).sigmoid().squeeze(1).tolist()
    for (window, cue, source, spans), evidence, confidence in zip(places, why, confidences, strict=True):
        found[window].append(Found(cue, source, spans, evidence, confidence))
    return found


def _role_sums(scores: Tensor) -> list[dict[str, list[float]]]:
    """For each window and role, the running sum over its words of the probability of the role's tags."""
    probabilities = scores.softmax(2)
    sums = {
        role: probabilities[..., [TAGS.index(f"B-{role}"), TAGS.index(f"I-{role}")]].sum(2).cumsum(1).tolist()
        for role in ("source", "cue", "content")
    }
    return [{role: [0.0, *rows[i]] for role, rows in sums.items()} for i in range(len(scores))]


def _evidence(
    sums: dict[str, list[float]],
    cue: Words,
    source: Words | None,
    contents: Sequence[Words],
    valid: float,
    exact: float,
) -> tuple[float, ...]:
    """EVIDENCE numbers that speak for an attribution: the logit of its cue being one, the log probability of
    exactly this source and content, the logits of the mean probability that the tags of cue, content and source
    have in it (the source's zero without one), and whether there is a source."""

    def logit(role: str, spans: Sequence[Words]) -> float:
        words = sum(last + 1 - first for first, last in spans)
        mean = sum(sums[role][last + 1] - sums[role][first] for first, last in spans) / words
        mean = min(max(mean, 1e-3), 1 - 1e-3)
        return math.log(mean / (1 - mean))

    return (
        min(max(valid, -8.0), 8.0),
        max(exact, -8.0),
        logit("cue", [cue]),
        logit("content", contents),
        logit("source", [source]) if source else 0.0,
        1.0 if source else 0.0,
    )
