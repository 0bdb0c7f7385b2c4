"""Whom something was said to, and where: the addressee and the medium of an attribution."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import NamedTuple

from quotetrack.quotations import argument_lexicon as lexicon
from quotetrack.quotations.syntax import cue_syntax
from quotetrack.types import Attribution, Parsed, Span, Word

_QUOTES = {"“": "”", '"': '"', "‘": "’", "``": "''", "'": "'"}
_LONGEST = 40  # words of a noun phrase: a bound to the cost of any parse
_TITLE = 9  # words within which the quotation marks of a title close
_ENDS = (".", ";", "?", "!", "(", ")", ":")
_HYPHENS = ("-", "–", "/", "‑")
_CLAUSE_MARKS = (",", "–", "—", "-", "--", ";")


class _Phrase(NamedTuple):
    """A noun phrase without what follows its head, by positions; `preposition` is -1 where it has none."""

    preposition: int
    first: int
    head: int
    last: int


class _Found(NamedTuple):
    """A phrase near the cue: the verb it follows, -1 for none, and the phrase right before it."""

    phrase: _Phrase
    verb: int
    before: _Phrase | None


@dataclass(frozen=True)
class _Scene:
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


def addressee(parsed: Parsed, attribution: Attribution) -> Span | None:
    """The people it was said to: "Fox News" in "told Fox News", "employees" in "in a letter to employees"."""
    scene = _scene(parsed, attribution)
    people = _addressee(scene) if scene else None
    if scene is None or people is None:
        return None
    tail = lexicon.PEOPLE_TAIL
    if scene.upos(people.head) in ("PROPN", "PRON") or lexicon.one_of(_noun(scene, people), lexicon.PRESS):
        tail = lexicon.NAME_TAIL  # a place behind a name or "reporters" is where it was said
    return _span(scene, people.first, _extended(scene, people, tail, people=True))


def medium(parsed: Parsed, attribution: Attribution) -> Span | None:
    """Where it was said, with its preposition: "in a letter to employees", "on Twitter"; else a verb: "tweeted"."""
    scene = _scene(parsed, attribution)
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


def _addressee(scene: _Scene) -> _Phrase | None:
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


def _scene(parsed: Parsed, attribution: Attribution) -> _Scene | None:
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
    return _Scene(parsed, attribution, syntax.words, tuple(roles), syntax.cue, syntax.head)


def _span(scene: _Scene, first: int, last: int) -> Span | None:
    span = Span(scene.words[first].start, scene.words[last].end)
    taken = any(part.start < span.end and span.start < part.end for part in scene.attribution.content)
    return None if taken or span.start >= span.end else span


# The phrases around the cue


def _following(scene: _Scene) -> list[_Found]:
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


def _preceding(scene: _Scene) -> list[_Found]:
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


def _governing(scene: _Scene) -> list[_Found]:
    """The phrases behind the verb of speech that the cue's verb hangs on: of "wrote" in "wrote to him, adding that"."""
    word = scene.words[scene.head]
    at = word.head
    if word.deprel.split(":")[0] not in ("advcl", "conj", "xcomp") or not 0 <= at < scene.cue[0]:
        return []
    if scene.form(at) not in lexicon.GOVERNING or "source" in scene.roles[at : scene.cue[0]]:
        return []
    return _following(replace(scene, cue=(at,), head=at)) if scene.roles[at] == "" else []


def _phrase_at(scene: _Scene, position: int) -> _Phrase | None:
    if _is_preposition(scene, position):
        phrase = _noun_phrase(scene, position + 1, position)
        of_source = scene.role(position + 1) == "source" and scene.roles[position] != "source"
        return None if of_source or scene.form(position + 1) in lexicon.NOMINATIVE else phrase
    return _noun_phrase(scene, position, -1)


def _is_preposition(scene: _Scene, position: int) -> bool:
    return scene.form(position) in lexicon.PREPOSITIONS and scene.upos(position) in ("ADP", "SCONJ", "PART", "ADV")


def _is_aside(scene: _Scene, phrase: _Phrase) -> bool:
    """An apposition: what follows it up to the next comma tells about it."""
    return phrase.preposition < 0 and scene.form(phrase.first - 1) in _CLAUSE_MARKS and not _is_time(scene, phrase)


def _is_speaking(scene: _Scene, position: int) -> bool:
    word = scene.words[position]
    return word.upos == "VERB" and word.xpos in ("VBG", "VBN") and scene.form(position) in lexicon.SPEAKING


def _ends_clause(scene: _Scene, position: int) -> bool:
    word = scene.words[position]
    if word.upos == "CCONJ":
        return not _is_preposition(scene, position + 1)
    clause = word.upos in ("VERB", "AUX", "SCONJ") or scene.form(position) == "because"
    return clause or word.xpos.startswith("W") or word.xpos == "TO" or word.text in _ENDS


# Noun phrases


