"""The syntax around a cue: its words in their sentence, its head and what depends on it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from quotetrack.types import Attribution, Parsed, Span, Word


@dataclass(frozen=True)
class CueSyntax:
    """A cue in its sentence; positions count the sentence's words from 0. Safe on any parse, cycles too."""

    words: tuple[Word, ...]
    cue: tuple[int, ...]

    @cached_property
    def _dependents(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in self.words]
        for i, word in enumerate(self.words):
            if 0 <= word.head < len(self.words) and word.head != i:
                found[word.head].append(i)
        return found

    @cached_property
    def _depths(self) -> list[int]:
        """Steps from each word to the root of its sentence; a word that no root leads to is deepest of all."""
        depths = [len(self.words)] * len(self.words)
        level = [i for i, word in enumerate(self.words) if not 0 <= word.head < len(self.words)]
        for depth in range(len(self.words)):
            for i in level:
                depths[i] = depth
            level = [child for i in level for child in self._dependents[i]]
            if not level:
                break
        return depths

    @cached_property
    def head(self) -> int:
        """The cue's word that the others hang on: its highest verb, else its highest word."""
        verbs = [i for i in self.cue if self.words[i].upos in ("VERB", "AUX")]
        full = [i for i in verbs if self.words[i].upos == "VERB"] or verbs
        return min(full or self.cue, key=lambda i: (self._depths[i], i))

    def children(self, position: int) -> list[int]:
        """The words that depend on a word, in reading order."""
        return self._dependents[position]

    def subtree(self, position: int) -> list[int]:
        """A word and all that hangs on it, directly or not, in reading order."""
        found, queue = {position}, [position]
        while queue:
            for child in self.children(queue.pop()):
                if child not in found:
                    found.add(child)
                    queue.append(child)
        return sorted(found)


def cue_syntax(parsed: Parsed, attribution: Attribution) -> CueSyntax | None:
    """The syntax around the cue; None where there is no cue or its sentence was not parsed."""
    return syntax_at(parsed, attribution.cue) if attribution.cue else None


def syntax_at(parsed: Parsed, span: Span) -> CueSyntax | None:
    """The syntax around any words; None where their sentence was not parsed."""
    start, end = span
    at = bisect_right(parsed.sentences, start, key=lambda sentence: sentence.start) - 1
    words = parsed.sentences[at].words if at >= 0 else ()
    cue = tuple(i for i, word in enumerate(words) if word.start < end and word.end > start)
    if not cue or not any(word.deprel for word in words):
        return None
    return CueSyntax(words, cue)
