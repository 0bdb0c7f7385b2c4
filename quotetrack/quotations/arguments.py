"""Whom something was said to, and where: the addressee and the medium of an attribution."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from quotetrack.quotations import argument_lexicon as lexicon
from quotetrack.quotations.phrases import (
    QUOTES,
    Phrase,
    Scene,
    children,
    conjunct,
    head_noun,
    is_people,
    is_preposition,
    is_time,
    noun_phrase,
    part,
    scene_of,
)
from quotetrack.types import Attribution, Parsed, Span

_ASKED = 12  # words within which those who are asked to do something end
_ENDS = (".", ";", "?", "!", "(", ")", ":")
_CLAUSE_MARKS = (",", "–", "—", "-", "--", ";")


class _Found(NamedTuple):
    """A phrase near the cue: the verb it follows, -1 for none, and the phrase right before it."""

    phrase: Phrase
    verb: int
    before: Phrase | None


def addressee(parsed: Parsed, attribution: Attribution) -> Span | None:
    """The people it was said to: "Fox News" in "told Fox News", "employees" in "in a letter to employees".

    They stand outside the content, but for those who are asked to do something: "urged the council to vote".
    """
    scene = scene_of(parsed, attribution)
    if scene is None:
        return None
    asked = _asked_to_act(scene)
    if asked is not None:
        return Span(scene.words[asked.first].start, scene.words[asked.last].end)
    people = _addressee(scene)
    if people is None:
        return None
    tail = lexicon.PEOPLE_TAIL
    if scene.upos(people.head) in ("PROPN", "PRON") or lexicon.one_of(head_noun(scene, people), lexicon.PRESS):
        tail = lexicon.NAME_TAIL  # a place behind a name or "reporters" is where it was said
    return _span(scene, people.first, _extended(scene, people, tail, people=True))


def medium(parsed: Parsed, attribution: Attribution) -> Span | None:
    """Where it was said, with its preposition: "in a letter to employees", "on Twitter"; else a verb: "tweeted"."""
    scene = scene_of(parsed, attribution)
    if scene is None or _document(scene) is not None:
        return None
    for found in (*_following(scene), *_preceding(scene), *_governing(scene)):
        if _is_medium(scene, found):
            first = found.phrase.preposition if found.phrase.preposition >= 0 else found.phrase.first
            return _span(scene, first, _extended(scene, found.phrase, lexicon.MEDIUM_TAIL))
    for i in scene.cue:
        if scene.form(i) in lexicon.MEDIUM_VERBS and scene.upos(i) == "VERB":
            return _span(scene, i, i)
    return None


def _asked_to_act(scene: Scene) -> Phrase | None:
    """The people with whom the content begins and who are to do the rest of it: urged "the council to vote"."""
    first, verb = scene.cue[-1] + 1, scene.form(scene.head)
    if scene.role(first) != "content" or (verb not in lexicon.TELLING and verb not in lexicon.TURNING_TO):
        return None
    within = range(first + 1, min(first + _ASKED, len(scene.words)))
    to = next((i for i in within if scene.words[i].xpos == "TO" and scene.roles[i] == "content"), -1)
    if to < 0:
        return None
    opened = replace(scene, roles=("",) * to + scene.roles[to:])
    phrase = noun_phrase(opened, first, -1)
    if phrase is None or scene.form(phrase.last + 1) not in ("to", "not") or phrase.last + 2 < to:
        return None
    return phrase if is_people(opened, phrase) else None


def _addressee(scene: Scene) -> Phrase | None:
    """The passive's subject, else whom the cue tells, else to whom the medium goes, else what stands further off."""
    subject = _passive_subject(scene)
    if subject is not None:
        return subject
    following, preceding, governing = _following(scene), _preceding(scene), _governing(scene)
    for found in following:
        if _is_spoken_to(scene, found):
            return found.phrase
    for found in (*following, *preceding):
        if _is_medium(scene, found):
            partner = _partner(scene, found.phrase)
            if partner is not None:
                return partner
            break
    for found in preceding:
        if _is_spoken_to(scene, found):
            return found.phrase
    document = _document(scene)
    if document is not None:
        return _partner(scene, document)
    for found in governing:
        if _is_spoken_to(scene, found):
            return found.phrase
        if _is_medium(scene, found):
            return _partner(scene, found.phrase)
    return None


def _span(scene: Scene, first: int, last: int) -> Span | None:
    span = Span(scene.words[first].start, scene.words[last].end)
    taken = any(part.start < span.end and span.start < part.end for part in scene.attribution.content)
    return None if taken or span.start >= span.end else span


# The phrases around the cue


