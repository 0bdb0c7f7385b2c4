"""Counting how predicted attributions agree with gold ones; every count adds up over documents.

Spans are compared by the words that they touch, so quotation marks and spaces never matter. Predicted and gold
attributions are paired one to one, best overlap of content words (Jaccard) first, where it is at least one half;
of equal overlaps the earlier gold, then the earlier prediction comes first.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from quotetrack.types import Span

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_QUOTED = re.compile(r'“[^”]*”?|"[^"]*"?')
_JOINED = re.compile(r";|,| and ")
_TITLES = frozenset(
    "the a an mr mrs ms miss sir lord lady dr prof professor sen senator rep representative gov governor "
    "president prime minister secretary chief justice judge".split()
)
TYPES = ("direct", "mixed", "indirect")

Words = frozenset[int]  # numbers of a text's words
Judged = tuple[tuple[float, bool], ...]  # a confidence, and whether what it is about is right
_Added = TypeVar("_Added", bound="_Adds")
_T = TypeVar("_T")


@dataclass(frozen=True)
class Label:
    """Whom a gold source stands for: canonical names, and the other names of the same entities."""

    speakers: tuple[str, ...]
    named: bool = True
    aliases: tuple[str, ...] = ()
    mention: str = ""  # what the source is to the name: same, partial_name, pronoun, nominal, other


@dataclass(frozen=True)
class Gold:
    """An expected attribution; without a label its speaker is not scored."""

    content: tuple[Span, ...]
    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    label: Label | None = None


@dataclass(frozen=True)
class Prediction:
    """A predicted attribution; `speaker` is empty and `confidence` (0 to 1) None where there is none."""

    content: tuple[Span, ...]
    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    speaker: str = ""
    confidence: float | None = None


class _Adds:
    """Adds field by field."""

    def __add__(self: _Added, other: _Added) -> _Added:
        return type(self)(*(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))


@dataclass(frozen=True)
class Counts(_Adds):
    """How many are right (`tp`), predicted and gold. Precision, recall and F1 are in percent."""

    tp: int = 0
    pred: int = 0
    gold: int = 0

    # the order of the operations is that of common scorers: another one rounds some halves to the other side
    @property
    def precision(self) -> float:
        return 100 * (self.tp / self.pred) if self.pred else 0.0

    @property
    def recall(self) -> float:
        return 100 * (self.tp / self.gold) if self.gold else 0.0

    @property
    def f1(self) -> float:
        if not self.tp:
            return 0.0
        precision, recall = self.tp / self.pred, self.tp / self.gold
        return 200 * precision * recall / (precision + recall)


@dataclass(frozen=True)
class Recall(_Adds):
    """Gold attributions of a quotation type, and of how many the content and the attribution are found."""

    gold: int = 0
    content: int = 0
    attribution: int = 0


@dataclass(frozen=True)
class Speakers(_Adds):
    """Labelled gold attributions, how many are paired, and of how many the speaker is right.

    `strict` counts canonical names alone, `alias` any name of the entity.
    """

    gold: int = 0
    paired: int = 0
    strict: int = 0
    alias: int = 0


@dataclass(frozen=True)
class Score(_Adds):
    """All counts of one or more documents; `mentions` holds the named speakers one by one with what their source is,
    `judged` the predictions that have a confidence: right are those with the speaker of the label by any name, and
    where the gold attribution has no label those with its source."""

    documents: int = 0
    content: Counts = Counts()
    exact: Counts = Counts()
    tokens: Counts = Counts()
    cue: Counts = Counts()
    attribution: Counts = Counts()
    source_spans: Counts = Counts()
    cue_spans: Counts = Counts()
    content_spans: Counts = Counts()
    direct: Recall = Recall()
    mixed: Recall = Recall()
    indirect: Recall = Recall()
    speakers: Speakers = Speakers()
    named: Speakers = Speakers()
    mentions: tuple[tuple[str, Speakers], ...] = ()
    judged: Judged = ()


@dataclass(frozen=True)
class Bin:
    """Predictions of similar confidence: from the lowest to the highest, their mean, and the share that is right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


class _Row(NamedTuple):
    content: Words
    source: Words
    cue: Words


