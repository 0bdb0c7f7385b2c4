"""Cut a tokenized document into windows of paragraphs, the unit that the network reads at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quotetrack.quotations.marks import paragraphs, quoted_spans

WORDS = 300  # a window takes whole paragraphs up to about this many words
LONGEST = 2 * WORDS  # a paragraph, or a sentence, of more words is cut

Token = tuple[str, int, int]  # form, start, end


@dataclass(frozen=True)
class Window:
    """Consecutive sentences and, for each of their words, its offsets and layout.

    `layout` has six yes-or-no features a word: opens a quotation, closes one, inside one, first of
    its sentence, first of its paragraph, last of its paragraph.
    """

    sentences: list[list[str]]
    starts: list[int]
    ends: list[int]
    layout: list[list[float]]


def windows(text: str, sentences: Sequence[Sequence[Token]]) -> Iterator[Window]:
    """Windows that cover all sentences in order; `sentences` hold (form, start, end) for each token."""
    quoted = quoted_spans(text)
    bounds = [start for start, _ in paragraphs(text)][1:]
    block: list[Sequence[Token]] = []
    paragraph_firsts: set[int] = set()
    size = at = 0
    new_paragraph = True
    for sentence in _cut(sentences):
        while at < len(bounds) and sentence[0][1] >= bounds[at]:
            at, new_paragraph = at + 1, True
        if block and ((new_paragraph and size + len(sentence) > WORDS) or size + len(sentence) > LONGEST):
            yield _window(block, paragraph_firsts, quoted)
            block, paragraph_firsts, size = [], set(), 0
        if new_paragraph:
            paragraph_firsts.add(size)
            new_paragraph = False
        block.append(sentence)
        size += len(sentence)
    if block:
        yield _window(block, paragraph_firsts, quoted)


def _cut(sentences: Sequence[Sequence[Token]]) -> Iterator[Sequence[Token]]:
    """The sentences that have words, those too long for a window in pieces."""
    for sentence in sentences:
        for at in range(0, len(sentence), LONGEST):
            yield sentence[at : at + LONGEST]


def _window(block: list[Sequence[Token]], paragraph_firsts: set[int], quoted: list[tuple[int, int]]) -> Window:
    starts = [start for sentence in block for _, start, _ in sentence]
    ends = [end for sentence in block for _, _, end in sentence]
    sentence_firsts, number = set(), 0
    for sentence in block:
        sentence_firsts.add(number)
        number += len(sentence)
    at = bisect_right(quoted, (starts[0], starts[0])) - 1  # the last quotation that opens before the window
    rows, at, count = [], max(0, at), len(starts)
    for i, start in enumerate(starts):
        while at < len(quoted) and quoted[at][1] <= start:
            at += 1
        inside = at < len(quoted) and quoted[at][0] <= start
        opens = inside and (i == 0 or starts[i - 1] < quoted[at][0])
        closes = inside and (i + 1 == count or starts[i + 1] >= quoted[at][1])
        last = i + 1 == count or i + 1 in paragraph_firsts
        rows.append([float(v) for v in (opens, closes, inside, i in sentence_firsts, i in paragraph_firsts, last)])
    return Window([[form for form, _, _ in sentence] for sentence in block], starts, ends, rows)
