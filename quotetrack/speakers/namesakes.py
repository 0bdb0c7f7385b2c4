"""Whether people of one name in different documents are one: by gender, roles, company and dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quotetrack.components import components
from quotetrack.speakers import names
from quotetrack.speakers.lexicon import BESIDES, OTHER_OFFICES, PUBLIC_LIFE
from quotetrack.speakers.roles import all_meanings, head_noun, meanings

_LIFETIME = 40  # years that may lie between the documents of one person
_TERM = 3  # years before and after a document in which somebody holds the role that it gives
_CLEAR = 10  # times as many documents as for all others


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in one document; `company` are the others who speak there, `titled` is the name with its courtesy
    title, if it is a bare surname."""

    document: str
    name: str
    titled: str
    gender: str
    said_role: str
    role: frozenset[str]  # the words that tell what the role is
    published: str
    company: frozenset[str]

    @classmethod
    def of(
        cls, key: tuple[str, str], aliases: Iterable[str], role: str, published: str, company: Iterable[str]
    ) -> Person:
        document, name = key
        words = names.tokens(name)
        told = {names.courtesy(alias) for alias in (name, *aliases)} | {
            names.usual_gender(words[0]) if len(words) > 1 else ""
        }
        gender = "".join(told) if len(told - {""}) == 1 else ""  # "" where the evidence is divided
        titled = names.titled(words[0], (name, *aliases)) if len(words) == 1 else name
        return cls(document, name, titled, gender, role, frozenset(meanings(role)), published, frozenset(company))

    @property
    def key(self) -> tuple[str, str]:
        return self.document, self.name

    @property
    def year(self) -> int:
        return int(self.published[:4]) if self.published[:4].isdigit() else 0


def told_apart(people: Sequence[Person]) -> list[tuple[list[Person], bool]]:
    """The bearers of one name, and whether each is the main one, to whom all belongs that tells nothing else.

    Documents that share a word of the role or somebody else who speaks are of one bearer, and so on from document to
    document. Others are somebody else's where their walk of life or gender is another one, or a lifetime lies between.
    """
    groups = _linked(people)
    main = min(groups, key=lambda g: (not any(p.role for p in g), -len(g), min(map(earliest, g))))
    bearers = [main, *(g for g in groups if g is not main and _contradict(main, g))]
    joined = [p for g in groups if not any(g is b for b in bearers) for p in g]
    return [([*main, *joined], True), *((g, False) for g in bearers[1:])]


def earliest(person: Person) -> tuple[str, str, str]:
    return person.published or "~", person.document, person.name


def _linked(people: Sequence[Person]) -> list[list[Person]]:
    """Groups of people whose documents share something, directly or through others; in the order given."""
    first: dict[tuple[str, str, str], int] = {}

    def pairs() -> Iterator[tuple[int, int]]:
        for i, person in enumerate(people):
            for value in person.role:
                yield i, first.setdefault((person.gender, "role", value), i)
            for value in person.company:
                yield i, first.setdefault((person.gender, "company", value), i)

    found: dict[int, list[Person]] = {}
    for person, group in zip(people, components(len(people), pairs()), strict=True):
        found.setdefault(group, []).append(person)
    return list(found.values())


def _contradict(main: Sequence[Person], group: Sequence[Person]) -> bool:
    one, other = ({p.gender for p in g if p.gender} for g in (main, group))
    if one and other and not one & other:
        return True
    one, other = ({_walk_of_life(p.said_role) for p in g} - {""} for g in (main, group))
    if one and other and not one & other:
        return True
    years = [sorted(p.year for p in g if p.year) for g in (main, group)]
    return all(years) and (years[0][0] - years[1][-1] > _LIFETIME or years[1][0] - years[0][-1] > _LIFETIME)


def _walk_of_life(role: str) -> str:
    """What a role makes of somebody: public life, in which people change their hats, or a profession; "" for what
    anybody may be besides, a widow or a student."""
    nouns = all_meanings(head_noun(role)) if role else set()
    return "public life" if nouns & PUBLIC_LIFE else min(nouns - BESIDES, default="")


def whose_surname(person: Person, bearers: Sequence[Sequence[Person]]) -> int | None:
    """Which of the bearers of a surname is meant by it alone: the only one, if the role is known or several documents
    name that one in full, or the only one in that office then; None where that leaves a doubt."""
    fitting = [i for i, people in enumerate(bearers) if not _other_gender(person, people)]
    if len(fitting) == 1:
        people = bearers[fitting[0]]
        known = frozenset[str]().union(*(p.role for p in people))
        company = frozenset[str]().union(*(p.company for p in people))
        strange = person.role and known and not person.role & known and not person.company & company
        sure = person.role & known or (not strange and len(people) > 1)
        return fitting[0] if sure else None
    if not fitting or not person.said_role:
        return None
    holders = Counter({i: sum(_holds(p, person) for p in bearers[i]) for i in fitting})
    (best, count), *others = holders.most_common()
    return best if count and count >= _CLEAR * sum(number for _, number in others) else None


def _other_gender(person: Person, people: Sequence[Person]) -> bool:
    known = {p.gender for p in people if p.gender}
    return bool(person.gender and known) and person.gender not in known


def _holds(holder: Person, person: Person) -> bool:
    """Whether a document gives the holder that very office, at about the same time."""
    offices = [all_meanings(head_noun(role)) for role in (holder.said_role, person.said_role) if role]
    if len(offices) < 2 or offices[0] != offices[1]:
        return False
    near = not holder.year or not person.year or abs(holder.year - person.year) <= _TERM
    return near and not (holder.role ^ person.role) & OTHER_OFFICES
