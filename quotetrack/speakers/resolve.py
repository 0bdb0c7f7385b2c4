"""Who a source is: names, pronouns, role nouns, first person and quotations that carry on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from quotetrack.quotations.syntax import syntax_at
from quotetrack.speakers import names
from quotetrack.speakers.discourse import Discourse, Resolved
from quotetrack.speakers.entities import Cluster, Mention, written_out
from quotetrack.speakers.lexicon import (
    BODIES,
    DETERMINERS,
    DOCUMENTS,
    FEMALE,
    FIRST,
    HE,
    IT,
    MALE,
    OUTLETS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVE,
    ROLES,
    SHE,
    THEY,
    TITLES,
)
from quotetrack.speakers.nominals import nominal
from quotetrack.speakers.roles import WORD
from quotetrack.types import Attribution, Parsed, Span, Speaker

_LIST = re.compile(r"[^.;:()—]{0,60}?(?:,|\band\b|&)[^.;:()—]{0,60}?")


def resolve(parsed: Parsed, attributions: Sequence[Attribution]) -> list[Resolved]:
    """The speakers of each attribution, in the order given. Sources nothing is known of keep their words."""
    discourse = Discourse.of(parsed, (part for a in attributions for part in a.content))
    result: dict[int, Resolved] = {}
    order = sorted(range(len(attributions)), key=lambda i: _place(attributions[i]))
    inner = [i for i in order if _is_first_person(parsed, attributions[i])]
    for i in order:
        if i not in inner:
            result[i] = _resolve_one(discourse, attributions[i])
            discourse.note_question(attributions[i])
    for i in inner:  # "I said": the speaker of the quotation around it
        around = _around(attributions, i)
        speakers = result[around].speakers if around in result else _author(discourse, attributions[i])
        result[i] = Resolved(speakers, "pronoun") if speakers else Resolved()
    return [result[i] for i in range(len(attributions))]


def _place(attribution: Attribution) -> int:
    return attribution.source.start if attribution.source else attribution.content[0].start


def _is_first_person(parsed: Parsed, attribution: Attribution) -> bool:
    if attribution.source is None:
        return False
    text = parsed.document.text[attribution.source.start : attribution.source.end]
    return names.fold(text) in FIRST


def _author(discourse: Discourse, attribution: Attribution) -> tuple[Speaker, ...]:
    """Who says "I" outside all quotations: the article's author, where it has one."""
    author, source = discourse.parsed.document.author, attribution.source
    if not author or source is None or discourse.is_quoted(source.start) or discourse.words(source) not in ("I", "me"):
        return ()
    return (Speaker(names.proper_case(author), "person", named=True),)


def _around(attributions: Sequence[Attribution], i: int) -> int | None:
    source = attributions[i].source
    assert source is not None
    for j, other in enumerate(attributions):
        if j != i and any(part.start <= source.start < part.end for part in other.content):
            return j
    return None


def _resolve_one(discourse: Discourse, attribution: Attribution) -> Resolved:
    if attribution.source is None:
        return _carried(discourse, attribution)
    source = attribution.source
    surface = discourse.words(source)
    words = [names.fold(re.sub(r"['’]s?$", "", w)) for w in WORD.findall(surface)]
    if not words:
        return Resolved()
    if words in (["a"], ["answer"]):
        return _interviewed(discourse, source)
    if len(words) <= 2 and words[0] in PRONOUNS and (len(words) == 1 or words[1] in PRONOUNS | {"also", "both", "all"}):
        return _pronoun(discourse, attribution, source, words[0])
    if words[-1] == "latter" and len(words) < 3:
        before = reversed(discourse.seen[: discourse.before(source.start)])
        last = next((cluster for _, _, cluster, _ in before if cluster.label == "person"), None)
        return discourse.settle(source, (last,), "pronoun") if last else Resolved()
    return _phrase(discourse, source)


