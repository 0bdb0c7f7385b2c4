"""Noun phrases in the sentence of a cue: where they end, and whether they name people, a time or a thing."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from quotetrack.quotations import argument_lexicon as lexicon
from quotetrack.quotations.syntax import cue_syntax
from quotetrack.types import Attribution, Parsed, Word

QUOTES = {"“": "”", '"': '"', "‘": "’", "``": "''", "'": "'"}
_LONGEST = 40  # words of a noun phrase: a bound to the cost of any parse
_TITLE = 9  # words within which the quotation marks of a title close
_HYPHENS = ("-", "–", "/", "‑")


class Phrase(NamedTuple):
    """A noun phrase without what follows its head, by positions; `preposition` is -1 where it has none."""

    preposition: int
    first: int
    head: int
    last: int


@dataclass(frozen=True)
class Scene:
    """The cue's sentence: `roles` says of each word whether it is content, source, cue or neither."""

    parsed: Parsed
    attribution: Attribution
    words: tuple[Word, ...]
    roles: tuple[str, ...]
    cue: tuple[int, ...]
    head: int

    def form(self, position: int) -> str:
        return self.words[position].text.lower() if 0 <= position < len(self.words) else ""

    def upos(self, position: int) -> str:
        return self.words[position].upos if 0 <= position < len(self.words) else ""

    def role(self, position: int) -> str:
        return self.roles[position] if 0 <= position < len(self.roles) else "content"


def scene_of(parsed: Parsed, attribution: Attribution) -> Scene | None:
    syntax = cue_syntax(parsed, attribution)
    if syntax is None:
        return None
    roles = [""] * len(syntax.words)
    starts, ends = [w.start for w in syntax.words], [w.end for w in syntax.words]
    spans = [("cue", attribution.cue), ("source", attribution.source), *(("content", s) for s in attribution.content)]
    for role, span in spans:
        if span is not None:
            for i in range(bisect_right(ends, span.start), bisect_left(starts, span.end)):
                roles[i] = role
    if syntax.words[syntax.head].text.lower() in lexicon.PRIVATE:
        return None
    return Scene(parsed, attribution, syntax.words, tuple(roles), syntax.cue, syntax.head)


def is_preposition(scene: Scene, position: int) -> bool:
    return scene.form(position) in lexicon.PREPOSITIONS and scene.upos(position) in ("ADP", "SCONJ", "PART", "ADV")


def noun_phrase(scene: Scene, first: int, preposition: int) -> Phrase | None:
    """The noun phrase that begins at a word, up to its head; it keeps out of the content, and of the source."""
    head = last = -1
    i, settled = first, False  # settled: a noun was seen, and no possessive after it
    inside = scene.role(first) == "source"
    end = min(len(scene.words), first + _LONGEST)
    while i < end and scene.roles[i] != "content" and (scene.roles[i] == "source") == inside:
        title = _title_end(scene, i)
        if title >= 0:
            head, last, i, settled = title - 1, title, title + 1, True
            continue
        kind = part(scene, i, first, settled)
        if not kind:
            break
        if kind == "noun":
            head, last, settled = i, i, True
        elif kind == "number":
            last = i
            head = i if head < 0 else head
        elif kind == "possessive":
            last, settled = i, False
        i += 1
        if kind == "noun" and scene.words[head].xpos == "PRP":
            break
    return Phrase(preposition, first, head, last) if head >= 0 else None


