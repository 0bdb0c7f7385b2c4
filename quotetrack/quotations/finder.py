"""Find attributions: the network's spans and links, completed by what quotation marks say."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from quotetrack.parsing.encoder import Encoder, WordPieces, middle_features
from quotetrack.parsing.models import LANGUAGE, SHIPPED
from quotetrack.parsing.precision import reading_precision
from quotetrack.quotations.boilerplate import Boilerplate
from quotetrack.quotations.confidence import trusted
from quotetrack.quotations.decoding import Found, decode
from quotetrack.quotations.marks import paragraphs, quoted_spans
from quotetrack.quotations.network import AttributionNetwork
from quotetrack.quotations.speech_tags import FULL_STOP, participle, speech_tag
from quotetrack.quotations.turns import Turn, turns
from quotetrack.quotations.windows import Token, Window, windows
from quotetrack.types import Attribution, Span

WEIGHTS = SHIPPED / LANGUAGE / "quotations" / "news.safetensors"
_BATCH_WORDS = 900  # words, padding included, that go through the network together
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_DAY = r"(?:(?:late|early) )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
_DATED = re.compile(rf"\s+on(?:\s+{_DAY})?$")
_DAY_AFTER = re.compile(rf"\s+{_DAY}")
_NAME_WORD = r"[^\W\d_a-z][\w.’'-]*"
_SIGNATURE = re.compile(
    rf"[^\S\n]*\n?[^\S\n]*(?P<dash>[―—–]|--?)[^\S\n]*"
    rf"(?P<name>{_NAME_WORD}(?:[^\S\n]+(?:{_NAME_WORD}|de|del|der|di|du|la|van|von|bin|al|of|the)){{0,5}})"
    r"(?:,[^\n.!?]{0,80})?[^\S\n]*(?=\n|$)"
)
_SIGNED = 0.9  # confidence of quotations with a signature or a plain tag and of turns with a label
_SAME = 0.8  # share of the shorter content from which on two contents are one statement
_CARRIED_WORDS = 6  # a quotation without a cue is speech only from this many words on


class Finder:
    """Finds the attributions of tokenized texts; one for all documents of a run."""

    def __init__(self, encoder: Encoder, pieces: WordPieces, network: AttributionNetwork):
        self._encoder, self._pieces, self._network = encoder, pieces, network.eval()

    @classmethod
    def load(cls, encoder: Encoder, pieces: WordPieces, path: Path = WEIGHTS) -> Finder:
        """A finder with the network weights of a safetensors file."""
        network = AttributionNetwork()
        network.load_state_dict({name: value.float() for name, value in load_file(path).items()})
        network.layers.to(reading_precision())
        return cls(encoder, pieces, network)

    def find(self, texts: Sequence[str], sentences: Sequence[Sequence[Sequence[Token]]]) -> list[list[Attribution]]:
        """The attributions of each text, in reading order of their contents.

        `sentences` holds for each text its sentences as lists of (form, start, end).
        """
        threshold = float(self._network.threshold)
        result = []
        for text, of_text in zip(texts, self.read(texts, sentences), strict=True):
            words = len(text.split())
            found = [a for window, items in of_text for a in attributions(window, items, threshold)]
            result.append(complete(text, [replace(a, confidence=trusted(a.confidence, words)) for a in found]))
        return result

    def read(
        self, texts: Sequence[str], sentences: Sequence[Sequence[Sequence[Token]]]
    ) -> list[list[tuple[Window, list[Found]]]]:
        """What the network finds in each window of each text, unlikely attributions too."""
        cut = [list(windows(text, of_text)) for text, of_text in zip(texts, sentences, strict=True)]
        found = iter(self._run([window for of_text in cut for window in of_text]))
        return [[(window, next(found)) for window in of_text] for of_text in cut]

    @torch.inference_mode()
    def _run(self, cut: list[Window]) -> list[list[Found]]:
        order = sorted(range(len(cut)), key=lambda i: len(cut[i].starts))
        result: dict[int, list[Found]] = {}
        batch: list[int] = []
        for i in order:
            if batch and (len(batch) + 1) * len(cut[i].starts) > _BATCH_WORDS:
                result |= self._batch(cut, batch)
                batch = []
            batch.append(i)
        if batch:
            result |= self._batch(cut, batch)
        return [result[i] for i in range(len(cut))]

    def _batch(self, cut: list[Window], batch: list[int]) -> dict[int, list[Found]]:
        sentences = [sentence for i in batch for sentence in cut[i].sentences]
        read = iter(middle_features(self._encoder, self._pieces, sentences))
        rows = [window_rows([next(read) for _ in cut[i].sentences]) for i in batch]
        layouts = [torch.tensor(cut[i].layout) for i in batch]
        scores, states = self._network(rows, layouts)
        lengths = [len(cut[i].starts) for i in batch]
        padded = torch.nn.utils.rnn.pad_sequence(layouts, batch_first=True)
        return dict(zip(batch, decode(self._network, scores, states, padded, lengths), strict=True))


def window_rows(sentences: Sequence[tuple[Tensor, Sequence[int]]]) -> tuple[Tensor, Tensor]:
    """The rows of a window's sentences as one, and which of them are words."""
    words: list[int] = []
    count = 0
    for rows, places in sentences:
        words.extend(count + place for place in places)
        count += len(rows)
    return torch.cat([rows for rows, _ in sentences]), torch.tensor(words, dtype=torch.long)