def _noun_phrase(scene: _Scene, first: int, preposition: int) -> _Phrase | None:
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
        kind = _part(scene, i, first, settled)
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
    return _Phrase(preposition, first, head, last) if head >= 0 else None


def _part(scene: _Scene, i: int, first: int, settled: bool) -> str:
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


def _title_end(scene: _Scene, position: int) -> int:
    """Where the title that begins at a quotation mark closes: the mark's position, -1 where there is none."""
    closing = _QUOTES.get(scene.words[position].text)
    opening = scene.words[position + 1].text[:1] if position + 1 < len(scene.words) else ""
    if closing is None or not (opening.isupper() or opening.isdigit()):
        return -1
    for i in range(position + 1, min(position + 1 + _TITLE, len(scene.words))):
        if scene.roles[i] == "content":
            break
        if scene.words[i].text == closing:
            return i
    return -1


def _extended(scene: _Scene, phrase: _Phrase, prepositions: frozenset[str], people: bool = False) -> int:
    """The last word of a phrase with the prepositional phrases and conjuncts behind it, up to one of time.

    With people a phrase of medium ends it too: "investors" in "told investors in an email".
    """
    last = phrase.last
    while True:
        more = None
        if people and last == scene.cue[-1]:
            return last  # the cue ends with them: "told the crowd" in Ohio
        if scene.form(last + 1) in prepositions and _is_preposition(scene, last + 1):
            more = _noun_phrase(scene, last + 2, last + 1) if scene.role(last + 1) != "content" else None
        elif scene.upos(last + 1) == "CCONJ" or scene.form(last + 1) == ",":
            more = _conjunct(scene, last)
        if more is None or _is_time(scene, more) or (people and _is_medium(scene, _Found(more, -1, None))):
            return last
        last = more.last


def _conjunct(scene: _Scene, last: int) -> _Phrase | None:
    if scene.role(last + 1) == "content" or scene.role(last + 2) == "content":
        return None
    phrase = _noun_phrase(scene, last + 2, -1)
    if phrase is None or scene.upos(phrase.last + 1) in ("VERB", "AUX"):
        return None
    joined = any(scene.words[i].deprel == "conj" for i in range(phrase.first, phrase.last + 1))
    joined = joined or (scene.form(last + 1) == "," and _label(scene, last) == _label(scene, last + 2) == "place")
    return phrase if joined else None


# What a phrase is


def _is_spoken_to(scene: _Scene, found: _Found) -> bool:
    """People as the object of a verb, or behind a preposition that says to whom: "told reporters", "said to her"."""
    phrase, verb = found.phrase, scene.form(found.verb)
    if found.verb < 0 or _is_time(scene, phrase) or _noun(scene, phrase) in lexicon.NOT_SPOKEN_TO:
        return False
    if phrase.preposition < 0:
        return _is_object(scene, found)
    if not _is_people(scene, phrase) or _hangs_on(scene, found):
        return False
    preposition = scene.form(phrase.preposition)
    if preposition == "to":
        return verb not in lexicon.NOT_TO
    if preposition == "by":
        return verb in lexicon.ASKED_BY and not scene.cue[0] <= found.verb <= scene.cue[-1]
    return verb in lexicon.SPOKEN_TO.get(preposition, frozenset())


def _is_object(scene: _Scene, found: _Found) -> bool:
    phrase, verb = found.phrase, scene.form(found.verb)
    role = scene.words[phrase.head].deprel
    if found.before is not None or role.startswith("nsubj"):
        return False
    if any(scene.upos(i) not in ("ADV", "PART", "PUNCT") for i in range(found.verb + 1, phrase.first)):
        return False
    turned_to = verb in lexicon.TURNING_TO or (role == "iobj" and verb not in lexicon.NAMING)
    return verb in lexicon.TELLING or (turned_to and _is_people(scene, phrase))


def _is_medium(scene: _Scene, found: _Found) -> bool:
    phrase, preposition = found.phrase, scene.form(found.phrase.preposition)
    noun, verb, word = _noun(scene, phrase), scene.form(found.verb), scene.words[phrase.head]
    if _hangs_on(scene, found) or _is_time(scene, phrase):
        return False
    if phrase.preposition < 0:
        direct = found.before is None or found.before.preposition < 0
        return verb in lexicon.ISSUING and direct and lexicon.one_of(noun, lexicon.ISSUED)
    if (scene.form(phrase.head - 1), word.text.lower()) in lexicon.PAIRS:
        building = word.text.lower() == "hall" and scene.form(phrase.first) == "the" and phrase.head == phrase.first + 2
        return preposition in lexicon.PAIRED and not building
    if preposition == "on" and word.upos == "PROPN" and (word.text == "X" or noun in lexicon.OUTLETS):
        return True
    if preposition == "on" and scene.words[phrase.last].text in _QUOTES.values():
        return True  # the title of a show
    bare = phrase.first == phrase.last and word.xpos == "NN"
    if preposition in ("in", "at", "during") and bare and noun not in lexicon.BARE:
        return False
    if preposition == "to":
        return verb in lexicon.TAKING and noun in lexicon.PLATFORMS
    if preposition == "by" and scene.upos(phrase.first) in ("DET", "PRON"):
        return False
    return lexicon.one_of(noun, lexicon.MEDIA.get(preposition, frozenset()))


