"""The type of an attribution, and whether its source affirms or denies the content.

Types and scope of negation follow Prasad, Dinesh, Lee, Joshi and Webber (2007), "Attribution and its annotation in
the Penn Discourse TreeBank" (TAL 47:2), whose four types PARC 3.0 and PolNeAR share:

- assertion: a verb of communication and a proposition ("said that", "according to");
- belief: a propositional attitude ("thinks that", "fears that", "is expected to");
- fact: a factive or semi-factive verb, an attitude to what is taken for granted ("knows that", "regrets");
- eventuality: an attitude to an action or event ("ordered them to", "wants", "agreed to", "supports").

The cue's governing word decides with what follows it: its particle, an infinitive, a clause, a quotation. The words
between come before the parse, which the small parser at times gets wrong. Polarity counts what negates the governing
word: a negation beside it, a negative subject, a verb as "declined to", its own meaning ("denied", "doubts").
Opposing something is an attitude of its own, and affirmed; refusing it is denied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quotetrack.quotations import cue_lexicon as lexicon
from quotetrack.quotations.cue_lexicon import ASSERTION, BELIEF, EVENTUALITY, FACT, base_form
from quotetrack.quotations.syntax import cue_syntax
from quotetrack.types import Attribution, Parsed, Span, Word

_QUOTES = "\"“”„«»‘'"
_AROUND = 300  # characters on each side of a cue whose sentence has no words
_REACH = 12  # words between a governing word and its complement, or between a negation and a cue
_TOKEN = re.compile(r"\w+?(?=n['’]t\b)|n['’]t\b|['’]\w{1,2}\b|\w+(?:-\w+)*|[^\w\s]")


@dataclass(frozen=True)
class _Cue:
    """A cue among the words of its sentence, by position; `at` is the word that governs the content."""

    words: tuple[Word, ...]
    forms: tuple[str, ...]
    cue: tuple[int, ...]
    source: frozenset[int]
    content: frozenset[int]
    at: int
    base: str  # empty where the lexicon does not know the governing word
    kind: str

    def after(self, i: int) -> str:
        """The form of the next word, empty at the end."""
        return self.forms[i + 1] if i + 1 < len(self.forms) else ""


def attribution_type(parsed: Parsed, attribution: Attribution) -> str:
    """Assertion, belief, fact or eventuality; empty where the attribution has no cue."""
    found = _read(parsed, attribution)
    if found is None:
        return ""
    if _quoted(parsed.document.text, attribution):
        return _with_complement(found, "quotation")
    return _with_particle(found) or _with_complement(found, _complement(found))


def polarity(parsed: Parsed, attribution: Attribution) -> str:
    """Affirmed or denied; empty where the attribution has no cue."""
    found = _read(parsed, attribution)
    if found is None:
        return ""
    if found.base == "forget" and not _denies(found):
        return "affirmed"  # forgotten or not, it is a fact
    negative = _denies(found) + _negated(found) + _negative_subject(found)
    return "denied" if negative % 2 else "affirmed"


def _read(parsed: Parsed, attribution: Attribution) -> _Cue | None:
    """The cue with its governing word; None where there is no cue."""
    if attribution.cue is None:
        return None
    text = parsed.document.text
    syntax = cue_syntax(parsed, attribution)
    words = syntax.words if syntax else tuple(_tokens(text, attribution.cue))
    cue = tuple(_inside(words, [attribution.cue]))
    content = frozenset(_inside(words, attribution.content)) - set(cue)
    source = frozenset(_inside(words, [attribution.source] if attribution.source else [])) - set(cue)
    forms = tuple(word.text.casefold().replace("’", "'") for word in words)
    at, base, kind = _governing(words, forms, cue)
    return _Cue(words, forms, cue, source, content, at, base, kind)


def _inside(words: tuple[Word, ...], spans: Iterable[Span]) -> list[int]:
    return [i for span in spans for i, word in enumerate(words) if word.start < span.end and word.end > span.start]


def _tokens(text: str, cue: Span) -> Iterator[Word]:
    """Words without tags around a cue whose sentence was not parsed."""
    start = max(text.rfind("\n", max(0, cue.start - _AROUND), cue.start) + 1, cue.start - _AROUND, 0)
    end = text.find("\n", cue.end, cue.end + _AROUND)
    for match in _TOKEN.finditer(text, start, end if end >= 0 else min(len(text), cue.end + _AROUND)):
        yield Word(match.group(), match.start(), match.end())


# The governing word


def _governing(words: tuple[Word, ...], forms: tuple[str, ...], cue: tuple[int, ...]) -> tuple[int, str, str]:
    """Position, base form and type of the cue's word that the content depends on."""
    if not cue:
        return -1, "", ASSERTION
    verbs: list[tuple[int, str]] = []
    others: list[tuple[int, str, str]] = []
    for i in cue:
        if forms[i] in lexicon.ASIDES and verbs:
            break  # "said when asked"
        if verb := _verb(words, forms, i):
            weak = verb in lexicon.WEAK_AFTER_TO and i > 0 and forms[i - 1] == "to"
            # the first of "confirm or deny" speaks for both
            second = verbs and any(form in ("or", "nor") for form in forms[max(verbs[-1][0], i - 3) : i])
            if not verbs or not (weak or second):
                verbs.append((i, verb))
        elif other := _other(words, forms, i):
            others.append((i, *other))
    if verbs:
        at, verb = verbs[-1]
        noun = _noun(forms, cue, others, at) if verb in lexicon.LIGHT else None
        return noun or (at, verb, lexicon.VERBS[verb])
    if others:
        return _noun(forms, cue, others, others[0][0]) or others[0]
    if len(cue) == 1 and forms[cue[0]] in ("for", "to", "in"):
        opinion = any(lexicon.NOUNS.get(form) == BELIEF for form in forms[cue[0] + 1 : cue[0] + 6])
        return cue[0], "", BELIEF if opinion or forms[cue[0]] != "in" else ASSERTION  # "In her opinion", "For him"
    unknown = [i for i in cue if words[i].upos == "VERB"]
    return (unknown[-1] if unknown else cue[-1]), "", "" if unknown else ASSERTION


