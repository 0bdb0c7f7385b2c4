"""From the network's scores to spans of words and the links between them."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from quotetrack.quotations.network import TAGS, AttributionNetwork

_ROLES = ("source", "cue", "content")
_IMPOSSIBLE = -1e4
# What a link loses for each sentence and paragraph that it crosses, in log probability: content, cue and source
# of one attribution nearly always stand together (65 in 19,831 of PolNeAR train cross a paragraph).
_PER_SENTENCE, _PER_PARAGRAPH = 1.0, 5.0
_FAR = -9.0  # a content with no cue nearer than this stands alone


def _transitions() -> Tensor:
    """Zero where one tag may follow another, a large negative number elsewhere. [from, to]"""
    scores = torch.zeros(len(TAGS), len(TAGS))
    for j, tag in enumerate(TAGS):
        if tag.startswith("I-"):
            scores[:, j] = _IMPOSSIBLE
            scores[j, j] = scores[TAGS.index("B-" + tag[2:]), j] = 0.0
    return scores


_TRANSITIONS = _transitions()


@dataclass(frozen=True)
class LinkedSpan:
    """A span by its first and last word in the window, with what it links to.

    `probability` is the mean probability of its words' tags; `target` is the position of the cue
    (of a content) or the source (of a cue) it belongs to, None for nothing; `certainty` is the
    probability of that link.
    """

    first: int
    last: int
    probability: float
    target: int | None = None
    certainty: float = 1.0


@dataclass(frozen=True)
class WindowSpans:
    sources: list[LinkedSpan]
    cues: list[LinkedSpan]
    contents: list[LinkedSpan]


def best_tags(scores: Tensor, lengths: Tensor) -> Tensor:
    """The best valid tag sequence of each window: (windows, words, tags) scores to (windows, words) tags."""
    windows, words, _ = scores.shape
    total = scores[:, 0].clone()
    total[:, [i for i, tag in enumerate(TAGS) if tag.startswith("I-")]] = _IMPOSSIBLE
    totals, back = [total], []
    for i in range(1, words):
        best, choice = (total[:, :, None] + _TRANSITIONS).max(1)
        total = best + scores[:, i]
        totals.append(total)
        back.append(choice)
    tags = torch.zeros(windows, words, dtype=torch.long)
    current = torch.zeros(windows, dtype=torch.long)
    rows = torch.arange(windows)
    for i in range(words - 1, -1, -1):
        if i + 1 < words:
            current = back[i][rows, current]
        ends_here = lengths - 1 == i
        current = torch.where(ends_here, totals[i].argmax(1), current)
        tags[:, i] = current
    return tags


def _spans(tags: list[int], probabilities: list[float]) -> dict[str, list[LinkedSpan]]:
    found: dict[str, list[LinkedSpan]] = {role: [] for role in _ROLES}
    start = 0
    for i in range(1, len(tags) + 1):
        if i < len(tags) and TAGS[tags[i]].startswith("I-"):
            continue
        if tags[start]:
            mean = sum(probabilities[start:i]) / (i - start)
            found[TAGS[tags[start]][2:]].append(LinkedSpan(start, i - 1, mean))
        start = i
    return found


@dataclass(frozen=True)
class _Places:
    """The sentence and the paragraph number of each word of a window."""

    sentence: Tensor
    paragraph: Tensor

    def apart(self, asking: Tensor, offered: Tensor) -> tuple[Tensor, Tensor]:
        """Sentences and paragraphs between spans given as (n, 2) first and last words: two (asking, offered)."""

        def between(numbers: Tensor) -> Tensor:
            a, o = numbers[asking], numbers[offered]
            ahead = (o[None, :, 0] - a[:, None, 1]).abs()
            behind = (a[:, None, 0] - o[None, :, 1]).abs()
            return torch.minimum(ahead, behind).float()

        return between(self.sentence), between(self.paragraph)


def _link(
    linker: torch.nn.Module,
    states: Tensor,
    places: _Places,
    asking: list[LinkedSpan],
    offered: list[LinkedSpan],
    *,
    must: bool,
) -> list[LinkedSpan]:
    """Each asking span with its target; `must` allows "none" only where every target is far off."""
    if not asking:
        return []
    a, o = (
        torch.tensor([(s.first, s.last) for s in spans], dtype=torch.long).view(-1, 2) for spans in (asking, offered)
    )
    scores = linker(states, a, o).log_softmax(1)
    sentences, paragraphs = places.apart(a, o)
    scores[:, :-1] -= _PER_SENTENCE * sentences + _PER_PARAGRAPH * paragraphs
    if must:
        scores[:, -1] = _FAR
    values, targets = scores.softmax(1).max(1)
    return [
        LinkedSpan(s.first, s.last, s.probability, target if target < len(offered) else None, certainty)
        for s, target, certainty in zip(asking, targets.tolist(), values.tolist(), strict=True)
    ]


def decode(
    network: AttributionNetwork, scores: Tensor, states: Tensor, layouts: Tensor, lengths: list[int]
) -> list[WindowSpans]:
    """Spans and links of each window from the network's outputs and the words' layout (see windows.py)."""
    log_probabilities = scores.log_softmax(2)
    tags = best_tags(log_probabilities, torch.tensor(lengths))
    chosen = log_probabilities.gather(2, tags[:, :, None]).squeeze(2).exp()
    result = []
    for i, length in enumerate(lengths):
        found = _spans(tags[i, :length].tolist(), chosen[i, :length].tolist())
        places = _Places(layouts[i, :, 3].cumsum(0), layouts[i, :, 4].cumsum(0))
        cues = _link(network.cue_to_source, states[i], places, found["cue"], found["source"], must=False)
        contents = _link(network.content_to_cue, states[i], places, found["content"], found["cue"], must=True)
        result.append(WindowSpans(found["source"], cues, contents))
    return result
