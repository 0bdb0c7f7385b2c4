"""One name for one speaker across the whole corpus, where that is safe; order never matters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from quotetrack.speakers import names


@dataclass(frozen=True)
class LocalSpeaker:
    """A speaker as one document knows it."""

    document: str
    name: str
    speaker_type: str
    aliases: tuple[str, ...] = ()
    named: bool = True


def identities(speakers: Iterable[LocalSpeaker]) -> dict[tuple[str, str], str]:
    """(document, name there) to the corpus-wide canonical name.

    Full personal names join when first and last names agree; a bare surname joins only where the
    corpus holds exactly one full name with it; acronyms join their one expansion. Unnamed speakers
    ("a senior official") never join and keep their words.
    """
    every = sorted(set(speakers), key=lambda s: (s.name, s.document))
    canonical: dict[tuple[str, str], str] = {(s.document, s.name): s.name for s in every}
    people = [s for s in every if s.named and s.speaker_type == "person"]
    bodies = [s for s in every if s.named and s.speaker_type != "person"]
    canonical |= _people(people)
    canonical |= _bodies(bodies)
    return canonical


def _people(people: list[LocalSpeaker]) -> dict[tuple[str, str], str]:
    by_last: dict[str, Counter[str]] = defaultdict(Counter)
    for s in people:
        words = names.tokens(s.name)
        if len(words) > 1:
            by_last[names.fold(words[-1])][s.name] += 1
    groups: dict[str, str] = {}  # a full name as written -> the canonical one
    firsts: dict[str, set[str]] = {}
    for last, spelled in by_last.items():
        heads: list[list[str]] = []
        for name in sorted(spelled, key=lambda n: (not names.suffix(n), -len(names.tokens(n)[0]), n)):
            fits = [h for h in heads if all(_same(name, n) for n in h)]
            if len(fits) == 1:
                fits[0].append(name)
            else:
                heads.append([name])
        for members in heads:
            best = max(members, key=lambda n: (spelled[n], len(n), n))
            groups |= dict.fromkeys(members, best)
        firsts[last] = {groups[name] for name in spelled}
    result = {}
    for s in people:
        words = names.tokens(s.name)
        if len(words) > 1:
            result[s.document, s.name] = groups[s.name]
        elif len(firsts.get(names.fold(words[0]), ())) == 1:
            result[s.document, s.name] = next(iter(firsts[names.fold(words[0])]))
    return result


def _same(a: str, b: str) -> bool:
    return names.same_person(names.tokens(a), names.tokens(b)) and names.same_generation(a, b)


def _key(name: str) -> str:
    return name.casefold().replace("’", "'")


def _bodies(bodies: list[LocalSpeaker]) -> dict[tuple[str, str], str]:
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    expansions: dict[str, set[str]] = defaultdict(set)
    for s in bodies:
        spelled[_key(s.name)][s.name] += 1
        for alias in (s.name, *s.aliases):
            if alias.isupper() and len(alias) > 2 and alias != s.name and not s.name.isupper():
                expansions[alias].add(_key(s.name))
    best = {key: max(count, key=lambda n: (count[n], n)) for key, count in spelled.items()}
    result = {}
    for s in bodies:
        known = expansions.get(s.name, set())
        key = next(iter(known)) if s.name.isupper() and len(known) == 1 else _key(s.name)
        result[s.document, s.name] = best[key]
    return result