def _verb(words: tuple[Word, ...], forms: tuple[str, ...], i: int) -> str:
    """The base form of a word that is a verb of the lexicon here; empty for a noun, an adjective or another word."""
    upos, form = words[i].upos, forms[i]
    if upos in ("ADP", "DET", "PRON", "CCONJ", "SCONJ", "PART", "ADV"):
        return ""
    noun, adjective = base_form(form, lexicon.NOUNS), base_form(form, lexicon.ADJECTIVES)
    if (noun or adjective) and (upos in ("NOUN", "ADJ") or (noun and i and forms[i - 1] in lexicon.DETERMINERS)):
        return ""
    if adjective and _links(forms, i):
        return ""
    return base_form(form, lexicon.VERBS)


def _other(words: tuple[Word, ...], forms: tuple[str, ...], i: int) -> tuple[str, str] | None:
    """The base form and type of a word that is an adjective, noun or adverb of the lexicon."""
    adjective = base_form(forms[i], lexicon.ADJECTIVES)
    if adjective and words[i].upos not in ("NOUN", "PROPN"):
        return adjective, lexicon.ADJECTIVES[adjective]
    noun = base_form(forms[i], lexicon.NOUNS)
    if noun:
        return noun, lexicon.NOUNS[noun]
    if forms[i] in lexicon.ADVERBS:
        return forms[i], lexicon.ADVERBS[forms[i]]
    return None