class _Text:
    """A text's words."""

    def __init__(self, text: str):
        places = [match.span() for match in _WORD.finditer(text)]
        self._starts = [start for start, _ in places]
        self._ends = [end for _, end in places]
        self._quoted = self.words(
            Span(*match.span())
            for match in _QUOTED.finditer(text)
            if match[0].startswith("“") or "\n\n" not in match[0]  # a straight mark's partner is in its paragraph
        )

    def words(self, spans: Iterable[Span]) -> Words:
        return frozenset(
            number
            for s in spans
            for number in range(bisect_right(self._ends, s.start), bisect_left(self._starts, s.end))
        )

    def row(self, item: Gold | Prediction) -> _Row:
        return _Row(self.words(item.content), self.words(item.source), self.words(item.cue))

    def quotation_type(self, content: Words) -> str:
        """direct where at least 90 % of the words stand in quotation marks, indirect where none does."""
        share = len(content & self._quoted) / max(1, len(content))
        return "direct" if share >= 0.9 else "mixed" if share else "indirect"

    def spans(self, fields: Iterable[Sequence[Span]]) -> set[Words]:
        """Each contiguous part that has words, once."""
        return {words for field in fields for span in field if (words := self.words([span]))}


def _overlap(a: Words, b: Words) -> float:
    return len(a & b) / len(a | b) if a | b else 0.0


def _pairs(gold: Sequence[Words], predicted: Sequence[Words]) -> dict[int, int]:
    """Positions in `gold` and the positions in `predicted` that they are paired with."""
    scored = ((-_overlap(a, b), i, j) for i, a in enumerate(gold) for j, b in enumerate(predicted))
    paired: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(item for item in scored if item[0] <= -0.5):
        if i not in paired and j not in taken:
            paired[i] = j
            taken.add(j)
    return paired


def _same_source(a: Words, b: Words) -> bool:
    if not a or not b:
        return a == b
    return _overlap(a, b) >= 0.5 or a <= b or b <= a


def _same_cue(a: Words, b: Words) -> bool:
    return a == b or not a.isdisjoint(b)  # a colon has no words


def name_key(name: str) -> str:
    """A name as it is compared: its words in small letters without possessive endings and titles before it."""
    words = [word.casefold().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(name)]
    first = next((number for number, word in enumerate(words) if word not in _TITLES), len(words))
    return " ".join(words[first:])


def same_speaker(predicted: str, label: Label) -> tuple[bool, bool]:
    """Whether a predicted speaker is the labelled one, by canonical names alone and by any name.

    Of several speakers joined into one string one right one is enough. An unnamed one ("a spokesman of the
    ministry") is right with the same head noun.
    """
    key = name_key(predicted)
    if not key:
        return False, False
    names = {name_key(name) for name in label.speakers}
    if not label.named:
        phrases = [phrase for name in names if name for phrase in (name, name.split(" of ")[0])]
        right = key in names or not {phrase.split()[-1] for phrase in phrases}.isdisjoint(key.split())
        return right, right
    given = {key, *map(name_key, _JOINED.split(predicted))}
    known = names.union(map(name_key, label.aliases))
    return not given.isdisjoint(names), not given.isdisjoint(known)


class Verdict(NamedTuple):
    """Of a prediction that is paired: whether its source agrees, and its speaker by any name; None without a label."""

    source: bool
    speaker: bool | None


def verdicts(text: str, gold: Sequence[Gold], predicted: Sequence[Prediction]) -> dict[int, Verdict]:
    """The positions in `predicted` of those that are paired with a gold attribution, each with its verdict."""
    known = _Text(text)
    wanted, found = [known.row(g) for g in gold], [known.row(p) for p in predicted]
    result = {}
    for i, j in _pairs([row.content for row in wanted], [row.content for row in found]).items():
        label = gold[i].label
        speaker = same_speaker(predicted[j].speaker, label)[1] if label else None
        result[j] = Verdict(_same_source(wanted[i].source, found[j].source), speaker)
    return result