def _following(scene: Scene) -> list[_Found]:
    """The phrases in the cue and behind it, up to where another clause begins; content is stepped over."""
    found: list[_Found] = []
    verb, before, aside, i = scene.head, None, False, scene.cue[0]
    last_of_cue = scene.cue[-1]
    while i < len(scene.words):
        if scene.roles[i] in ("content", "source"):
            before, i = None, i + 1
            continue
        phrase = _phrase_at(scene, i)
        if phrase is not None:
            aside = aside or (i > last_of_cue and _is_aside(scene, phrase))
            if not aside:
                found.append(_Found(phrase, verb, before))
            before, i = phrase, phrase.last + 1
            continue
        if i > last_of_cue and i != scene.head:
            if _is_speaking(scene, i):
                verb, aside = i, False
            elif _ends_clause(scene, i):
                break
        elif scene.upos(i) == "VERB":
            verb = i
        if scene.words[i].text in _CLAUSE_MARKS:
            aside = False
        before, i = None, i + 1
    return found


def _preceding(scene: Scene) -> list[_Found]:
    """The phrases that open the cue's clause, or stand between source and cue."""
    found: list[_Found] = []
    verb, before, aside, elsewhere, after_source, i = -1, None, False, False, False, 0
    while i < scene.cue[0]:
        role = scene.roles[i]
        after_source = after_source or role == "source"
        inner = role == "source" and scene.form(i - 1) == "," and scene.role(i - 1) == "source"
        if role == "content" or (role == "source" and not inner):
            before, aside, elsewhere, i = None, False, False, i + 1
            continue
        phrase = _phrase_at(scene, i)
        if i and role != scene.roles[i - 1]:
            aside = False  # the source's own appositions end with it
        if phrase is not None and phrase.last < scene.cue[0]:
            aside = aside or _is_aside(scene, phrase)
            if not (aside or elsewhere):
                found.append(_Found(phrase, verb, before))
            before, i = phrase, phrase.last + 1
            continue
        word = scene.words[i]
        if word.text in _CLAUSE_MARKS:
            verb, aside, elsewhere = -1, False, False
        elif _is_speaking(scene, i):
            verb, aside, elsewhere = i, False, False
        elif word.upos in ("VERB", "AUX"):
            if verb < 0 and not after_source and not word.deprel.startswith("acl"):
                found.clear()
            elsewhere = True
        before, i = None, i + 1
    return found


def _governing(scene: Scene) -> list[_Found]:
    """The phrases behind the verb of speech that the cue's verb hangs on: of "wrote" in "wrote to him, adding that"."""
    word = scene.words[scene.head]
    at = word.head
    if word.deprel.split(":")[0] not in ("advcl", "conj", "xcomp") or not 0 <= at < scene.cue[0]:
        return []
    if scene.form(at) not in lexicon.GOVERNING or "source" in scene.roles[at : scene.cue[0]]:
        return []
    return _following(replace(scene, cue=(at,), head=at)) if scene.roles[at] == "" else []


def _phrase_at(scene: Scene, position: int) -> Phrase | None:
    if is_preposition(scene, position):
        phrase = noun_phrase(scene, position + 1, position)
        of_source = scene.role(position + 1) == "source" and scene.roles[position] != "source"
        return None if of_source or scene.form(position + 1) in lexicon.NOMINATIVE else phrase
    return noun_phrase(scene, position, -1)


def _is_aside(scene: Scene, phrase: Phrase) -> bool:
    """An apposition: what follows it up to the next comma tells about it."""
    return phrase.preposition < 0 and scene.form(phrase.first - 1) in _CLAUSE_MARKS and not is_time(scene, phrase)


def _is_speaking(scene: Scene, position: int) -> bool:
    word = scene.words[position]
    return word.upos == "VERB" and word.xpos in ("VBG", "VBN") and scene.form(position) in lexicon.SPEAKING


def _ends_clause(scene: Scene, position: int) -> bool:
    word = scene.words[position]
    if word.upos == "CCONJ":
        return not is_preposition(scene, position + 1)
    clause = word.upos in ("VERB", "AUX", "SCONJ") or scene.form(position) == "because"
    return clause or word.xpos.startswith("W") or word.xpos == "TO" or word.text in _ENDS


def _extended(scene: Scene, phrase: Phrase, prepositions: frozenset[str], people: bool = False) -> int:
    """The last word of a phrase with the prepositional phrases and conjuncts behind it, up to one of time.

    With people a phrase of medium ends it too: "investors" in "told investors in an email".
    """
    last = phrase.last
    while True:
        more = None
        if people and last == scene.cue[-1]:
            return last  # the cue ends with them: "told the crowd" in Ohio
        if scene.form(last + 1) in prepositions and is_preposition(scene, last + 1):
            more = noun_phrase(scene, last + 2, last + 1) if scene.role(last + 1) != "content" else None
        elif scene.upos(last + 1) == "CCONJ" or scene.form(last + 1) == ",":
            more = conjunct(scene, last)
        if more is None or is_time(scene, more) or (people and _is_medium(scene, _Found(more, -1, None))):
            return last
        last = more.last


# What a phrase is


def _is_spoken_to(scene: Scene, found: _Found) -> bool:
    """People as the object of a verb, or behind a preposition that says to whom: "told reporters", "said to her"."""
    phrase, verb = found.phrase, scene.form(found.verb)
    if found.verb < 0 or is_time(scene, phrase) or head_noun(scene, phrase) in lexicon.NOT_SPOKEN_TO:
        return False
    if phrase.preposition < 0:
        return _is_object(scene, found)
    if not is_people(scene, phrase) or _hangs_on(scene, found):
        return False
    preposition = scene.form(phrase.preposition)
    if preposition == "to":
        return verb not in lexicon.NOT_TO
    if preposition == "by":
        return verb in lexicon.ASKED_BY and not scene.cue[0] <= found.verb <= scene.cue[-1]
    return verb in lexicon.SPOKEN_TO.get(preposition, frozenset())