def attributions(window: Window, found: list[Found], threshold: float) -> list[Attribution]:
    """The attributions of a window that are likely enough."""

    def span(words: tuple[int, int]) -> Span:
        return Span(window.starts[words[0]], window.ends[words[1]])

    return [
        Attribution(
            tuple(map(span, f.contents)), span(f.source) if f.source else None, span(f.cue), confidence=f.confidence
        )
        for f in found
        if f.confidence >= threshold
    ]


@dataclass(frozen=True)
class _Marks:
    """The quoted stretches of a text, and the words within a stretch."""

    text: str
    quoted: list[tuple[int, int]]

    def overlapping(self, start: int, end: int) -> list[tuple[int, int]]:
        at = bisect_left(self.quoted, (start, start))
        at = max(0, at - 1)
        found = []
        while at < len(self.quoted) and self.quoted[at][0] < end:
            if self.quoted[at][1] > start:
                found.append(self.quoted[at])
            at += 1
        return found

    def words(self, start: int, end: int) -> int:
        return sum(1 for _ in _WORD.finditer(self.text, start, end))


def complete(text: str, found: list[Attribution]) -> list[Attribution]:
    """Snap contents to quotation marks, add quotations that carry on, and tell each quotation type."""
    marks = _Marks(text, quoted_spans(text))
    page = Boilerplate(text)
    found = [_trimmed(text, a) for a in found if not page.holds(a)]
    found = [replace(a, content=_merged([_snap(marks, a, part) for part in a.content])) for a in found]
    found = [part for a in _surest(found) for part in _parted(marks, a)]
    found = _signed(marks, found)
    spoken = turns(text)
    found = _tagged(marks, _with_turns(found, spoken))
    found = _carry_on(marks, sorted(found, key=lambda a: a.content[0]))
    labelled = {turn.colon for turn in spoken}
    return [
        replace(a, quotation_type="direct" if a.cue in labelled else quotation_type(marks, a.content)) for a in found
    ]


def _trimmed(text: str, attribution: Attribution) -> Attribution:
    """Without the commas and dashes that part source and content from the rest of the sentence, and without the
    day that a cue is followed by: "said on Monday"."""

    def trim(span: Span) -> Span:
        part = text[span.start : span.end]
        kept = part.strip(" ,;\u00a0\n—–")
        if not kept:
            return span
        start = span.start + part.index(kept)
        return Span(start, start + len(kept))

    source = trim(attribution.source) if attribution.source else None
    cue = attribution.cue
    dated = _DATED.search(text[cue.start : cue.end]) if cue else None
    if cue and dated and (dated.group().strip() != "on" or _DAY_AFTER.match(text, cue.end)):
        cue = Span(cue.start, cue.start + dated.start())
    return replace(attribution, content=tuple(map(trim, attribution.content)), source=source, cue=cue)


def _merged(parts: list[Span]) -> tuple[Span, ...]:
    """The parts in reading order, those that overlap as one."""
    merged: list[Span] = []
    for part in sorted(parts):
        if merged and part.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, part.end))
        else:
            merged.append(part)
    return tuple(merged)


def _snap(marks: _Marks, attribution: Attribution, part: Span) -> Span:
    """The part widened to the ends of a quotation that it covers for the most."""
    start, end = part
    others = [s for s in (attribution.source, attribution.cue) if s is not None]
    for q_start, q_end in marks.overlapping(start, end):
        if any(s.start < q_end and s.end > q_start for s in others):
            continue
        covered = marks.words(max(start, q_start), min(end, q_end))
        if covered * 10 >= 4 * marks.words(q_start, q_end):
            start, end = min(start, q_start), max(end, q_end)
    return Span(start, end)


def _surest(found: list[Attribution]) -> list[Attribution]:
    """Of attributions that share a content, or of which one has the other's within it, the one with most confidence:
    two readings of one statement, of which annotators of news take one (in PolNeAR none stands within another)."""
    found = sorted(found, key=lambda a: a.content[0])
    starts = [a.content[0].start for a in found]
    longest = max((a.content[-1].end - a.content[0].start for a in found), default=0)
    dropped: set[int] = set()
    for i in sorted(range(len(found)), key=lambda i: -found[i].confidence):
        if i in dropped:
            continue
        near = range(bisect_left(starts, starts[i] - longest), bisect_left(starts, found[i].content[-1].end))
        less_sure = (j for j in near if (-found[j].confidence, j) > (-found[i].confidence, i))
        dropped.update(j for j in less_sure if _same_statement(found[i].content, found[j].content))
    return [a for i, a in enumerate(found) if i not in dropped]


def _same_statement(one: tuple[Span, ...], other: tuple[Span, ...]) -> bool:
    shared = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one for b in other)
    shorter = min(sum(part.end - part.start for part in content) for content in (one, other))
    return shared >= _SAME * shorter