def _phrase(discourse: Discourse, source: Span) -> Resolved:
    """Who is meant by a name or a noun phrase."""
    surface = discourse.words(source)
    named = _named(discourse, source, surface)
    if named:
        chosen, kind = named
        return discourse.settle(source, tuple(chosen), kind)
    person = _untagged(discourse, surface)
    if person:
        return discourse.settle(source, (person,), "alias")
    outlet = _outlet(discourse, surface)
    if outlet:
        return discourse.settle(source, (outlet,), "alias")
    return _thing(discourse, source) or nominal(discourse, source, surface)


def _outlet(discourse: Discourse, surface: str) -> Cluster | None:
    """The outlet of the article where its own name, or the end of it, is a source that the name tagger missed."""
    publisher = discourse.parsed.document.publisher
    if not publisher or not names.is_outlet(surface, publisher):
        return None
    name = publisher.removeprefix("The ")
    known = next((c for c in discourse.bodies if c.name == name), None)
    if known is None:
        known = Cluster("organization", name)
        discourse.bodies.append(known)
    known.aliases[surface] += 1
    return known


def _thing(discourse: Discourse, source: Span) -> Resolved | None:
    """A named work, law or event that is the whole of a source: "the Clean Water Act"."""
    for entity in discourse.things(source):
        left = discourse.words(Span(source.start, entity.start)), discourse.words(Span(entity.end, source.end))
        if names.fold(left[0]) in {"", *DETERMINERS} and left[1].strip(" ,'’s") == "":
            speaker = Speaker(discourse.words(Span(entity.start, entity.end)), "other", named=True)
            discourse.take_turn(source.end, (), (speaker,))
            return Resolved((speaker,), "name")
    return None


def _interviewed(discourse: Discourse, source: Span) -> Resolved:
    """Who answers in an interview: the person that its introduction names most, of two the first."""
    if discourse.answers is None:
        named = [(sum(m.start < source.start for m in c.mentions), c) for c in discourse.people]
        count, cluster = max(named, key=lambda pair: pair[0], default=(0, None))
        discourse.answers = (cluster,) if count and cluster else ()
    return discourse.settle(source, discourse.answers, "carried") if discourse.answers else Resolved()


def _untagged(discourse: Discourse, surface: str) -> Cluster | None:
    """The person of a bare surname that the name tagger missed, where the text has the full name."""
    words = names.tokens(surface)
    if len(words) != 1 or not words[0][:1].isupper() or len(surface.split()) > 2:
        return None
    surname = names.proper_case(words[0])
    name = written_out(discourse.parsed.document.text, surname)
    known = next(
        (c for c in discourse.people if c.name == name or (" " in name and names.is_part([surname], c.name.split()))),
        None,
    )
    if known is None and " " in name:
        known = Cluster("person", name, gender=names.usual_gender(name.split()[0]))
        discourse.people.append(known)
    return known


def _carried(discourse: Discourse, attribution: Attribution) -> Resolved:
    """A quotation without cue and source: the last speaker, if that was in this paragraph or the one before."""
    if not attribution.carried or discourse.last is None:
        return Resolved()
    start, end = attribution.content[0].start, attribution.content[-1].end
    turn = discourse.last
    text = discourse.parsed.document.text
    if text[min(turn.end, start) : start].count("\n\n") > 1 or not turn.speakers:
        return Resolved()
    other = discourse.before_last
    # In a dialogue a question is for the other one to answer, and after an answer the other one asks again.
    asks = discourse.asks(attribution)
    near = other is not None and text[min(other.end, start) : start].count("\n\n") <= 2
    if other and near and (discourse.asked or (asks and discourse.answered)):
        turn = other
    discourse.take_turn(end, turn.chosen, turn.speakers)
    return Resolved(turn.speakers, "carried")


def _named(discourse: Discourse, source: Span, surface: str) -> tuple[list[Cluster], str] | None:
    """The names that are the source itself, not those it belongs to or speaks for."""
    text = discourse.parsed.document.text
    inside = discourse.inside(source)
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
    bodies = [(m, c) for m, c in inside if c.label != "person" and _heads(text, source, m, OUTLETS)]
    if bodies:
        mention, cluster = bodies[0]
        rest = text[mention.end : source.end].strip(" ,.'’s")
        if not rest or rest[0] in "(,":
            full = " ".join(mention.words).casefold() == cluster.name.casefold()
            return [cluster], "name" if full else "alias"
        if rest.casefold() in OUTLETS and cluster.label == "organization":  # the Courier newspaper
            return [cluster], "name"
    return None