def _links(forms: tuple[str, ...], i: int) -> bool:
    """Whether a linking verb stands before a word, adverbs and a negation aside."""
    for j in range(i - 1, max(-1, i - 5), -1):
        if base_form(forms[j], lexicon.LINKING):
            return True
        if not (forms[j].endswith("ly") or forms[j] in lexicon.GROUP_ADVERBS):
            return False
    return False


def _noun(
    forms: tuple[str, ...], cue: tuple[int, ...], others: list[tuple[int, str, str]], begin: int
) -> tuple[int, str, str] | None:
    """The last noun or adjective of the phrase from a word on: "a surprise decision to", "made a promise to"."""
    end = next((i for i in cue if i > begin and forms[i] in lexicon.NOUN_ENDS), len(forms))
    within = [other for other in others if begin <= other[0] < end]
    return within[-1] if within else None


# What follows it


def _quoted(text: str, attribution: Attribution) -> bool:
    """Whether the first part of the content is a quotation from end to end."""
    if attribution.quotation_type == "direct":
        return True
    part = text[attribution.content[0].start : attribution.content[0].end].strip(" .,") if attribution.content else ""
    return len(part) > 2 and part[0] in _QUOTES and part[-1] in _QUOTES


def _following(found: _Cue) -> list[int]:
    """The positions after the governing word up to the content's end: addressee, particle, content."""
    after = [i for i in found.content if i > found.at]
    last = max(after, default=-1)
    cue_end = found.cue[-1] if found.cue else -1
    first = min(after, default=cue_end + 1)
    if first - cue_end > _REACH:
        first, last = cue_end + 1, -1
    between = range(found.at + 1, max(first, cue_end + 1))
    return [i for i in (*between, *range(first, last + 1)) if i < len(found.words)]


def _complement(found: _Cue) -> str:
    """What follows the governing word, by its first verb: infinitive, controlled (an infinitive after an object),
    gerund, that, question or finite (clauses), mandate (a clause in the subjunctive), nominal (no verb)."""
    following = _following(found)
    after = any(i > found.cue[-1] for i in found.content if found.cue)
    to_last = bool(following) and found.forms[following[-1]] == "to"
    preposed = not after and not to_last
    if preposed:
        following = sorted(found.content)
    that = nominal = False
    for n, i in enumerate(following):
        word, form = found.words[i], found.forms[i]
        before = found.forms[following[n - 1]] if n else ""
        if form == "to" and not preposed and _infinitive(found, following[n + 1 : n + 4]):
            if not nominal:
                return "infinitive"
            if not _modifies(found, following[n + 1 : n + 4]):
                return "controlled"
        elif form == "that" and not preposed and word.upos in ("SCONJ", "PRON", ""):
            that = True
        elif form in lexicon.QUESTION_WORDS and not preposed and (n < 4 or word.upos == "SCONJ"):
            if not word.deprel.startswith("acl"):
                return "question"
        elif word.upos in ("NOUN", "PROPN", "PRON"):
            nominal = True
        elif that and word.upos in ("AUX", "VERB") and not word.deprel.startswith("acl"):
            return "mandate" if _bare(word, form, before) else "that"
        elif word.upos == "AUX" or (word.upos == "VERB" and not word.deprel.startswith("acl")):
            if word.xpos == "VBG" and word.upos == "VERB" and not nominal:
                return "gerund"
            if before != "to" and (word.upos == "AUX" or word.xpos not in ("VBG", "VBN")):
                return "mandate" if nominal and _bare(word, form, before) else "finite"
    return "that" if that else "infinitive" if to_last else "nominal"


def _bare(word: Word, form: str, before: str) -> bool:
    """Whether a verb after its subject has no ending: "that he resign"."""
    third = before in ("he", "she", "it") and word.xpos in ("VBP", "VBZ") and not form.endswith("s")
    return word.xpos == "VB" or (third and word.upos == "VERB")


