"""Who a source is: names, pronouns, role nouns, first person and quotations that carry on."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from quotetrack.speakers import names
from quotetrack.speakers.entities import Cluster, clusters, sentence_at, written_out
from quotetrack.speakers.lexicon import (
    ABBREVIATED,
    BODIES,
    COURTESY,
    DETERMINERS,
    DOCUMENTS,
    FEMALE,
    FIRST,
    GENDERED,
    GENERIC_BODIES,
    GENERIC_PEOPLE,
    HE,
    IT,
    MALE,
    OTHER_OFFICES,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVE,
    ROLES,
    SHE,
    THEY,
)
from quotetrack.types import Attribution, Parsed, Span, Speaker

_REACH = 8  # sentences that a pronoun looks back
_WORD = re.compile(r"[\w][\w'’.\-]*")
_WHEN = re.compile(
    r"\s+(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day.*$|\s+(?:yesterday|today|last (?:week|month|year))$"
)
_LIST = re.compile(r"[^.;:()—]{0,60}?(?:,|\band\b|&)[^.;:()—]{0,60}?")


@dataclass(frozen=True)
class Resolved:
    """The speakers of one attribution and what led there: name, alias, pronoun, nominal, carried, none."""

    speakers: tuple[Speaker, ...] = ()
    resolution: str = "none"


@dataclass
class _Reading:
    """What is known while the document is read from its beginning."""

    parsed: Parsed
    people: list[Cluster]
    bodies: list[Cluster]
    starts: list[int]
    # (offset, sentence, cluster, weight): where each cluster was last spoken of, resolved pronouns included
    seen: list[tuple[int, int, Cluster, float]] = field(default_factory=list)
    last: tuple[int, tuple[Cluster, ...], tuple[Speaker, ...]] | None = None


def resolve(parsed: Parsed, attributions: Sequence[Attribution]) -> list[Resolved]:
    """The speakers of each attribution, in the order given. Sources nothing is known of keep their words."""
    found = clusters(parsed)
    reading = _Reading(
        parsed,
        [c for c in found if c.label == "person"],
        [c for c in found if c.label != "person"],
        [s.start for s in parsed.sentences],
    )
    for cluster in found:
        for m in cluster.mentions:
            weight = (1.2 if m.subject else 0.0) - (0.6 if m.possessive else 0.0)
            reading.seen.append((m.start, m.sentence, cluster, weight))
    reading.seen.sort(key=lambda s: s[0])
    result: dict[int, Resolved] = {}
    order = sorted(range(len(attributions)), key=lambda i: _place(attributions[i]))
    inner = [i for i in order if _is_first_person(parsed, attributions[i])]
    for i in order:
        if i not in inner:
            result[i] = _resolve_one(reading, attributions[i])
    for i in inner:  # "I said": the speaker of the quotation around it
        around = _around(attributions, i)
        speakers = result[around].speakers if around in result else ()
        result[i] = Resolved(speakers, "pronoun") if speakers else Resolved()
    return [result[i] for i in range(len(attributions))]


def _place(attribution: Attribution) -> int:
    return attribution.source.start if attribution.source else attribution.content[0].start


def _is_first_person(parsed: Parsed, attribution: Attribution) -> bool:
    if attribution.source is None:
        return False
    text = parsed.document.text[attribution.source.start : attribution.source.end]
    return names.fold(text) in FIRST


def _around(attributions: Sequence[Attribution], i: int) -> int | None:
    source = attributions[i].source
    assert source is not None
    for j, other in enumerate(attributions):
        if j != i and any(part.start <= source.start < part.end for part in other.content):
            return j
    return None


def _resolve_one(reading: _Reading, attribution: Attribution) -> Resolved:
    if attribution.source is None:
        return _carried(reading, attribution)
    text = reading.parsed.document.text
    source = attribution.source
    surface = " ".join(text[source.start : source.end].split())
    words = [names.fold(re.sub(r"['’]s?$", "", w)) for w in _WORD.findall(surface)]
    if not words:
        return Resolved()
    if len(words) <= 2 and words[0] in PRONOUNS and (len(words) == 1 or words[1] in PRONOUNS | {"also", "both", "all"}):
        return _pronoun(reading, source, words[0], surface)
    named = _named(reading, source, surface)
    if named:
        chosen, kind = named
        return _settle(reading, source, tuple(chosen), kind)
    person = _untagged(reading, surface)
    if person:
        return _settle(reading, source, (person,), "alias")
    return _nominal(reading, source, surface)


def _untagged(reading: _Reading, surface: str) -> Cluster | None:
    """The person of a bare surname that the name tagger missed, where the text has the full name."""
    words = names.tokens(surface)
    if len(words) != 1 or not words[0][:1].isupper() or len(surface.split()) > 2:
        return None
    surname = names.proper_case(words[0])
    name = written_out(reading.parsed.document.text, surname)
    known = next(
        (c for c in reading.people if c.name == name or (" " in name and names.is_part([surname], c.name.split()))),
        None,
    )
    if known is None and " " in name:
        known = Cluster("person", name, gender=names.usual_gender(name.split()[0]))
        reading.people.append(known)
    return known


def _carried(reading: _Reading, attribution: Attribution) -> Resolved:
    """A quotation without cue and source: the last speaker, if that was in this paragraph or the one before."""
    if not attribution.carried or reading.last is None:
        return Resolved()
    start = attribution.content[0].start
    offset, _, speakers = reading.last
    between = reading.parsed.document.text[min(offset, start) : start]
    if between.count("\n\n") > 1 or not speakers:
        return Resolved()
    reading.last = (attribution.content[-1].end, reading.last[1], speakers)
    return Resolved(speakers, "carried")


def _speaker(cluster: Cluster) -> Speaker:
    kind = "organization" if cluster.label == "place" else cluster.label  # a country that says something
    return Speaker(cluster.name, kind, cluster.role, tuple(sorted(cluster.aliases)), named=True)


def _settle(reading: _Reading, source: Span, chosen: tuple[Cluster, ...], kind: str) -> Resolved:
    speakers = tuple(_speaker(c) for c in chosen)
    number = sentence_at(reading.parsed, reading.starts, source.start)
    for cluster in chosen:
        insort(reading.seen, (source.start, number, cluster, 1.0), key=lambda s: s[0])
    reading.last = (source.end, chosen, speakers)
    return Resolved(speakers, kind)


def _unnamed(reading: _Reading, source: Span, surface: str, kind: str = "nominal") -> Resolved:
    name = _description(surface)
    if not name or names.fold(name) in COURTESY:
        return Resolved()
    head = _head(name)
    category = ("document" if head in DOCUMENTS else "organization" if head in BODIES else
                "person" if head in ROLES else "group" if head.endswith("s") else "")  # fmt: skip
    speaker = Speaker(name, category, "", (), named=False)
    reading.last = (source.end, (), (speaker,))
    return Resolved((speaker,), kind)


def _description(surface: str) -> str:
    """The noun phrase of an unnamed source, without its determiner and what follows a comma or a relative."""
    phrase = re.split(r"\s*[,;:(—–]\s*|\s+(?:who|which|that|whose)\s+", surface)[0]
    phrase = _WHEN.sub("", phrase)
    words = phrase.split()
    while len(words) > 1 and names.fold(words[0]) in DETERMINERS - {"no", "another", "some"}:
        words = words[1:]
    return " ".join(words)


def _head(name: str) -> str:
    """The head noun of a noun phrase: the word before its first preposition."""
    words = [names.fold(w) for w in _WORD.findall(name)]
    for i, word in enumerate(words):
        if i and word in PREPOSITIONS:
            return words[i - 1]
    return words[-1] if words else ""


def _named(reading: _Reading, source: Span, surface: str) -> tuple[list[Cluster], str] | None:
    """The names that are the source itself, not those it belongs to or speaks for."""
    text = reading.parsed.document.text
    inside = [
        (m, c) for c in [*reading.people, *reading.bodies] for m in c.mentions
        if m.start >= source.start and m.end <= source.end + 2
    ]  # fmt: skip
    if not inside:
        return None
    inside.sort(key=lambda pair: pair[0].start)
    people = [(m, c) for m, c in inside if c.label == "person" and _heads(text, source, m)]
    if people:
        chosen = [people[0]]
        for previous, pair in pairwise(people):
            joint, rest = text[previous[0].end : pair[0].start], text[previous[0].end : source.end]
            if pair[1] is not previous[1] and _LIST.fullmatch(joint) and re.search(r"\band\b|&", rest):
                chosen.append(pair)
        unique = list({id(c): c for _, c in chosen}.values())
        full = all(len(m.words) >= len(c.name.split()) for m, c in chosen)
        return unique, "name" if full else "alias"
    bodies = [(m, c) for m, c in inside if c.label != "person" and _heads(text, source, m)]
    if bodies:
        mention, cluster = bodies[0]
        rest = text[mention.end : source.end].strip(" ,.'’s")
        if not rest or rest[0] in "(,":
            full = " ".join(mention.words).casefold() == cluster.name.casefold()
            return [cluster], "name" if full else "alias"
    compound = _compound(reading, surface, inside[0][1])
    return ([compound], "name") if compound else None


def _heads(text: str, source: Span, mention: object) -> bool:
    """Whether a name stands as the source's head: no possessive, nothing that governs it before it."""
    start, end = mention.start, mention.end  # type: ignore[attr-defined]
    after = text[end : source.end]
    if mention.possessive and len(after.strip(" ,'’s")) > 0:  # type: ignore[attr-defined]
        return False
    before = [names.fold(w) for w in _WORD.findall(text[source.start : start])]
    governed = any(w in PREPOSITIONS for w in before)
    comma = "," in text[source.start : start] or "—" in text[source.start : start]
    if governed and not comma and not (before and before[-1] in ROLES):
        return False
    following = _WORD.findall(after)
    return not (following and re.match(r"\s+[a-z]", after) and names.fold(following[0]) in BODIES | ROLES | DOCUMENTS)


