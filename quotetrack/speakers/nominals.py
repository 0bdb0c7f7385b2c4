"""Sources that are a noun phrase without the speaker's name: "the minister", "his report", "a House panel"."""

from __future__ import annotations

import re

from quotetrack.speakers import names
from quotetrack.speakers.discourse import Discourse, Resolved
from quotetrack.speakers.entities import Cluster, Mention
from quotetrack.speakers.lexicon import (
    BODIES,
    COURTESY,
    DETERMINERS,
    DOCUMENTS,
    FEMALE,
    GENDERED,
    GENERIC_BODIES,
    GENERIC_PEOPLE,
    HE,
    MALE,
    OTHER_OFFICES,
    POSSESSIVES,
    PREPOSITIONS,
    SEVERAL,
    SHE,
    SYNONYMS,
    VAGUE,
    noun_kind,
)
from quotetrack.speakers.roles import WORD, all_meanings
from quotetrack.types import Span, Speaker

_WHEN = re.compile(
    r"\s+(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day.*$|\s+(?:yesterday|today|last (?:week|month|year))$"
)
_DATELINE = re.compile(r"\) ?[—–-]")
_AHEAD = 8  # sentences within which one who is introduced as "a judge" gets a name


def nominal(discourse: Discourse, source: Span, surface: str) -> Resolved:
    """Who bears that role or name here, or issued that document; else the words as they stand."""
    phrase = description(surface)
    word = head(phrase)
    found = None
    if word in DOCUMENTS:
        found = _issuer(discourse, source, surface, word)
    if found is None and noun_kind(word) == "person":
        found = _bearer(discourse, source, surface, phrase, word)
    if found is None and word in BODIES:
        found = _body(discourse, source, surface, phrase, word)
    if found:
        return discourse.settle(source, (found,), "nominal")
    named = _compound(discourse, source, surface) or _initials(discourse, surface)
    return discourse.settle(source, (named,), "name") if named else _unnamed(discourse, source, surface)


def _initials(discourse: Discourse, surface: str) -> Cluster | None:
    """ "the S.E.C.": the one organization of these initials."""
    letters = description(surface).replace(".", "")
    if not 2 < len(letters) < 8 or not letters.isupper():
        return None
    fitting = [c for c in discourse.bodies if names.acronym(c.name) == letters]
    return fitting[0] if len(fitting) == 1 else None


def _unnamed(discourse: Discourse, source: Span, surface: str) -> Resolved:
    """The source's own words as a speaker without a name."""
    name = description(surface)
    if not name or names.fold(name) in COURTESY:
        return Resolved()
    word = head(name)
    category = "organization" if word in BODIES else "group" if word in SEVERAL else noun_kind(word)
    speaker = Speaker(name, category, "", (), named=False)
    discourse.take_turn(source.end, (), (speaker,))
    return Resolved((speaker,), "nominal")


def description(surface: str) -> str:
    """The noun phrase of an unnamed source, without its determiner and what follows a comma or a relative."""
    phrase = re.split(r"\s*[,;:(—–]\s*|\s+(?:who|which|that|whose)\s+", surface)[0]
    phrase = _WHEN.sub("", phrase)
    words = phrase.split()
    while len(words) > 1 and names.fold(words[0]) in DETERMINERS - {"no", "another", "some"}:
        words = words[1:]
    return " ".join(words)


def head(name: str) -> str:
    """The head noun of a noun phrase: the word before its first preposition."""
    words = _folded(name)
    for i, word in enumerate(words):
        if i and word in PREPOSITIONS:
            return words[i - 1]
    return words[-1] if words else ""


def _folded(phrase: str) -> list[str]:
    return [names.fold(w) for w in WORD.findall(phrase)]


def _compound(discourse: Discourse, source: Span, surface: str) -> Cluster | None:
    """ "the Trump campaign", "Clinton's campaign": an organization of its own that a name names."""
    inside = discourse.inside(source)
    words = description(surface).split()
    last = names.fold(words[-1]) if words else ""
    if not inside or not 2 <= len(words) <= 5 or last not in BODIES or head(" ".join(words)) != last:
        return None
    if names.fold(words[0]) in COURTESY:
        words = words[1:]
    possessor = names.tokens(re.split(r"['’]s? ", " ".join(words))[0])
    if len(possessor) > 1 and inside[0][1].label == "person" and len(words) == len(possessor) + 1:
        words = words[len(possessor) - 1 :]  # "Clara Renholt's campaign" is the Renholt campaign
    name = re.sub(r"['’]s?(?= )", "", " ".join(words))
    if last == "team" and re.search(rf"{re.escape(words[0])}(?:['’]s)? campaign", discourse.parsed.document.text):
        name = re.sub("team$", "campaign", name)
    if not name[:1].isupper():
        return None
    for cluster in discourse.bodies:
        if cluster.name.casefold() == name.casefold():
            return cluster
    cluster = Cluster("organization", name)
    cluster.aliases[surface] += 1
    discourse.bodies.append(cluster)
    return cluster


