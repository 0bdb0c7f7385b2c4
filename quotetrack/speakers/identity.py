"""One name for one speaker across the whole corpus, where that is safe; order never matters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from quotetrack.speakers import names
from quotetrack.speakers.namesakes import Person, earliest, told_apart, whose_surname


@dataclass(frozen=True, slots=True)
class LocalSpeaker:
    """A speaker as one document knows it; `published` is the document's date, ISO 8601 or empty."""

    document: str
    name: str
    speaker_type: str
    aliases: tuple[str, ...] = ()
    named: bool = True
    role: str = ""
    published: str = ""


Key = tuple[str, str]  # a document, and a name in it


def identities(speakers: Iterable[LocalSpeaker]) -> dict[tuple[str, str], str]:
    """(document, name there) to the corpus-wide canonical name.

    Full personal names join when first and last names agree and neither initials, generations, gender nor a document
    that has both tell them apart. Bearers of one name whom roles, company and dates tell apart get their role behind
    it. A bare surname joins the only one who can be meant. Acronyms join their one expansion. Unnamed speakers
    ("a senior official") never join and keep their words.
    """
    every = sorted(set(speakers), key=lambda s: (s.name, s.document))
    canonical: dict[Key, str] = {(s.document, s.name): s.name for s in every}
    canonical |= _people(every)
    canonical |= _bodies([s for s in every if s.named and s.speaker_type != "person"])
    return canonical


def _people(every: list[LocalSpeaker]) -> dict[Key, str]:
    company: dict[str, list[str]] = defaultdict(list)  # a set each would take most of the memory of a large ledger
    for s in every:
        if s.named:
            company[s.document].append(_short(s))
    named: dict[str, list[LocalSpeaker]] = defaultdict(list)
    for s in every:
        if s.named and s.speaker_type == "person" and names.tokens(s.name):
            named[_short(s)].append(s)
    result: dict[Key, str] = {}
    for surname in sorted(named):
        full: list[Person] = []
        bare: list[Person] = []
        for s in named[surname]:
            others = set(company[s.document]) - {surname}
            person = Person.of((s.document, s.name), s.aliases, s.role, s.published, others)
            (full if len(names.tokens(s.name)) > 1 else bare).append(person)
        bearers = [one for group in _same_names(full) for one in told_apart(group)]
        called = [(_called(people, main), people) for people, main in bearers]
        for name, people in called:
            result |= {person.key: name for person in people}
        for person in bare:
            owner = whose_surname(person, [people for _, people in called])
            if owner is not None:
                result[person.key] = called[owner][0]
            elif called or len({p.gender for p in bare} - {""}) > 1:
                result[person.key] = person.titled  # Mr. Quell is not Ms. Quell
    return result


def _short(speaker: LocalSpeaker) -> str:
    """A name as it is compared between documents: people by surname."""
    words = names.tokens(speaker.name) if speaker.speaker_type == "person" else ()
    return names.plain(words[-1]) if words else speaker.name.casefold()


def _same_names(people: list[Person]) -> list[list[Person]]:
    """The bearers of one surname by what may be one name: each joins the one group of which all agree with it."""
    spelled: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        spelled[person.name].append(person)
    groups: list[list[str]] = []
    for name in sorted(spelled, key=lambda n: (bool(names.suffix(n)), -len(names.tokens(n)[0]), n)):
        fits = [group for group in groups if all(_may_be_one(spelled[name], spelled[other]) for other in group)]
        if len(fits) == 1:
            fits[0].append(name)
        else:
            groups.append([name])
    return [[person for name in group for person in spelled[name]] for group in groups]


def _may_be_one(some: list[Person], others: list[Person]) -> bool:
    one, other = some[0].name, others[0].name
    if not names.same_person(names.tokens(one), names.tokens(other)):
        return False
    if {p.document for p in some} & {p.document for p in others}:
        return False  # a document that has both keeps them apart
    if names.fold(names.suffix(one)) == names.fold(names.suffix(other)):
        return True
    one_role, other_role = (set().union(*(p.role for p in group)) for group in (some, others))
    return not (names.suffix(one) and names.suffix(other)) and bool(one_role & other_role)


def _called(people: list[Person], main: bool) -> str:
    """The name in the corpus: the one used most. With their role, else their year or document, where it is not the
    `main` bearer of it."""
    spelled = Counter(person.name for person in people)
    name = max(spelled, key=lambda n: (spelled[n], len(n), n))
    if main:
        return name
    roles = Counter(person.said_role for person in people if person.said_role)
    first = min(people, key=earliest)
    role = max(roles, key=lambda r: (roles[r], -len(r), r), default=first.published[:4] or first.document)
    return f"{name} ({role})"


def _key(name: str) -> str:
    return name.casefold().replace("’", "'")


def _bodies(bodies: list[LocalSpeaker]) -> dict[Key, str]:
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    expansions: dict[str, set[str]] = defaultdict(set)
    for s in bodies:
        spelled[_key(s.name)][s.name] += 1
        for alias in (s.name, *s.aliases):
            if alias.isupper() and len(alias) > 2 and alias in (names.acronym(s.name), s.name) and not s.name.isupper():
                expansions[alias].add(_key(s.name))
    best = {key: max(count, key=lambda n: (count[n], n)) for key, count in spelled.items()}
    result = {}
    for s in bodies:
        known = expansions.get(s.name, set())
        key = next(iter(known)) if s.name.isupper() and len(known) == 1 else _key(s.name)
        result[s.document, s.name] = best[key]
    return result
