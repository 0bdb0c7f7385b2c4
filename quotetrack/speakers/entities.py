"""Names in a document, clustered: each person and organization with all its mentions, gender and role."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from quotetrack.speakers import names
from quotetrack.speakers.lexicon import FEMALE, GENDERED, HE, HEADLINE, KIN, MALE, ROLES, SHE, TITLES
from quotetrack.speakers.roles import head_noun, roles
from quotetrack.types import Entity, Parsed, Sentence

_FUNCTION = re.compile(r"^(?:(?:and|of|by)\s+)?(?:the|a|an)\s+|^(?:and|of|by)\s+", re.I)
_PARTY = re.compile(r"(?:(?<=\()|(?<=, ))[DRI]-[A-Z]")  # Deputy Marta Quell, D-Ostre
_ONE_NAME = {("person", "person"), ("place", "organization")}  # "Marta" "Quell", "U.S." "Court of Appeals"
_BESIDE = frozenset({"appos", "flat", "compound"})  # how a name hangs on the title before it: "the minister Quell"
_FIRST_AND_LAST = re.compile(
    r"(?<![\w.])([A-Z][\w’'\-]+) (?=(?:[A-Z]\. )?([^\W\d_][\w\-]*(?:['’](?!s\b)[\w\-]+)*)(?![\w\-]))"
)
_ALIKE = 0.87  # one letter in seven
_ACRONYM = re.compile(r"((?:[\w'’.\-]+ ){2,9})\(([A-Z][A-Z.&\-]{1,9})\)")


@dataclass(frozen=True)
class Mention:
    """A name in the text. `subject` is true where it is the subject of its clause."""

    start: int
    end: int
    sentence: int
    words: tuple[str, ...]
    possessive: bool = False
    subject: bool = False


@dataclass
class Cluster:
    """One person or organization of a document while it is being put together."""

    label: str
    name: str
    suffix: str = ""  # "Jr.", "III"
    mentions: list[Mention] = field(default_factory=list)
    gender: str = ""
    roles: Counter[str] = field(default_factory=Counter)
    aliases: Counter[str] = field(default_factory=Counter)

    @property
    def full_name(self) -> str:
        """The name as it is shown, with its suffix."""
        return f"{self.name} {self.suffix}" if self.suffix else self.name

    @property
    def role(self) -> str:
        """The role said most often, the fuller of two said equally often."""
        return max(self.roles, key=lambda r: (self.roles[r], len(r), r), default="")


class _Known:
    """The clusters of a kind so far, found by a word of their names: a document may hold thousands."""

    def __init__(self) -> None:
        self.clusters: list[Cluster] = []
        self._places: dict[str, set[int]] = {}
        self._number: dict[int, int] = {}

    def near(self, words: Iterable[str]) -> list[Cluster]:
        """The clusters that were filed under one of the words, in the order of their first mention."""
        places = {place for word in words for place in self._places.get(word, ())}
        return [self.clusters[place] for place in sorted(places)]

    def file(self, cluster: Cluster, words: Iterable[str]) -> None:
        """Make a cluster, new or not, known by these words."""
        number = self._number.setdefault(id(cluster), len(self.clusters))
        if number == len(self.clusters):
            self.clusters.append(cluster)
        for word in words:
            self._places.setdefault(word, set()).add(number)


def sentence_at(parsed: Parsed, starts: list[int], position: int) -> int:
    """The number of the sentence that holds a text offset; `starts` are the sentences' offsets."""
    return max(0, bisect_right(starts, position) - 1)


