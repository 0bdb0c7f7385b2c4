"""What is said of a person beside the name: "Infrastructure Minister", "a hydrologist at the coast"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from quotetrack.speakers import names
from quotetrack.speakers.lexicon import (
    ABBREVIATED,
    COURTESY,
    DETERMINERS,
    POSSESSIVES,
    PREPOSITIONS,
    RELATIVE,
    ROLES,
    SYNONYMS,
    TITLES,
    VAGUE,
    noun_kind,
)
from quotetrack.types import Word

WORD = re.compile(r"[\w][\w'’.\-]*")
_EMPTY = frozenset("former ex senior then now and also one-time onetime longtime".split())
_NOMINAL = frozenset({"NOUN", "PROPN", "ADJ"})
_PHRASE = _NOMINAL | {"DET", "PRON", "ADP", "NUM"}
_ENDS = frozenset(',;—–―-():.“”"')
_OF = frozenset({"of", "at", "for", "in", "with", "to", "from"})
_LOOSE = frozenset({"ADP", "DET", "CCONJ", "SCONJ", "PUNCT"})  # what no role ends with


@lru_cache(100_000)
def all_meanings(phrase: str) -> frozenset[str]:
    """The words of a phrase, abbreviations in full and one word for all that mean the same."""
    words = [names.fold(word).removeprefix("ex-") for word in WORD.findall(phrase)]
    return frozenset(SYNONYMS.get(word, word) for word in (ABBREVIATED.get(word, word) for word in words))


def meanings(role: str) -> frozenset[str]:
    """The words of a role that tell what it is."""
    return all_meanings(role) - VAGUE - PREPOSITIONS - _EMPTY


def head_noun(role: str) -> str:
    """The noun that a role is about, in small letters: "minister" for "minister of the interior"."""
    words = [names.fold(word) for word in role.split()]
    return words[next((i for i, word in enumerate(words) if i and word in _OF), len(words)) - 1]


def roles(words: Sequence[Word], start: int, end: int, text: str) -> Iterator[str]:
    """The roles that a sentence gives to the person whose name stands at text[start:end]."""
    at = next((i for i, w in enumerate(words) if w.start >= start), 0)
    after = next((i for i, w in enumerate(words) if w.start >= end), len(words))
    found = (_title(words, at, after, text, text[start:end]), _ahead(words, at, text), *_behind(words, after, text))
    yield from filter(None, found)


def _title(words: Sequence[Word], at: int, after: int, text: str, name: str) -> str:
    """ "Infrastructure Minister" before a name: nouns and adjectives that end in a role noun and hang on one another or
    the name."""
    begin = at
    while begin > 0 and at - begin < 6:
        word = words[begin - 1]
        nominal = word.upos in _NOMINAL if word.upos else word.text[:1].isupper()
        elsewhere = begin < at and word.deprel and not begin - 1 < word.head < after and word.text[:1].islower()
        if (not nominal and word.text != "-") or elsewhere:
            break
        begin -= 1
    phrase = list(words[begin:at])
    while phrase and (phrase[0].text == "-" or names.fold(phrase[0].text) in DETERMINERS):
        phrase = phrase[1:]
    if phrase and names.fold(phrase[-1].text) in (ROLES | TITLES) - {"the"}:
        return "" if len(phrase) == 1 and names.fold(phrase[0].text) in COURTESY else _written(phrase, text)
    first = name.split()[0] if name.split() else ""  # the name tagger may have taken the title in
    return first if names.fold(first) in ROLES and first not in names.tokens(name) else ""


def _ahead(words: Sequence[Word], at: int, text: str) -> str:
    """ "Its chairman, Lorn Haverick": the role in a short noun phrase and a comma before a name."""
    if at < 2 or words[at - 1].text != ",":
        return ""
    begin = at - 1
    while begin and at - begin < 8 and (words[begin - 1].upos in _PHRASE or words[begin - 1].text in "'’'s’s-"):
        begin -= 1
    phrase = list(words[begin : at - 1])
    opened = begin == 0 or words[begin - 1].upos in ("PUNCT", "SCONJ", "CCONJ", "VERB", "ADP")
    owned = next((i + 1 for i, w in enumerate(phrase) if w.text in ("'s", "’s", "'", "’")), 0)
    return _role(phrase[owned:], text) if phrase and opened else ""


def _behind(words: Sequence[Word], after: int, text: str) -> list[str]:
    """ "the infrastructure minister", "mayor of Halden and head of the port" after a name, a comma and perhaps an age,
    up to the next comma, dash, verb or relative clause."""
    if after >= len(words) or words[after].text != ",":
        return []
    if after + 2 < len(words) and words[after + 1].text.isdigit() and words[after + 2].text in _ENDS:
        after += 2
    phrase: list[Word] = []
    for word in words[after + 1 : after + 20]:
        if word.text in _ENDS or word.upos in ("VERB", "AUX") or names.fold(word.text) in RELATIVE:
            break
        phrase.append(word)
    joint = next((i for i, w in enumerate(phrase) if names.fold(w.text) == "and"), len(phrase))
    found = [_role(phrase[:joint], text), _role(phrase[joint + 1 :], text)]
    if not found[1] and joint < len(phrase):
        found[0] = _role(phrase, text) if found[0] else ""  # "head of research and development"
    return found


def _role(phrase: list[Word], text: str) -> str:
    """The role that a noun phrase says, without its determiner; "" where its head is none."""
    while phrase and (names.fold(phrase[0].text) in DETERMINERS | POSSESSIVES or phrase[0].upos == "PUNCT"):
        phrase = phrase[1:]
    while phrase and phrase[-1].upos in _LOOSE:
        phrase = phrase[:-1]
    head = next((i for i, w in enumerate(phrase) if names.fold(w.text) in _OF), len(phrase))
    if head == 0 or phrase[0].upos in _LOOSE or not _is_role(phrase[head - 1].text):
        return ""
    return _written(phrase, text)


def _is_role(noun: str) -> bool:
    folded = names.fold(noun)
    return folded in ROLES or (noun == folded and noun_kind(folded) == "person")


def _written(phrase: Sequence[Word], text: str) -> str:
    return " ".join(text[phrase[0].start : phrase[-1].end].split())