def _heads(text: str, source: Span, mention: Mention, aside: frozenset[str] = frozenset()) -> bool:
    """Whether a name stands as the source's head: no possessive, nothing that governs it before it, no noun of its own
    behind it but those `aside`."""
    ahead, after = text[source.start : mention.start], text[mention.end : source.end]
    if mention.possessive and after.strip(" ,'’s"):
        return False
    before = [names.fold(w) for w in WORD.findall(ahead)]
    comma = "," in ahead or "—" in ahead
    last = max((i for i, w in enumerate(before) if w in PREPOSITIONS), default=None)
    if last is not None and not comma:
        # "minister of the interior Oske" is Oske, "a spokesman for President Oske" is not
        between = before[last + 1 :]
        if not between or between[0] in ROLES | TITLES | DETERMINERS or not set(before[:last]) & ROLES:
            return False
    following = WORD.findall(after)
    return not (
        following and re.match(r"\s+[a-z]", after) and names.fold(following[0]) in (BODIES | ROLES | DOCUMENTS) - aside
    )


def _pronoun(discourse: Discourse, attribution: Attribution, source: Span, word: str) -> Resolved:
    number = discourse.sentence(source.start)
    if word in RELATIVE:
        antecedent = _antecedent(discourse, source)
        noun = names.fold(discourse.words(antecedent)) if antecedent else ""
        if antecedent and noun in PRONOUNS:  # "he who said"
            return Resolved() if noun in RELATIVE else _pronoun(discourse, attribution, antecedent, noun)
        if antecedent:
            found = _phrase(discourse, antecedent)
            return replace(found, resolution="pronoun") if found.speakers else found
        at = discourse.before(source.start)
        near = [
            s
            for s in discourse.seen[max(0, at - 8) : at]
            if s[1] == number and (word != "who" or s[2].label == "person")
        ]
        if near:
            return discourse.settle(source, (max(near, key=lambda s: s[0])[2],), "pronoun")
        return Resolved()
    if word in HE | SHE:
        pool, gender = discourse.people, MALE if word in HE else FEMALE
    elif word in IT:
        pool, gender = discourse.bodies, ""
    elif word in THEY:
        if discourse.last and source.start - discourse.last.end < 600 and discourse.last.speakers:
            _, chosen, speakers = discourse.last
            plural = len(speakers) > 1 or any(s.speaker_type in ("group", "organization") for s in speakers)
            if plural:
                return discourse.settle(source, chosen, "pronoun") if chosen else Resolved(speakers, "pronoun")
        pool, gender = [c for c in discourse.bodies if c.label != "place"], ""
    else:
        return Resolved()
    best = discourse.most_salient(source.start, pool, gender, attribution.content)
    return discourse.settle(source, (best,), "pronoun") if best else Resolved()


def _antecedent(discourse: Discourse, source: Span) -> Span | None:
    """What a relative pronoun stands for: the noun that its clause hangs on, with what belongs to that."""
    syntax = syntax_at(discourse.parsed, source)
    if syntax is None:
        return None
    at = clause = syntax.cue[0]
    for _ in range(5):
        if syntax.words[clause].deprel.startswith("acl"):
            break
        clause = syntax.words[clause].head
        if clause < 0:
            return None
    noun = syntax.words[clause].head
    if not syntax.words[clause].deprel.startswith("acl") or not 0 <= noun < at:
        return None
    phrase = {i for i in syntax.subtree(noun) if i < at}
    first = last = noun
    while first - 1 in phrase and syntax.words[first - 1].upos not in ("ADP", "CCONJ", "SCONJ", "PUNCT"):
        first -= 1
    while last + 1 in phrase:
        last += 1
    while last > noun and syntax.words[last].upos in ("ADP", "PUNCT"):
        last -= 1
    return Span(syntax.words[first].start, syntax.words[last].end)