def _is_object(scene: Scene, found: _Found) -> bool:
    phrase, verb = found.phrase, scene.form(found.verb)
    role = scene.words[phrase.head].deprel
    if found.before is not None or role.startswith("nsubj"):
        return False
    if any(scene.upos(i) not in ("ADV", "PART", "PUNCT") for i in range(found.verb + 1, phrase.first)):
        return False
    turned_to = verb in lexicon.TURNING_TO or (role == "iobj" and verb not in lexicon.NAMING)
    return verb in lexicon.TELLING or (turned_to and is_people(scene, phrase))


def _is_medium(scene: Scene, found: _Found) -> bool:
    phrase, preposition = found.phrase, scene.form(found.phrase.preposition)
    noun, verb, word = head_noun(scene, phrase), scene.form(found.verb), scene.words[phrase.head]
    if _hangs_on(scene, found) or is_time(scene, phrase):
        return False
    if phrase.preposition < 0:
        direct = found.before is None or found.before.preposition < 0
        return verb in lexicon.ISSUING and direct and lexicon.one_of(noun, lexicon.ISSUED)
    if (scene.form(phrase.head - 1), word.text.lower()) in lexicon.PAIRS:
        building = word.text.lower() == "hall" and scene.form(phrase.first) == "the" and phrase.head == phrase.first + 2
        return preposition in lexicon.PAIRED and not building
    if preposition == "on" and word.upos == "PROPN" and (word.text == "X" or noun in lexicon.OUTLETS):
        return True
    if preposition == "on" and scene.words[phrase.last].text in QUOTES.values():
        return True  # the title of a show
    bare = phrase.first == phrase.last and word.xpos == "NN"
    if preposition in ("in", "at", "during") and bare and noun not in lexicon.BARE:
        return False
    if preposition == "to":
        return verb in lexicon.TAKING and noun in lexicon.PLATFORMS
    if preposition == "by" and scene.upos(phrase.first) in ("DET", "PRON"):
        return False
    return lexicon.one_of(noun, lexicon.MEDIA.get(preposition, frozenset()))


def _hangs_on(scene: Scene, found: _Found) -> bool:
    """A phrase that belongs to the one of place or topic before it: "to parents" in "of the letter to parents"."""
    before = found.before
    if before is None or before.preposition < 0 or (is_time(scene, before) and scene.form(before.head) != "time"):
        return False
    return before.first <= scene.words[found.phrase.head].head <= before.last


def _partner(scene: Scene, phrase: Phrase) -> Phrase | None:
    """The people of a medium: "employees" of "a letter to employees", "KPA" of "an interview with KPA"."""
    last = phrase.last
    while is_preposition(scene, last + 1) and scene.role(last + 1) != "content":
        more = noun_phrase(scene, last + 2, last + 1)
        if more is None:
            break
        preposition = scene.form(last + 1)
        if preposition == "with" and lexicon.one_of(head_noun(scene, phrase), lexicon.SPOKEN):
            return more
        if preposition in ("to", "before") and is_people(scene, more):
            return more
        last = more.last
    return None


def _document(scene: Scene) -> Phrase | None:
    """The source's noun phrase where it is a document: "the report"."""
    if "source" not in scene.roles:
        return None
    phrase = noun_phrase(scene, scene.roles.index("source"), -1)
    if phrase is None or not lexicon.one_of(head_noun(scene, phrase), lexicon.WRITTEN):
        return None
    newspaper = scene.upos(phrase.head) == "PROPN" and head_noun(scene, phrase) in lexicon.OUTLETS
    return None if newspaper else phrase


def _passive_subject(scene: Scene) -> Phrase | None:
    """Who was told: the subject of a passive cue."""
    verb, word = scene.form(scene.head), scene.words[scene.head]
    if word.xpos != "VBN" or (verb not in lexicon.TELLING and verb not in lexicon.TURNING_TO):
        return None
    subjects = children(scene, scene.head, "nsubj:pass")
    if not subjects and word.deprel == "advcl" and not any(scene.upos(i) == "AUX" for i in scene.cue):
        subjects = [i for i in children(scene, word.head, "nsubj") if i > scene.cue[-1]]
    for i in subjects[:3]:
        first = i
        while first > 0 and scene.roles[first - 1] == "" and part(scene, first - 1, 0, False) not in ("", "noun"):
            first -= 1
        phrase = noun_phrase(scene, first, -1) if scene.roles[i] == "" else None
        if phrase is None or scene.words[i].xpos.startswith("W") or head_noun(scene, phrase) in lexicon.NOT_SPOKEN_TO:
            continue
        if verb in lexicon.TELLING or is_people(scene, phrase):
            return phrase
    return None
