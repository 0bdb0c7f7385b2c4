"""When a statement was made, from its own words: "said on Monday", "in a letter dated May 12"."""

from __future__ import annotations

from collections.abc import Iterator

from quotetrack.quotations import argument_lexicon as lexicon
from quotetrack.quotations.phrases import Scene, scene_of
from quotetrack.quotations.time_words import Time, times
from quotetrack.types import Attribution, Parsed

_HANGS = frozenset({"obl", "nmod", "advmod", "appos", "flat", "dep", "obj", "iobj", "fixed"})
_WITHIN_NAMES = frozenset({"compound", "amod", "nummod"})
_MADE = lexicon.SPEAKING | frozenset(
    "released issued published posted sent dated made given delivered broadcast aired taped recorded held obtained "
    "appearing testifying addressing interviewed responding".split()
)
_LATER = frozenset("will would shall 'll ’ll may might could".split())
_STILL_TO = frozenset(
    "expected set due likely scheduled plans planned planning going wants hopes intends about".split()
)
# Prepositions of what it is said in, at or to; "after the vote on Monday" is not when it was said.
_OCCASIONS = frozenset("in at on to during with by for via from under within between among inside outside near".split())


def said_on(parsed: Parsed, attribution: Attribution) -> str:
    """The day, month or year in which it was said, ISO 8601, as far as the words around the cue tell; else empty.
    The attribution has its `medium` already.

    Only times that belong to the act of saying count, not those of the content or of who says it. A weekday is the last
    one, that of the publication included; a date without year the last such date. What is still to be said has none.
    """
    scene = scene_of(parsed, attribution)
    if scene is None or _is_to_come(scene):
        return ""
    found = list(_times(scene))
    if not found:
        return ""
    first, last = max(time.first for time in found), min(time.last for time in found)
    if first > last:
        return ""  # they contradict one another
    return Time(0, 0, first, last).iso


def _is_to_come(scene: Scene) -> bool:
    helpers = {scene.form(i) for i, word in enumerate(scene.words) if word.head == scene.head and word.upos == "AUX"}
    governor = scene.words[scene.head].head if scene.words[scene.head].deprel == "xcomp" else -1
    cue = {scene.form(i) for i in scene.cue}
    return bool((helpers | cue) & _LATER) or scene.form(governor) in _STILL_TO


def _times(scene: Scene) -> Iterator[Time]:
    """The times in the sentence that hang on the cue, or on the medium or the document that speaks."""
    start, end = scene.words[0].start, scene.words[-1].end
    text, document = scene.parsed.document.text[start:end], scene.parsed.document
    place = scene.attribution.medium
    for time in times(text, document.published):
        within = [
            i for i, word in enumerate(scene.words) if word.start < start + time.end and word.end > start + time.start
        ]
        if any(scene.roles[i] == "content" for i in within):
            continue
        inside = place is not None and place.start <= start + time.start and start + time.end <= place.end
        if _hangs_on_cue(scene, _top(scene, within), inside):
            yield time


def _top(scene: Scene, within: list[int]) -> int:
    """The word of an expression that the others hang on, prepositions aside."""
    full = [i for i in within if scene.upos(i) not in ("ADP", "DET", "PUNCT")] or within
    return next((i for i in full if scene.words[i].head not in full), full[-1])


def _hangs_on_cue(scene: Scene, position: int, in_medium: bool) -> bool:
    ends = {scene.head, *scene.cue}
    if scene.words[scene.head].deprel in ("case", "mark", "fixed"):
        ends.add(scene.words[scene.head].head)  # according to a statement
    through_act = False  # by a verb of saying or publishing
    at, first = position, True
    for _ in range(8):
        word = scene.words[at]
        if at in ends:
            return scene.roles[position] != "source" or through_act
        relation = word.deprel.split(":")[0]
        if relation == "acl" or relation == "advcl":
            if scene.form(at) not in _MADE or word.deprel == "acl:relcl":
                return False
            through_act = True
        elif relation == "nsubj":
            if not through_act and (first or scene.roles[position] == "source"):
                return False
        elif relation in _WITHIN_NAMES:
            if not in_medium:
                return False
        elif relation not in _HANGS:
            return False
        if not first and word.upos in ("NOUN", "PROPN") and not _prepositions(scene, at) <= _OCCASIONS:
            return False
        if not 0 <= word.head < len(scene.words):
            return False
        at, first = word.head, False
    return False


def _prepositions(scene: Scene, noun: int) -> set[str]:
    return {scene.form(i) for i, word in enumerate(scene.words) if word.head == noun and word.deprel == "case"} - {
        "'s", "’s", "'", "’",
    }  # fmt: skip