def _hangs_on(scene: _Scene, found: _Found) -> bool:
    """A phrase that belongs to the one of place or topic before it: "to parents" in "of the letter to parents"."""
    before = found.before
    if before is None or before.preposition < 0 or (_is_time(scene, before) and scene.form(before.head) != "time"):
        return False
    return before.first <= scene.words[found.phrase.head].head <= before.last


def _partner(scene: _Scene, phrase: _Phrase) -> _Phrase | None:
    """The people of a medium: "employees" of "a letter to employees", "KPA" of "an interview with KPA"."""
    last = phrase.last
    while _is_preposition(scene, last + 1) and scene.role(last + 1) != "content":
        more = _noun_phrase(scene, last + 2, last + 1)
        if more is None:
            break
        preposition = scene.form(last + 1)
        if preposition == "with" and lexicon.one_of(_noun(scene, phrase), lexicon.SPOKEN):
            return more
        if preposition in ("to", "before") and _is_people(scene, more):
            return more
        last = more.last
    return None


def _is_people(scene: _Scene, phrase: _Phrase) -> bool:
    word, noun = scene.words[phrase.head], _noun(scene, phrase)
    if _is_time(scene, phrase) or noun in lexicon.NOT_SPOKEN_TO or noun in lexicon.SITES:
        return False
    label = _label(scene, phrase.head)
    if label:
        return label != "other"
    return word.xpos == "PRP" or word.upos == "PROPN" or lexicon.names_people(noun)


def _label(scene: _Scene, position: int) -> str:
    """The label of the name that a word belongs to; empty where it belongs to none."""
    entities, start = scene.parsed.entities, scene.words[position].start
    at = bisect_right(entities, start, key=lambda entity: entity.start) - 1
    return entities[at].label if at >= 0 and entities[at].end > start else ""


def _is_time(scene: _Scene, phrase: _Phrase) -> bool:
    head, upos = scene.form(phrase.head), scene.upos(phrase.head)
    if head in ("march", "may"):
        return upos == "PROPN"
    if scene.words[phrase.last].text in _QUOTES.values():
        return False  # a title: “60 Minutes”
    if head == "minutes" and scene.upos(phrase.head - 1) not in ("ADJ", "NUM", "VERB"):
        return False  # of a meeting
    if upos == "PROPN" and phrase.head > phrase.first and head not in lexicon.CALENDAR:
        return False  # "Colorado Springs"
    return lexicon.names_time(head)


def _document(scene: _Scene) -> _Phrase | None:
    """The source's noun phrase where it is a document: "the report"."""
    if "source" not in scene.roles:
        return None
    phrase = _noun_phrase(scene, scene.roles.index("source"), -1)
    if phrase is None or not lexicon.one_of(_noun(scene, phrase), lexicon.WRITTEN):
        return None
    newspaper = scene.upos(phrase.head) == "PROPN" and _noun(scene, phrase) in lexicon.OUTLETS
    return None if newspaper else phrase


def _passive_subject(scene: _Scene) -> _Phrase | None:
    """Who was told: the subject of a passive cue."""
    verb, word = scene.form(scene.head), scene.words[scene.head]
    if word.xpos != "VBN" or (verb not in lexicon.TELLING and verb not in lexicon.TURNING_TO):
        return None
    subjects = _children(scene, scene.head, "nsubj:pass")
    if not subjects and word.deprel == "advcl" and not any(scene.upos(i) == "AUX" for i in scene.cue):
        subjects = [i for i in _children(scene, word.head, "nsubj") if i > scene.cue[-1]]
    for i in subjects[:3]:
        first = i
        while first > 0 and scene.roles[first - 1] == "" and _part(scene, first - 1, 0, False) not in ("", "noun"):
            first -= 1
        phrase = _noun_phrase(scene, first, -1) if scene.roles[i] == "" else None
        if phrase is None or scene.words[i].xpos.startswith("W") or _noun(scene, phrase) in lexicon.NOT_SPOKEN_TO:
            continue
        if verb in lexicon.TELLING or _is_people(scene, phrase):
            return phrase
    return None


def _children(scene: _Scene, head: int, deprel: str) -> list[int]:
    return [i for i, word in enumerate(scene.words) if word.head == head and word.deprel == deprel]


def _noun(scene: _Scene, phrase: _Phrase) -> str:
    """The head as it is written, with what hyphens join to it: "op-ed"."""
    end = scene.words[phrase.head].end
    start = scene.words[max(phrase.first, phrase.head - 4)].start
    pieces = scene.parsed.document.text[start:end].lower().split()
    return pieces[-1].strip("“”\"'‘’.,") if pieces else ""