def part(scene: Scene, i: int, first: int, settled: bool) -> str:
    """What a word is to the noun phrase before it: noun, number, modifier, possessive, or nothing of it."""
    word, form = scene.words[i], scene.form(i)
    following = scene.words[i + 1] if i + 1 < len(scene.words) else None
    capital = word.text[:1].isupper()
    goes_on = following is not None and following.upos in ("NOUN", "PROPN", "ADJ", "NUM", "VERB", "X")
    before = scene.words[i - 1]
    if i > first and before.text in _HYPHENS and before.end == word.start:
        return "noun" if word.upos in ("NOUN", "PROPN") else "modifier"
    if word.xpos == "POS" or (word.upos == "PART" and form in ("'s", "’s", "'", "’")):
        return "possessive" if i > first else ""
    named = capital and (form == "today" or (goes_on and following is not None and following.text[:1].isupper()))
    if settled and ((form in lexicon.CALENDAR and not named) or (form in lexicon.TIME_ADJECTIVES and not capital)):
        return ""
    if word.xpos.startswith("W"):
        return ""
    if word.upos in ("NOUN", "PROPN", "X"):
        return "noun"
    if word.upos == "PRON":
        if word.xpos == "PRP$":
            return "" if settled else "modifier"
        return "noun" if not settled and (i == first or word.xpos != "PRP") else ""
    if word.upos == "NUM":
        if settled and following is not None and following.upos in ("NOUN", "PROPN"):
            return "modifier"
        if settled and (re.fullmatch(r"(19|20)\d\d", form) or scene.upos(i - 1) != "PROPN"):
            return ""
        return "number"
    title = settled and following is not None and following.text[:1].isupper() and scene.words[i - 1].text[:1].isupper()
    if word.upos == "DET":
        return "modifier" if not settled or title else ""
    if word.upos == "ADJ":
        return "modifier" if not settled or (goes_on and (capital or scene.upos(i - 1) == "PROPN")) else ""
    if capital and i > 0 and scene.upos(i - 1) != "PUNCT" and word.upos in ("VERB", "ADV", "INTJ"):
        return "noun"  # of a name
    if word.upos == "VERB":
        attributive = word.xpos in ("VBN", "VBG") and goes_on and word.deprel in ("amod", "compound")
        return "modifier" if attributive else ""
    if word.upos == "ADV":
        return "modifier" if not settled and goes_on else ""
    if form == "&" and settled:
        return "modifier"
    if word.upos == "CCONJ" or form == ",":
        return "modifier" if not settled and i > first and scene.upos(i - 1) == "ADJ" and goes_on else ""
    glued = following is not None and word.start == scene.words[i - 1].end and word.end == following.start
    return "modifier" if i > first and glued and form in _HYPHENS else ""


def _title_end(scene: Scene, position: int) -> int:
    """Where the title that begins at a quotation mark closes: the mark's position, -1 where there is none."""
    closing = QUOTES.get(scene.words[position].text)
    opening = scene.words[position + 1].text[:1] if position + 1 < len(scene.words) else ""
    if closing is None or not (opening.isupper() or opening.isdigit()):
        return -1
    for i in range(position + 1, min(position + 1 + _TITLE, len(scene.words))):
        if scene.roles[i] == "content":
            break
        if scene.words[i].text == closing:
            return i
    return -1


def conjunct(scene: Scene, last: int) -> Phrase | None:
    if scene.role(last + 1) == "content" or scene.role(last + 2) == "content":
        return None
    phrase = noun_phrase(scene, last + 2, -1)
    if phrase is None or scene.upos(phrase.last + 1) in ("VERB", "AUX"):
        return None
    joined = any(scene.words[i].deprel == "conj" for i in range(phrase.first, phrase.last + 1))
    joined = joined or (
        scene.form(last + 1) == "," and entity_label(scene, last) == entity_label(scene, last + 2) == "place"
    )
    return phrase if joined else None


def is_people(scene: Scene, phrase: Phrase) -> bool:
    word, noun = scene.words[phrase.head], head_noun(scene, phrase)
    if is_time(scene, phrase) or noun in lexicon.NOT_SPOKEN_TO or noun in lexicon.SITES:
        return False
    label = entity_label(scene, phrase.head)
    if label:
        return label != "other"
    return word.xpos == "PRP" or word.upos == "PROPN" or lexicon.names_people(noun)


def entity_label(scene: Scene, position: int) -> str:
    """The label of the name that a word belongs to; empty where it belongs to none."""
    entities, start = scene.parsed.entities, scene.words[position].start
    at = bisect_right(entities, start, key=lambda entity: entity.start) - 1
    return entities[at].label if at >= 0 and entities[at].end > start else ""


def is_time(scene: Scene, phrase: Phrase) -> bool:
    head, upos = scene.form(phrase.head), scene.upos(phrase.head)
    if head in ("march", "may"):
        return upos == "PROPN"
    if scene.words[phrase.last].text in QUOTES.values():
        return False  # a title: “60 Minutes”
    if head == "minutes" and scene.upos(phrase.head - 1) not in ("ADJ", "NUM", "VERB"):
        return False  # of a meeting
    if upos == "PROPN" and phrase.head > phrase.first and head not in lexicon.CALENDAR:
        return False  # "Colorado Springs"
    return lexicon.names_time(head)


def children(scene: Scene, head: int, deprel: str) -> list[int]:
    return [i for i, word in enumerate(scene.words) if word.head == head and word.deprel == deprel]


def head_noun(scene: Scene, phrase: Phrase) -> str:
    """The head as it is written, with what hyphens join to it: "op-ed"."""
    end = scene.words[phrase.head].end
    start = scene.words[max(phrase.first, phrase.head - 4)].start
    pieces = scene.parsed.document.text[start:end].lower().split()
    return pieces[-1].strip("“”\"'‘’.,") if pieces else ""
