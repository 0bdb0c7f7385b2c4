"""The syntax around a cue: its words in their sentence, its head and what depends on it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from quotetrack.types import Attribution, Parsed, Span, Word


@dataclass(frozen=True)
class CueSyntax:
    """A cue in its sentence; positions count the sentence's words from 0.

    `head` is the cue's word that the others hang on: its highest verb, else its highest word.
    """

    words: tuple[Word, ...]
    cue: tuple[int, ...]
    head: int

    def children(self, position: int) -> list[int]:
        """The words that depend on a word, in reading order."""
        return [i for i, word in enumerate(self.words) if word.head == position]

    def subtree(self, position: int) -> list[int]:
        """A word and all that hangs on it, directly or not, in reading order. Safe on any parse, cycles too."""
        found, queue = {position}, [position]
        while queue:
            at = queue.pop()
            for child in self.children(at):
                if child not in found:
                    found.add(child)
                    queue.append(child)
        return sorted(found)

    def depth(self, position: int) -> int:
        """Steps from a word to the root of its sentence."""
        steps = 0
        while self.words[position].head >= 0 and steps < len(self.words):
            position, steps = self.words[position].head, steps + 1
        return steps


def cue_syntax(parsed: Parsed, attribution: Attribution) -> CueSyntax | None:
    """The syntax around the cue; None where there is no cue or its sentence was not parsed."""
    if attribution.cue is None:
        return None
    words = _sentence_words(parsed, attribution.cue)
    cue = tuple(i for i, w in enumerate(words) if w.start < attribution.cue.end and w.end > attribution.cue.start)
    if not cue or not any(word.deprel for word in words):
        return None
    made = CueSyntax(words, cue, cue[0])
    verbs = [i for i in cue if words[i].upos in ("VERB", "AUX")]
    full = [i for i in verbs if words[i].upos == "VERB"] or verbs
    return CueSyntax(words, cue, min(full or cue, key=lambda i: (made.depth(i), i)))


def _sentence_words(parsed: Parsed, span: Span) -> tuple[Word, ...]:
    starts = [s.start for s in parsed.sentences]
    at = bisect_right(starts, span.start) - 1
    return parsed.sentences[at].words if at >= 0 else ()