def _signed(marks: _Marks, found: list[Attribution]) -> list[Attribution]:
    """With the quotations that a dash and a name end, as letters, testimonials and mottoes are: “We stay.” — Marta
    Quell. What is said within one is a part of it; one that has a speaker outside has no need of a signature."""
    signed: dict[tuple[int, int], Attribution] = {}
    for start, end in marks.quoted:
        match = _SIGNATURE.match(marks.text, end)
        if match and marks.words(start, end) >= 3:
            first, last = match.span("name")
            last -= bool(FULL_STOP.search(match["name"]))
            cue = Span(*match.span("dash"))
            signed[start, end] = Attribution((Span(start, end),), Span(first, last), cue, confidence=_SIGNED)
    touched = [{q for part in a.content for q in marks.overlapping(*part)} & signed.keys() for a in found]
    spoken = {
        (start, end)
        for a, quotations in zip(found, touched, strict=True)
        for start, end in quotations
        if not all(start <= span.start and span.end <= end for span in (*a.content, a.cue) if span)
    }
    outside = [a for a, quotations in zip(found, touched, strict=True) if quotations <= spoken]
    return [*outside, *(a for quotation, a in signed.items() if quotation not in spoken)]


def _with_turns(found: list[Attribution], spoken: list[Turn]) -> list[Attribution]:
    """With the turns of a transcript; what is said within one is a part of it."""
    lines = sorted(line for turn in spoken for line in turn.content)
    outside = [a for a in found if not any(_overlaps(lines, *part) for part in a.content)]
    return [*outside, *(Attribution(t.content, t.speaker, t.colon, confidence=_SIGNED) for t in spoken)]


def _parted(marks: _Marks, attribution: Attribution) -> list[Attribution]:
    """Two where a participle with a quotation of its own follows the first: she said, adding, “We stay.”"""
    content = attribution.content
    for i in range(1, len(content)):
        led_in = participle(marks.text, content[i - 1].end, content[i].start)
        quoted = marks.overlapping(content[i].start, content[i].start + 1)
        if led_in and quoted and attribution.cue and not _overlaps([attribution.cue], *led_in):
            return [
                replace(attribution, content=content[:i]),
                *_parted(marks, replace(attribution, content=content[i:], cue=led_in)),
            ]
    return [attribution]


def _tagged(marks: _Marks, found: list[Attribution]) -> list[Attribution]:
    """With the quotations that no content touches and that have a plain tag: “We stay,” Quell said."""
    taken = sorted(part for a in found for part in a.content)
    more = []
    for start, end in marks.quoted:
        if marks.words(start, end) >= _CARRIED_WORDS and not _overlaps(taken, start, end):
            tag = speech_tag(marks.text, start, end)
            if tag and not _overlaps(taken, *tag[1]):
                more.append(Attribution((Span(start, end),), *tag, confidence=_SIGNED))
    return [*found, *more]


def _carry_on(marks: _Marks, found: list[Attribution]) -> list[Attribution]:
    """Quotations that no content covers: the next paragraph of the one before, or speech without a cue."""
    text = marks.text
    taken = sorted(part for a in found for part in a.content)
    starts_of = dict(paragraphs(text))
    before: int | None = None  # which attribution the last quotation belongs to
    open_end: int | None = None  # where a quotation that its paragraph leaves open ends
    grown = {i: list(a.content) for i, a in enumerate(found)}
    carried: list[Attribution] = []
    owners = sorted((part, i) for i, a in enumerate(found) for part in a.content)
    at = 0
    for start, end in marks.quoted:
        while at < len(owners) and owners[at][0].end <= start:
            at += 1
        owner = owners[at][1] if at < len(owners) and owners[at][0].start < end else None
        unclosed = text[end - 1] not in "”\"»'’" and not text[start:end].endswith("''")
        if owner is None:
            continues = open_end is not None and before is not None and text[open_end:start].isspace()
            speech = marks.words(start, end) >= _CARRIED_WORDS and text[end - 2] in ".,!?…—"
            if continues:
                grown[before].append(Span(start, end))  # type: ignore[index]
                owner = before
            elif speech and start in starts_of and not _overlaps(taken, start, end):
                carried.append(Attribution((Span(start, end),), confidence=0.4, carried=True))
        before, open_end = (owner, end) if owner is not None else (None, None)
        if not unclosed:
            open_end = None
    found = [replace(a, content=_merged(grown[i])) for i, a in enumerate(found)]
    return sorted([*found, *carried], key=lambda a: a.content[0])


def _overlaps(taken: list[Span], start: int, end: int) -> bool:
    at = bisect_left(taken, (end, end))
    return at > 0 and taken[at - 1].end > start


def quotation_type(marks: _Marks, content: tuple[Span, ...]) -> str:
    """direct where at least 90 % of the content's words stand inside quotation marks, mixed where some do."""
    inside = total = 0
    for part in content:
        total += marks.words(*part)
        inside += sum(marks.words(max(s, part.start), min(e, part.end)) for s, e in marks.overlapping(*part))
    return "indirect" if not inside else "direct" if inside * 10 >= total * 9 else "mixed"