def _compound(reading: _Reading, surface: str, owner: Cluster) -> Cluster | None:
    """ "the Trump campaign", "Clinton's campaign": an organization of its own that a name names."""
    words = _description(surface).split()
    last = names.fold(words[-1]) if words else ""
    if not 2 <= len(words) <= 5 or last not in BODIES or _head(" ".join(words)) != last:
        return None
    possessor = names.tokens(re.split(r"['’]s? ", " ".join(words))[0])
    if len(possessor) > 1 and owner.label == "person" and len(words) == len(possessor) + 1:
        words = words[len(possessor) - 1 :]  # "Clara Renholt's campaign" is the Renholt campaign
    name = re.sub(r"['’]s?(?= )", "", " ".join(words))
    if not name[:1].isupper():
        return None
    for cluster in reading.bodies:
        if cluster.name.casefold() == name.casefold():
            return cluster
    cluster = Cluster("organization", name)
    cluster.aliases[surface] += 1
    reading.bodies.append(cluster)
    return cluster


def _pronoun(reading: _Reading, source: Span, word: str, surface: str) -> Resolved:
    number = sentence_at(reading.parsed, reading.starts, source.start)
    if word in RELATIVE:
        at = bisect_left(reading.seen, source.start, key=lambda s: s[0])
        near = [
            s for s in reading.seen[max(0, at - 8) : at] if s[1] == number and (word != "who" or s[2].label == "person")
        ]
        if near:
            return _settle(reading, source, (max(near, key=lambda s: s[0])[2],), "pronoun")
        return Resolved()
    if word in HE | SHE:
        pool, gender = reading.people, MALE if word in HE else FEMALE
    elif word in IT:
        pool, gender = reading.bodies, ""
    elif word in THEY:
        if reading.last and source.start - reading.last[0] < 600 and reading.last[2]:
            _, chosen, speakers = reading.last
            plural = len(speakers) > 1 or any(s.speaker_type in ("group", "organization") for s in speakers)
            if plural:
                return _settle(reading, source, chosen, "pronoun") if chosen else Resolved(speakers, "pronoun")
        pool, gender = [c for c in reading.bodies if c.label != "place"], ""
    else:
        return Resolved()
    best = _most_salient(reading, source.start, number, pool, gender)
    return _settle(reading, source, (best,), "pronoun") if best else Resolved()