def _modifies(found: _Cue, beyond: list[int]) -> bool:
    """Whether an infinitive belongs to a noun of the content: "the plan to close the school"."""
    verb = next((i for i in beyond if found.words[i].upos in ("VERB", "AUX", "ADJ")), -1)
    return verb in found.content and found.words[verb].deprel.startswith(("acl", "advcl"))


def _infinitive(found: _Cue, beyond: list[int]) -> bool:
    """Whether a verb in its base form follows "to"."""
    for i in beyond:
        word = found.words[i]
        if word.upos in ("VERB", "AUX") or (not word.upos and found.forms[i].isalpha()):
            return not word.xpos or word.xpos in ("VB", "VBP")
        if word.upos not in ("ADV", "PART"):
            return False
    return not beyond


def _with_particle(found: _Cue) -> str:
    """The type that a particle gives: "called for", "found out", "see it as"."""
    following = _following(found)[:_REACH]
    near = [found.forms[i] for i in following[:2]]
    if len(near) == 2 and not (near[0].endswith("ly") or near[0] in lexicon.PARTICLE_ADVERBS):
        near = near[:1]
    if found.base == "warn" and near == ["against"] and _complement(found) != "gerund":
        return ""  # "warned against hackers" tells nobody what to do
    for n, form in enumerate(near):
        if any(found.forms[i] in lexicon.QUESTION_WORDS for i in following[n + 1 : n + 2]):
            break  # "agree on who won" is no agreement to act
        kind = lexicon.PARTICLES.get((found.base, form))
        if kind:
            return kind
    if found.base == "see" and any(found.forms[i] == "as" for i in following):
        return BELIEF
    return ""


def _with_complement(found: _Cue, complement: str) -> str:
    base, kind = found.base, found.kind
    if kind and not base:
        return kind  # a preposition or a colon
    if base == "reject" and _claims(found):
        return ASSERTION
    if base == "idea" and found.at and found.forms[found.at - 1] in ("no", "any"):
        return FACT  # "had no idea that" they did not know
    passive = found.words[found.at].xpos not in ("VBG", "VBZ", "VB", "VBP") and _links(found.forms, found.at)
    if complement == "quotation":
        return ASSERTION if base in lexicon.QUOTE_ASSERTION or base in lexicon.CLAUSE_ASSERTION else kind or ASSERTION
    if complement in ("infinitive", "controlled"):
        if not kind:
            return EVENTUALITY if complement == "infinitive" else ASSERTION
        if base in lexicon.RAISED and (passive or complement == "controlled"):
            return BELIEF if base == "understand" else kind
        return EVENTUALITY if base in lexicon.INFINITIVE_EVENTUALITY else kind
    action = {"gerund": lexicon.GERUND_EVENTUALITY, "mandate": lexicon.MANDATES, "that": ("ask", "beg")}
    if base in action.get(complement, ()):
        return EVENTUALITY
    if complement in ("that", "finite", "question", "mandate") and kind == EVENTUALITY:
        if base in lexicon.CLAUSE_ASSERTION:
            return ASSERTION
        return BELIEF if base in lexicon.CLAUSE_BELIEF else kind
    if base == "find" and complement == "nominal" and found.content and found.words[max(found.content)].upos == "ADJ":
        return BELIEF  # "found the plan odd"
    return kind or ASSERTION


def _claims(found: _Cue) -> bool:
    """Whether what follows is a claim: "rejected reports that"."""
    return any(base_form(found.forms[i], lexicon.CLAIM_NOUNS) for i in _following(found)[:5])


# Polarity


def _denies(found: _Cue) -> bool:
    """Whether the governing word denies by its meaning."""
    following = [found.forms[i] for i in _following(found)[:_REACH]]
    if any((found.base, form) in lexicon.DENYING_PARTICLES for form in following[:3]):
        return found.base != "warn" or _complement(found) == "gerund"
    if found.base == "dismiss" and "as" in following and not _claims(found):
        return False
    if found.base == "forget":
        return bool(following) and following[0] == "to"
    return found.base in lexicon.DENYING