def clusters(parsed: Parsed) -> list[Cluster]:
    """The document's people and organizations, in the order of their first mention."""
    text = parsed.document.text
    starts = [s.start for s in parsed.sentences]
    known_as = expansions(text)
    headline = text.find("\n")
    known_people, known_bodies = _Known(), _Known()
    short: list[tuple[Mention, str]] = []
    for entity in _consistent(text, parsed.entities, known_as):
        surface = text[entity.start : entity.end]
        number = sentence_at(parsed, starts, entity.start)
        sentence = parsed.sentences[number] if parsed.sentences else Sentence(0, 0, ())
        if entity.label == "person":
            words = names.tokens(surface)
            if not words or (len(words) == 1 and names.fold(words[0]) in TITLES):
                continue
            mention = _mention(text, entity.start, entity.end, number, sentence, words)
            if len(words) == 1:
                short.append((mention, surface))
            else:
                words = words[: next((i for i, w in enumerate(words) if i and names.fold(w) in HEADLINE), len(words))]
                kin = any(names.fold(w.text) in KIN for w in sentence.words)
                _add_person(known_people, mention, names.proper_case(" ".join(words)), surface, kin, headline)
        elif entity.label in ("organization", "place", "group"):
            name = _FUNCTION.sub("", re.sub(r"['’]s?$", "", surface)).strip()
            if name:
                mention = _mention(text, entity.start, entity.end, number, sentence, tuple(name.split()))
                _add_body(known_as, known_bodies, mention, name, entity.label)
    short = [(mention, _with_courtesy(text, mention, surface)) for mention, surface in short]
    for mention, surface in sorted(short, key=lambda pair: not names.courtesy(pair[1])):
        _add_short(known_people, mention, surface, text)
    people, bodies = known_people.clusters, known_bodies.clusters
    bare = Counter(cluster.name for cluster in people)
    for cluster in people:
        if bare[cluster.name] > 1:  # Mr. Quell and Ms. Quell, of whom no full name is there
            cluster.name = names.titled(cluster.name, cluster.aliases)
    taken = {cluster.name for cluster in people}
    for cluster in people:
        full = written_out(text, cluster.name)
        cluster.name = cluster.name if full in taken else full  # else it would have joined that one
    outlet = _FUNCTION.sub("", parsed.document.publisher)
    for cluster in bodies:
        if outlet and cluster.label == "organization" and names.is_outlet(cluster.name, outlet):
            cluster.name = outlet
    for cluster in people:
        cluster.mentions.sort(key=lambda m: m.start)
        _describe(parsed, cluster)
    _pronoun_evidence(parsed, people)
    return sorted([*people, *bodies], key=lambda c: c.mentions[0].start)


def _consistent(text: str, entities: Sequence[Entity], known_as: dict[str, str]) -> list[Entity]:
    """The entities with halves of one name joined and one label for each spelling: the one it has most often."""
    joined: list[Entity] = []
    for entity in entities:
        if _PARTY.match(text, entity.start, entity.end):
            continue
        before = joined[-1] if joined else None
        if before and (before.label, entity.label) in _ONE_NAME and text[before.end : entity.start] == " ":
            joined[-1] = Entity(before.start, entity.end, entity.label)
        else:
            joined.append(entity)
    votes: dict[str, Counter[str]] = {}
    for entity in joined:
        votes.setdefault(text[entity.start : entity.end], Counter())[entity.label] += 1
    labels = {s: "organization" if s in known_as else max(v, key=lambda k: v[k]) for s, v in votes.items()}
    return [Entity(e.start, e.end, labels[text[e.start : e.end]]) for e in joined]


def expansions(text: str) -> dict[str, str]:
    """What acronyms in brackets stand for: "Halden Estuary Barrier Authority (HEBA)"."""
    found = {}
    for match in _ACRONYM.finditer(text):
        words, short = match.group(1).split(), match.group(2).replace(".", "")
        for begin in range(len(words)):
            name = " ".join(words[begin:])
            if words[begin][0] == short[0] and names.acronym(name) == short:
                found[short] = name
                break
    return found


def _mention(text: str, start: int, end: int, number: int, sentence: Sentence, words: tuple[str, ...]) -> Mention:
    inside = [w for w in sentence.words if w.start < end and w.end > start]
    titles = [sentence.words[w.head] for w in inside if w.deprel in _BESIDE and 0 <= w.head < len(sentence.words)]
    subject = any(w.deprel.startswith("nsubj") for w in (*inside, *titles))
    possessive = bool(re.match(r"['’](?:s\b)?", text[end : end + 2])) or text[start:end].endswith(("'s", "’s"))
    return Mention(start, end, number, words, possessive, subject)