def _most_salient(reading: _Reading, offset: int, number: int, pool: list[Cluster], gender: str) -> Cluster | None:
    """The cluster spoken of most lately and most prominently before an offset, gender permitting."""
    allowed = {id(c) for c in pool if not gender or not c.gender or c.gender == gender}
    scores: dict[int, float] = {}
    best: dict[int, Cluster] = {}
    for i in range(bisect_left(reading.seen, offset, key=lambda s: s[0]) - 1, -1, -1):
        _, sentence, cluster, weight = reading.seen[i]
        if number - sentence > _REACH:
            break
        if id(cluster) not in allowed:
            continue
        score = weight - 0.9 * (number - sentence) - (0.0 if cluster.gender or not gender else 1.0)
        if score > scores.get(id(cluster), -99.0):
            scores[id(cluster)], best[id(cluster)] = score, cluster
    if not scores:
        return None
    return best[max(scores, key=lambda key: scores[key])]


def _role_words(role: str) -> set[str]:
    words = {names.fold(w) for w in _WORD.findall(role)}
    return words | {ABBREVIATED[w] for w in words if w in ABBREVIATED}


def _nominal(reading: _Reading, source: Span, surface: str) -> Resolved:
    """ "the minister", "the agency": who bears that role or name here; else the words as they stand."""
    phrase = _description(surface)
    head = _head(phrase)
    first = names.fold(surface.split()[0])
    definite = first in ("the", "this", "that")
    number = sentence_at(reading.parsed, reading.starts, source.start)
    if definite and head in ROLES:
        gender = GENDERED.get(head, "")
        wanted = {names.fold(w) for w in _WORD.findall(re.split(r" (?:of|for|at|from|in) ", phrase)[0])}
        agreeing = [c for c in reading.people if not gender or c.gender in ("", gender)]
        roles = [(c, words) for c in agreeing for words in map(_role_words, c.roles)]
        roles = [(c, words) for c, words in roles if not (words - wanted) & OTHER_OFFICES]
        exact = [c for c, words in roles if wanted <= words]
        fitting = exact or [c for c, words in roles if head in words]
        before = [c for c in fitting if c.mentions[0].start < source.start]
        best = _most_salient(reading, source.start, number, before, "") or (fitting[0] if len(fitting) == 1 else None)
        if best is None and head in GENERIC_PEOPLE:
            best = _most_salient(reading, source.start, number, reading.people, gender)
        if best:
            return _settle(reading, source, (best,), "nominal")
    if definite and head in BODIES and " of " not in phrase:
        before = [c for c in reading.bodies if c.mentions and c.mentions[0].start < source.start]
        holding = [c for c in before if head in c.name.casefold().split()]
        if not holding and head in GENERIC_BODIES and len(phrase.split()) == 1:
            holding = [c for c in before if c.label == "organization"]
        best = _most_salient(reading, source.start, number, holding, "")
        if best is None and holding and head in holding[-1].name.casefold().split():
            best = holding[-1]
        if best:
            return _settle(reading, source, (best,), "nominal")
    return _unnamed(reading, source, surface)
