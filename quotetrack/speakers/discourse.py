"""What is known while a document is read from its beginning: who is in it, and who was spoken of where."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from quotetrack.quotations import quoted_spans
from quotetrack.speakers.entities import Cluster, Mention, clusters, sentence_at
from quotetrack.types import Attribution, Entity, Parsed, Span, Speaker

_REACH = 8  # sentences that a pronoun looks back
# What counts against a name, in the same units as the place of its mention (a sentence further back is 0.9).
_SAID = 0.8  # it stands in a quotation, or in what anybody is said to say
_UNKNOWN = 1.0  # its gender is not known, and the pronoun has one
_OWN = 1.5  # it stands in what the source says


@dataclass(frozen=True)
class Resolved:
    """The speakers of one attribution and what led there: name, alias, pronoun, nominal, carried, none."""

    speakers: tuple[Speaker, ...] = ()
    resolution: str = "none"


class Turn(NamedTuple):
    """Who spoke last: where that ends, and whom it resolved to."""

    end: int
    chosen: tuple[Cluster, ...]
    speakers: tuple[Speaker, ...]


@dataclass
class Discourse:
    parsed: Parsed
    quoted: Sequence[tuple[int, int]]
    people: list[Cluster]
    bodies: list[Cluster]
    starts: list[int]
    mentions: list[tuple[Mention, Cluster]]  # by start
    others: list[Entity]  # names of works, laws, events, by start
    # (offset, sentence, cluster, weight): where each cluster was last spoken of, resolved pronouns included
    seen: list[tuple[int, int, Cluster, float]] = field(default_factory=list)
    last: Turn | None = None
    before_last: Turn | None = None  # whose turn it was before, another speaker's
    asked: bool = False  # whether the statement before this one is a question
    answered: bool = False  # whether it is somebody else's answer to one
    spoken: set[int] = field(default_factory=set)  # ids of the clusters that were the speaker of something
    answers: tuple[Cluster, ...] | None = None  # who is interviewed, once it is asked for

    @classmethod
    def of(cls, parsed: Parsed, contents: Iterable[Span] = ()) -> Discourse:
        """At the beginning of a document; `contents` is what its sources say."""
        found = clusters(parsed)
        quoted = quoted_spans(parsed.document.text)
        said = _merged([*quoted, *contents])
        discourse = cls(
            parsed,
            quoted,
            [c for c in found if c.label == "person"],
            [c for c in found if c.label != "person"],
            [s.start for s in parsed.sentences],
            sorted(((m, c) for c in found for m in c.mentions), key=lambda pair: pair[0].start),
            [e for e in parsed.entities if e.label == "other"],
        )
        for cluster in found:
            for m in cluster.mentions:
                weight = (1.2 if m.subject else 0.0) - (0.6 if m.possessive else 0.0) - _SAID * _within(said, m.start)
                discourse.seen.append((m.start, m.sentence, cluster, weight))
        discourse.seen.sort(key=lambda s: s[0])
        return discourse

    def sentence(self, offset: int) -> int:
        return sentence_at(self.parsed, self.starts, offset)

    def before(self, offset: int) -> int:
        """How many of `seen` stand before an offset."""
        return bisect_left(self.seen, offset, key=lambda s: s[0])

    def inside(self, source: Span) -> list[tuple[Mention, Cluster]]:
        """The names within a source, a possessive ending beyond it allowed."""
        at = bisect_left(self.mentions, source.start, key=lambda pair: pair[0].start)
        upto = bisect_left(self.mentions, source.end, key=lambda pair: pair[0].start)
        return [(m, c) for m, c in self.mentions[at:upto] if m.end <= source.end + 2]

    def words(self, span: Span) -> str:
        """The words of a span, spaces folded."""
        return " ".join(self.parsed.document.text[span.start : span.end].split())

    def things(self, source: Span) -> list[Entity]:
        """The names within a source of what is neither somebody nor a body."""
        at = bisect_left(self.others, source.start, key=lambda e: e.start)
        upto = bisect_left(self.others, source.end, key=lambda e: e.start)
        return [e for e in self.others[at:upto] if e.end <= source.end]

    def settle(self, source: Span, chosen: tuple[Cluster, ...], kind: str) -> Resolved:
        """These are the speakers of the source, and from here on spoken of."""
        speakers = tuple(map(_speaker, chosen))
        number = self.sentence(source.start)
        for cluster in chosen:
            self.spoken.add(id(cluster))
            insort(self.seen, (source.start, number, cluster, 1.0), key=lambda s: s[0])
        self.take_turn(source.end, chosen, speakers)
        return Resolved(speakers, kind)

    def take_turn(self, end: int, chosen: tuple[Cluster, ...], speakers: tuple[Speaker, ...]) -> None:
        if self.last and self.last.speakers != speakers:
            self.before_last = self.last
        self.last = Turn(end, chosen, speakers)

    def asks(self, attribution: Attribution) -> bool:
        text = self.parsed.document.text
        return text[attribution.content[0].start : attribution.content[-1].end].rstrip("\"'”’» ").endswith("?")

    def note_question(self, attribution: Attribution) -> None:
        """What the next statement may answer, once this one has its speakers."""
        speakers = self.last.speakers if self.last else ()
        before = self.before_last.speakers if self.before_last else ()
        self.answered = self.asked and bool(before) and speakers != before
        self.asked = self.asks(attribution)

    def is_quoted(self, offset: int) -> bool:
        return _within(self.quoted, offset)

    def most_salient(
        self, offset: int, pool: Iterable[Cluster], gender: str = "", content: Sequence[Span] = ()
    ) -> Cluster | None:
        """The cluster spoken of most lately and most prominently before an offset, gender permitting. Who is named in
        the `content` that the source says is hardly the source."""
        number = self.sentence(offset)
        said = {id(s[2]) for part in content for s in self.seen[self.before(part.start) : self.before(part.end)]}
        allowed = {id(c) for c in pool if not gender or not c.gender or c.gender == gender}
        scores: dict[int, float] = {}
        best: dict[int, Cluster] = {}
        for i in range(self.before(offset) - 1, -1, -1):
            _, sentence, cluster, weight = self.seen[i]
            if number - sentence > _REACH:
                break
            if id(cluster) not in allowed:
                continue
            score = weight - 0.9 * (number - sentence) - (0.0 if cluster.gender or not gender else _UNKNOWN)
            score -= _OWN * (id(cluster) in said)
            if score > scores.get(id(cluster), -99.0):
                scores[id(cluster)], best[id(cluster)] = score, cluster
        if not scores:
            return None
        return best[max(scores, key=lambda key: scores[key])]


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches that the spans cover together, in order."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(tuple(span) for span in spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _within(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    at = bisect_right(spans, offset, key=lambda span: span[0]) - 1
    return at >= 0 and offset < spans[at][1]


def _speaker(cluster: Cluster) -> Speaker:
    kind = "organization" if cluster.label == "place" else cluster.label  # a country that says something
    return Speaker(cluster.full_name, kind, cluster.role, tuple(sorted(cluster.aliases)), named=True)