def score(text: str, gold: Sequence[Gold], predicted: Sequence[Prediction]) -> Score:
    """The counts of one document. Attributions without a word of content do not count."""
    known = _Text(text)
    wanted = [(g, row) for g in gold if (row := known.row(g)).content]
    found = [(p, row) for p in predicted if (row := known.row(p)).content]
    paired = _pairs([row.content for _, row in wanted], [row.content for _, row in found])
    both = [(wanted[i][1], found[j][1]) for i, j in paired.items()]
    right = {i for i, j in paired.items() if _same_source(wanted[i][1].source, found[j][1].source)}
    types = [known.quotation_type(row.content) for _, row in wanted]

    def counts(tp: int) -> Counts:
        return Counts(tp, len(found), len(wanted))

    def recall(kind: str) -> Recall:
        members = {i for i, given in enumerate(types) if given == kind}
        return Recall(len(members), len(members & paired.keys()), len(members & right))

    speakers, named, mentions = Speakers(), Speakers(), []
    sure = {paired[i] for i in right}
    for i, (g, _) in enumerate(wanted):
        if g.label:
            strict, alias = same_speaker(found[paired[i]][0].speaker, g.label) if i in paired else (False, False)
            if i in paired:
                (sure.add if alias else sure.discard)(paired[i])
            one = Speakers(1, i in paired, strict, alias)
            speakers += one
            if g.label.named:
                named += one
                mentions.append((g.label.mention, one))
    return Score(
        documents=1,
        content=counts(len(paired)),
        exact=counts(sum(a.content == b.content for a, b in both)),
        tokens=_agreement(*({word for _, row in rows for word in row.content} for rows in (wanted, found))),
        cue=counts(sum(_same_cue(a.cue, b.cue) for a, b in both)),
        attribution=counts(len(right)),
        source_spans=_agreement(*(known.spans(item.source for item in items) for items in (gold, predicted))),
        cue_spans=_agreement(*(known.spans(item.cue for item in items) for items in (gold, predicted))),
        content_spans=_agreement(*(known.spans(item.content for item in items) for items in (gold, predicted))),
        direct=recall("direct"),
        mixed=recall("mixed"),
        indirect=recall("indirect"),
        speakers=speakers,
        named=named,
        mentions=tuple(mentions),
        judged=tuple(sorted((p.confidence, j in sure)
                            for j, (p, _) in enumerate(found) if p.confidence is not None)),
    )  # fmt: skip


def _agreement(gold: set[_T], predicted: set[_T]) -> Counts:
    return Counts(len(gold & predicted), len(predicted), len(gold))


def by_mention(score: Score) -> dict[str, Speakers]:
    """Named speakers by what their source is, most frequent first; empty where no label says."""
    total: dict[str, Speakers] = {}
    for mention, counts in score.mentions:
        if mention:
            total[mention] = total.get(mention, Speakers()) + counts
    return dict(sorted(total.items(), key=lambda item: (-item[1].gold, item[0])))


def at_least(predicted: Sequence[Prediction], confidence: float) -> list[Prediction]:
    """The predictions with that confidence or more; those without any do not have it."""
    return [p for p in predicted if p.confidence is not None and p.confidence >= confidence]


def equal_width(judged: Judged, bins: int = 10) -> list[Bin]:
    """The bins of equal width that hold something, from low to high confidence."""
    return _binned(judged, [min(int(confidence * bins), bins - 1) for confidence, _ in judged])


def equal_mass(judged: Judged, bins: int = 10) -> list[Bin]:
    """Bins of about as many predictions each, from low to high confidence; equal confidences stay together."""
    ordered = sorted(confidence for confidence, _ in judged)
    return _binned(judged, [bisect_left(ordered, confidence) * bins // len(ordered) for confidence, _ in judged])


def _binned(judged: Judged, numbers: Sequence[int]) -> list[Bin]:
    groups: dict[int, list[tuple[float, bool]]] = {}
    for number, item in sorted(zip(numbers, judged, strict=True)):
        groups.setdefault(number, []).append(item)
    return [
        Bin(
            low=group[0][0],
            high=group[-1][0],
            count=len(group),
            confidence=sum(confidence for confidence, _ in group) / len(group),
            right=sum(right for _, right in group) / len(group),
        )
        for group in groups.values()
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error, 0 to 1: how far confidence and share right lie apart, weighted by count."""
    return sum(b.count * abs(b.confidence - b.right) for b in bins) / max(1, sum(b.count for b in bins))


def perfect_error(judged: Judged, binned: Callable[[Judged], list[Bin]] = equal_width, draws: int = 200) -> float:
    """The calibration error that these confidences would show on average if they were the very probabilities: so many
    predictions leave so much to chance. The same at every call."""
    chance = random.Random(0)
    drawn = (tuple((c, chance.random() < c) for c, _ in judged) for _ in range(draws))
    return sum(calibration_error(binned(one)) for one in drawn) / draws if judged else 0.0
