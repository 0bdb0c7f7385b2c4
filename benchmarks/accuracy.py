"""Accuracy on the gold standard of ``corpus/``.

    python -m benchmarks.accuracy

Predicted and gold statements are paired one to one, best overlap of content words (Jaccard) first, where it is
at least one half. An attribution is right where the pair's sources agree too: both absent, or at least half of
their words shared, or one within the other. A speaker is right where the canonical names are equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.gold import GOLD, GoldStatement, documents, statements
from quotetrack.reading import Reader
from quotetrack.types import Span, Statement

_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True)
class Counts:
    """Counts that add up over documents."""

    gold: int = 0
    predicted: int = 0
    content: int = 0
    attribution: int = 0
    named: int = 0
    named_right: int = 0
    direct: int = 0
    direct_right: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))

    def f1(self, right: int) -> float:
        return 200 * right / max(1, self.gold + self.predicted)

    def __str__(self) -> str:
        return (
            f"{self.gold} gold, {self.predicted} predicted: content F1 {self.f1(self.content):.1f}, "
            f"attribution F1 {self.f1(self.attribution):.1f}, direct attribution recall "
            f"{100 * self.direct_right / max(1, self.direct):.1f}, named speakers "
            f"{100 * self.named_right / max(1, self.named):.1f} of {self.named}"
        )


def _words(text: str, spans: Iterable[Span | None]) -> frozenset[int]:
    return frozenset(m.start() for s in spans if s for m in _WORD.finditer(text, s.start, s.end))


def _overlap(a: frozenset[int], b: frozenset[int]) -> float:
    return len(a & b) / len(a | b) if a | b else 0.0


def _same_source(a: frozenset[int], b: frozenset[int]) -> bool:
    if not a or not b:
        return a == b
    return _overlap(a, b) >= 0.5 or a <= b or b <= a


def count(text: str, gold: Sequence[GoldStatement], predicted: Sequence[Statement]) -> Counts:
    """The counts of one document."""
    wanted = [_words(text, g.content) for g in gold]
    found = [_words(text, p.content_spans) for p in predicted]
    scored = sorted(
        ((_overlap(a, b), i, j) for i, a in enumerate(wanted) for j, b in enumerate(found)),
        key=lambda item: (-item[0], item[1], item[2]),
    )
    pairs: dict[int, int] = {}
    for overlap, i, j in scored:
        if overlap >= 0.5 and i not in pairs and j not in pairs.values():
            pairs[i] = j
    right = {
        i for i, j in pairs.items()
        if _same_source(_words(text, [gold[i].source]), _words(text, [predicted[j].source_span]))
    }  # fmt: skip
    named = {i for i, g in enumerate(gold) if g.named and g.speaker}
    names_right = {i for i in named & pairs.keys() if gold[i].speaker in [s.name for s in predicted[pairs[i]].speakers]}
    direct = {i for i, g in enumerate(gold) if g.quotation_type == "direct"}
    return Counts(
        len(gold),
        len(predicted),
        len(pairs),
        len(right),
        len(named),
        len(names_right),
        len(direct),
        len(direct & right),
    )


def corpus_counts(reader: Reader) -> dict[str, Counts]:
    """Counts by article of ``corpus/``."""
    articles = documents()
    return {
        Path(document.name).name: count(
            document.text, statements(document, GOLD / f"{Path(document.name).name}.json"), rows
        )
        for document, rows in reader.read(articles.values())
    }


if __name__ == "__main__":
    counted = corpus_counts(Reader())
    for article, counts in counted.items():
        print(f"{article:<48}{counts}")
    print(f"{'all':<48}{sum(counted.values(), Counts())}")