def _add_person(people: _Known, mention: Mention, name: str, surface: str, kin: bool, headline: int) -> None:
    """`kin`: the sentence speaks of fathers and sons; `headline`: where the text's first line ends."""
    words = list(mention.words)
    suffix = names.suffix(surface)

    def generation(cluster: Cluster) -> int:
        """2 for one of the same suffix, 1 for one that may drop or gain it, 0 for father and son."""
        if names.fold(suffix) == names.fold(cluster.suffix):
            return 2
        if suffix:
            return int(not cluster.suffix and all(m.end <= headline for m in cluster.mentions))
        return int(not kin)

    def fits(cluster: Cluster) -> bool:
        known = cluster.name.split()
        return names.same_person(words, known) or names.is_part(words, known) or names.is_part(known, words)

    cluster = max(filter(fits, people.near(map(names.plain, words[1:]))), key=generation, default=None)
    if cluster is None or not generation(cluster):
        cluster = Cluster("person", name)
    introduced = any(m.end > headline for m in cluster.mentions)
    if len(name) > len(cluster.name) or not introduced:  # a headline may join a name and what follows it
        cluster.name = name
    parts = [names.plain(word) for word in (*words, *name.split())]
    people.file(cluster, (*parts, f"{parts[-1][:1]}…"))
    cluster.mentions.append(mention)
    cluster.aliases[" ".join(surface.split())] += 1
    cluster.suffix = cluster.suffix or suffix
    cluster.gender = cluster.gender or names.courtesy(surface)


def _with_courtesy(text: str, mention: Mention, surface: str) -> str:
    """A name with the courtesy title that stands before it in the text, where the tagger left that out."""
    before = re.search(r"(\w+\.?)\s$", text[max(0, mention.start - 10) : mention.start])
    titled = before is not None and before[1][0].isupper() and names.courtesy(before[1])
    return f"{before[1]} {surface}" if before and titled else surface


def _add_short(people: _Known, mention: Mention, surface: str, text: str) -> None:
    """A single name joins the fuller name it is part of: one named before it, and the one named most. With an office
    ("President Quell") it is a namesake whom courtesy titles tell apart from all full names."""
    title = names.courtesy(surface)
    suffix = names.fold(names.suffix(surface))
    ahead = text[max(0, mention.start - 30) : mention.start].split()
    office = bool(ahead) and not title and names.fold(ahead[-1]) in TITLES
    word = names.plain(mention.words[0])
    fits = [c for c in people.near([word]) if names.is_part(list(mention.words), c.name.split()) or
            [names.fold(w) for w in c.name.split()] == [names.fold(mention.words[0])]]  # fmt: skip
    agreeing = [c for c in fits if not title or not _gender(c) or _gender(c) == title]
    before = [c for c in agreeing if min(m.start for m in c.mentions) < mention.start]
    if not agreeing:
        first = f"{word[:1]}…"  # slips of the pen keep the first letter
        agreeing = [c for c in people.near([first]) if _misspelt(mention.words[0], c.name.split()[-1])]
    if agreeing:

        def weight(c: Cluster) -> tuple[bool, bool, bool, bool, int, int]:
            told = bool(title) and _gender(c) == title
            surname = names.fold(c.name.split()[-1]) == names.fold(mention.words[-1])
            namesake = office and " " not in c.name
            full = sum(len(m.words) > 1 for m in c.mentions if m.start < mention.start)
            near = -abs(mention.start - c.mentions[-1].start)
            return told, surname, namesake, " " in c.name, full, near

        same_suffix = [c for c in agreeing if suffix and suffix == names.fold(c.suffix)]
        cluster = max(same_suffix or before or agreeing, key=weight)
    else:
        cluster = Cluster("person", names.proper_case(mention.words[0]), names.suffix(surface))
        people.file(cluster, [word, f"{word[:1]}…"])
    cluster.mentions.append(mention)
    cluster.aliases[" ".join(surface.split())] += 1
    cluster.gender = cluster.gender or title