def _negated(found: _Cue) -> int:
    """How many negations stand before the governing word, in the cue or against it, and have it in their scope."""
    if not found.cue:
        return 0
    start = found.cue[0]
    left = start - 1
    while left >= 0 and start - left <= _REACH and left not in found.content and left not in found.source:
        if not _extends(found, left):
            break
        left -= 1
    inside = [i for i in found.cue if i < found.at]
    after = [i for i in found.cue if i > found.at and found.forms[i] in ("nothing", "no")]
    span = [*range(left + 1, start), *inside, *after]
    negations = [
        i
        for i in span
        if found.forms[i] in lexicon.NEGATIONS
        and (found.after(i) not in lexicon.NOT_NEGATED or found.at == i + 1)
        and not (found.forms[i] == "little" and i and found.forms[i - 1] == "a")
    ]
    pairs = [i for i in negations if found.forms[i] in ("neither", "nor")]
    count = len(negations) - len(pairs[1:]) + sum(_not_doing(found, i) for i in span)  # "neither ... nor" is one
    return count or _shared(found)


def _extends(found: _Cue, i: int) -> bool:
    """Whether a word left of the cue belongs to its verb group: "has never", "declined to", "nor", "without"."""
    form, upos = found.forms[i], found.words[i].upos
    if upos == "ADV" or form in lexicon.VERB_GROUP:
        return True
    return upos in ("", "VERB", "ADJ", "NOUN") and bool(base_form(form, lexicon.NOT_DOING))


def _not_doing(found: _Cue, i: int) -> bool:
    """Whether a word says that what follows was not done: "declined to", "yet to", "short of"."""
    base = base_form(found.forms[i], lexicon.NOT_DOING)
    if not base or base_form(found.forms[i], lexicon.NEGATIONS):
        return False
    beyond = found.after(i)
    if base == "yet":
        return beyond == "to"
    if base in ("short", "instead", "tire"):
        return beyond == "of"
    if base == "stop":
        return beyond.endswith("ing")
    return beyond in ("to", "from") or beyond.endswith("ing")


def _shared(found: _Cue) -> int:
    """Whether a negation reaches the cue over "or", or stands before an inverted subject: "nor did she say"."""
    start = found.cue[0]
    if start and found.forms[start - 1] == "or":
        head = found.words[found.at].head
        before = range(max(0, head - 4), max(0, head)) if head < found.at else range(0)
        return sum(found.forms[i] in lexicon.NEGATIONS and i not in found.content for i in before) % 2
    first = min(found.source, default=0)
    if 1 < first < start and found.forms[first - 1] in lexicon.AUXILIARIES:
        for i in range(first - 2, max(-1, first - 7), -1):
            if not found.forms[i].isalpha() or found.forms[i] == "until" or i in found.content:
                return 0
            if found.forms[i] in lexicon.NEGATIONS:
                return int(found.forms[i + 1] not in lexicon.NOT_NEGATED)
    return 0


def _negative_subject(found: _Cue) -> bool:
    """Whether the source is nobody: "no one", "neither bank", "not everyone"; by the parse where there is no source."""
    if not found.cue:
        return False
    if found.source:
        first = last = min(found.source)
    else:
        subjects = (i for i, w in enumerate(found.words) if w.head == found.at and w.deprel.startswith("nsubj"))
        last = next(subjects, -1)
        if last < 0 or last in found.content:
            return False
        first = max(0, last - 2)  # "no analyst"
    while first and found.forms[first - 1] in (*lexicon.NEGATIVE_SUBJECTS, "of", "even"):
        first -= 1
    return any(
        found.forms[i] in lexicon.NEGATIVE_SUBJECTS
        and i not in found.content
        and not found.cue[0] <= i <= found.cue[-1]
        and found.after(i) not in (*lexicon.NOT_NEGATED, "'s")
        for i in range(first, last + 1)
    )