def _issuer(discourse: Discourse, source: Span, surface: str, word: str) -> Cluster | None:
    """Whose document it is: "Quell's report", "a Courier survey", "a report by the Authority", "her letter"."""
    text = discourse.parsed.document.text
    at = source.start + _index(text[source.start : source.end], word)
    mentions = [(m, c) for m, c in discourse.inside(source) if c.label != "group"]
    for mention, cluster in mentions:
        between = _folded(text[mention.end : at]) if mention.end <= at else []
        owner = mention.end <= at and (mention.possessive or cluster.label == "organization") and len(between) <= 3
        if owner and not set(between) & PREPOSITIONS and not _belongs(text, source, mention):
            return cluster
    by = re.search(r"\b(?:by|from)\b", text[at : source.end])
    after = [(m, c) for m, c in mentions if by and m.start >= at + by.end()]
    after = [(m, c) for m, c in after if not set(_folded(text[at + by.end() : m.start])) & PREPOSITIONS] if by else []
    if after:  # "a study by Harbour School professor Oske" is Oske's
        return max(after, key=lambda pair: pair[0].start)[1]
    first = _folded(surface)[0]
    gender = MALE if first in HE else FEMALE if first in SHE else ""
    if gender:
        return discourse.most_salient(source.start, discourse.people, gender)
    return None


def _index(surface: str, word: str) -> int:
    """Where a folded word stands in a phrase; its end where it does not."""
    match = re.search(rf"\b{re.escape(word)}\b", surface, re.IGNORECASE)
    return match.start() if match else len(surface)


def _belongs(text: str, source: Span, mention: Mention) -> bool:
    """Whether the name hangs on another noun of the source: "the lawyers of Quell's ..."."""
    return bool(set(_folded(text[source.start : mention.start])) & PREPOSITIONS)


def _bearer(discourse: Discourse, source: Span, surface: str, phrase: str, word: str) -> Cluster | None:
    """The person whose role the phrase says; only a definite phrase may stand for one whose role nothing says."""
    definite = _folded(surface)[0] in ("the", "this", "that")
    gender = GENDERED.get(word, "")
    wanted = all_meanings(re.split(r" (?:of|for|at|from|in) ", phrase)[0])
    meaning = SYNONYMS.get(word, word)
    agreeing = [c for c in discourse.people if not gender or c.gender in ("", gender)]
    roles = [(c, words) for c in agreeing for words in map(all_meanings, c.roles)]
    roles = [(c, words) for c, words in roles if not (words - wanted) & OTHER_OFFICES]
    exact = [c for c, words in roles if wanted <= words]
    fitting = exact or [c for c, words in roles if meaning in words]
    if not definite:
        return _introduced(discourse, source, surface, fitting)
    before = [c for c in fitting if c.mentions[0].start < source.start]
    best = discourse.most_salient(source.start, before)
    if best is None and len({id(c) for c in fitting}) == 1:
        best = fitting[0]
    if best is None and all_meanings(phrase) & GENERIC_PEOPLE:
        free = [c for c in agreeing if not c.roles and c.mentions[0].start < source.start]
        best = max(free, key=lambda c: len(c.mentions), default=None)
    return best


def _introduced(discourse: Discourse, source: Span, surface: str, fitting: list[Cluster]) -> Cluster | None:
    """The one bearer of a role for "his lawyer", and for "A judge ..." who a little later is "Judge Oake"."""
    first_word = _folded(surface)[0]
    if len({id(c) for c in fitting}) != 1:
        return None
    (cluster,) = {id(c): c for c in fitting}.values()
    if first_word in POSSESSIVES or re.match(r"[^,]*['’]s? ", surface):
        return cluster  # "his lawyer", of whom there is one
    if first_word in DETERMINERS - {"a", "an"}:
        return None
    first = cluster.mentions[0]
    ahead = first.sentence - discourse.sentence(source.start)
    return cluster if first.start > source.start and ahead <= _AHEAD else None


def _body(discourse: Discourse, source: Span, surface: str, phrase: str, word: str) -> Cluster | None:
    """The organization that has the phrase's words in its name; "the agency" may be the one spoken of last."""
    if " of " in phrase:
        return None
    first = _folded(surface)[0]
    definite = first in ("the", "this", "that")
    meaning = SYNONYMS.get(word, word)
    wanted = all_meanings(phrase) - VAGUE
    known = [c for c in discourse.bodies if c.mentions]
    holding = [c for c in known if c.label != "group" and meaning in all_meanings(c.name)]
    if len(wanted) > 1 or not definite:
        if not definite and (first in DETERMINERS - {"a", "an"} or len(wanted) < 2):
            return None
        holding = [c for c in holding if wanted <= all_meanings(c.name)]
        return min(holding, key=lambda c: c.mentions[0].start, default=None)
    before = [c for c in holding if c.mentions[0].start < source.start]
    if not holding and word in GENERIC_BODIES and len(phrase.split()) == 1:
        before = [c for c in known if c.mentions[0].start < source.start and _may_be_meant(discourse, c)]
        initials = [c for c in before if c.name.isupper() and len(c.name) > 2 and c.name[-1] == word[0].upper()]
        return discourse.most_salient(source.start, initials or before)  # the HEBA is "the authority"
    return discourse.most_salient(source.start, before) or (before[-1] if before else None)


def _may_be_meant(discourse: Discourse, cluster: Cluster) -> bool:
    """Whether "the agency" may be this one: an organization, or who has spoken; not the outlet itself or the agency in
    its dateline, "HALDEN (KPA) —"."""
    if id(cluster) in discourse.spoken:
        return True
    document = discourse.parsed.document
    return (
        cluster.label == "organization"
        and not names.is_outlet(cluster.name, document.publisher)
        and not all(_DATELINE.match(document.text, m.end) for m in cluster.mentions)
    )