def _misspelt(surname: str, known: str) -> bool:
    """Whether a surname is another one with a slip of the pen: "McLenney" for "McClenney"."""
    if surname[0] != known[0] or min(len(surname), len(known)) < 6 or names.fold(surname) == names.fold(known):
        return False
    return SequenceMatcher(None, names.fold(surname), names.fold(known)).ratio() >= _ALIKE


def written_out(text: str, name: str) -> str:
    """The full name of a bare surname where the text has it, and just one, with a usual first name before it."""
    if " " in name:
        return name
    firsts = {
        first for first in _before_capitals(text).get(name, ()) if names.usual_gender(first) and _no_word(text, first)
    }
    return f"{firsts.pop()} {name}" if len(firsts) == 1 else name


@lru_cache(4)
def _before_capitals(text: str) -> dict[str, set[str]]:
    """For each word the capitalised words before it, an initial between them passed over."""
    found: dict[str, set[str]] = {}
    for first, word in _FIRST_AND_LAST.findall(text):
        found.setdefault(word, set()).add(first)
    return found


@lru_cache(4)
def _small_words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\b[^\W\d_A-Z][\w'’\-]*", text))


def _no_word(text: str, first: str) -> bool:
    """Whether a first name is not also a title or a word of the text: "Governor", "Will", "Said"."""
    folded = names.fold(first)
    return folded not in TITLES | ROLES and folded not in _small_words(text)


def _gender(cluster: Cluster) -> str:
    words = cluster.name.split()
    return cluster.gender or (names.usual_gender(words[0]) if len(words) > 1 else "")


def _add_body(known_as: dict[str, str], bodies: _Known, mention: Mention, name: str, label: str) -> None:
    initials = name.replace(".", "")
    name, said = known_as.get(initials, name), name
    folded = name.casefold()
    for cluster in bodies.near([folded.split()[-1], folded, f"({initials})"]):
        known = cluster.name.casefold()
        if known == folded or folded in (a.casefold() for a in cluster.aliases):
            break
        ends = known.endswith(f" {folded}") or folded.endswith(f" {known}")
        if ends and label == cluster.label == "organization" and " " in folded and " " in known:
            break
        if initials.isupper() and 2 < len(initials) < 8 and names.acronym(cluster.name) == initials:
            break
    else:
        cluster = Cluster(label, name)
    if len(name) > len(cluster.name):
        cluster.name = name
    bodies.file(cluster, [folded.split()[-1], said.casefold(), f"({names.acronym(cluster.name)})"])
    cluster.mentions.append(mention)
    cluster.aliases[said] += 1


def _describe(parsed: Parsed, cluster: Cluster) -> None:
    """Roles from the words before and after the person's mentions, gender from titles and lists."""
    text = parsed.document.text
    for mention in cluster.mentions:
        words = parsed.sentences[mention.sentence].words
        for role in roles(words, mention.start, mention.end, text):
            cluster.roles[role] += 1
            cluster.gender = cluster.gender or GENDERED.get(head_noun(role), "")
    cluster.gender = _gender(cluster)


def _pronoun_evidence(parsed: Parsed, people: list[Cluster]) -> None:
    """Gender of people that titles and lists leave open: pronouns right after the only person in reach."""
    by_sentence: dict[int, list[Cluster]] = {}
    for cluster in people:
        for mention in cluster.mentions:
            by_sentence.setdefault(mention.sentence, []).append(cluster)
    votes: dict[int, Counter[str]] = {}
    for number, found in by_sentence.items():
        if len({id(c) for c in found}) != 1 or found[0].gender:
            continue
        last = max(m.end for m in found[0].mentions if m.sentence == number)
        following = [w for w in parsed.sentences[number].words if w.start >= last]
        if number + 1 < len(parsed.sentences) and number + 1 not in by_sentence:
            following += parsed.sentences[number + 1].words
        for word in following:
            folded = names.fold(word.text)
            gender = MALE if folded in HE else FEMALE if folded in SHE else ""
            if gender:
                votes.setdefault(id(found[0]), Counter())[gender] += 1
                break
    for cluster in people:
        counted = votes.get(id(cluster), Counter()).most_common()
        if counted and (len(counted) == 1 or counted[0][1] > 2 * counted[1][1]):
            cluster.gender = counted[0][0]
