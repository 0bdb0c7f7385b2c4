"""A synthetic news archive: articles about invented people and places with their statements, without the models.

Words and names have frequencies like those of real text (Zipf's law). Every fifth statement or so says again what an
earlier one said: as it was or in other words, in another order, shorter, with another number, or to deny it.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Generic, TypeVar

from benchmarks import vocabulary as words
from quotetrack.speakers import Resolved
from quotetrack.statements import statements
from quotetrack.types import Attribution, Document, Parsed, Sentence, Span, Speaker, Statement

PEOPLE = 4000
AGAIN = 0.2  # of the statements, the share that says again what an earlier one said
FIRST_DAY, DAYS = dt.date(2008, 1, 1), 18 * 365
_REMEMBERED = 20_000  # earlier claims that may be said again

_PATTERNS = [pattern.split("\n| ") for pattern in re.split(r"\n(?!\| )", words.PATTERNS)]
_ORDERS = {one: other for pattern in _PATTERNS if len(pattern) == 2 for one, other in (pattern, pattern[::-1])}
_SYNONYM = re.compile(rf"\b(?:{'|'.join(words.SYNONYMS)})\b")
_BEFORE_VOWEL = re.compile(r" a (?=[aeio])")
_WAYS = {"same": 6, "words": 4, "order": 3, "shorter": 4, "number": 3}  # how often a claim is told again in which way

Item = TypeVar("Item")


class Zipf(Generic[Item]):
    """Items of which the first are chosen most often: the one of rank n in proportion to 1 / (n + 3)."""

    def __init__(self, items: Sequence[Item]):
        self.items = items
        self._sums = list(accumulate(1 / (rank + 3) for rank in range(len(items))))

    def choose(self, chance: random.Random) -> Item:
        return self.items[bisect_right(self._sums, chance.random() * self._sums[-1])]


_NOUNS, _ADJECTIVES, _VERBS = Zipf(words.NOUNS), Zipf(words.ADJECTIVES), Zipf(words.VERBS)
_PLACES = Zipf(random.Random(1).sample(words.PLACES, len(words.PLACES)))
_BODIES, _OUTLETS = Zipf(words.BODIES), Zipf(words.OUTLETS)
_CUES = Zipf(words.CUES)


@dataclass(frozen=True)
class Voice:
    """Somebody who speaks; `called` is how an article calls them, by resolution: name, alias, pronoun or nominal."""

    speaker: Speaker
    called: Mapping[str, str]


@dataclass(frozen=True)
class Claim:
    """A pattern of `vocabulary.PATTERNS` and what fills its slots."""

    pattern: str
    fills: Mapping[str, str]

    def parts(self) -> tuple[str, str]:
        """Its words, and those that a shorter telling leaves out."""
        text = _BEFORE_VOWEL.sub(" an ", f" {self.pattern.format_map(self.fills)}")[1:]
        start, _, rest = text.partition(" [")
        return start, rest.rstrip("]")


@dataclass(frozen=True)
class _Line:
    """A sentence of an article; the offsets of what it reports count from its start."""

    text: str
    found: Attribution | None = None
    who: Resolved | None = None


def archive(seed: int = 1, size: int = 8) -> Iterator[tuple[Document, list[Statement]]]:
    """Articles without end, each with about `size` statements; the same for the same seed and size."""
    chance = random.Random(seed)
    said: list[tuple[Voice, Claim]] = []
    number = 0
    while True:
        yield _article(number, size, said, chance)
        number += 1


def write(articles: Iterable[Document], folder: Path) -> None:
    """Each article as a text file with title, byline and date line, named as the document is."""
    for article in articles:
        path = folder / article.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article.text, encoding="utf-8")


@cache
def people() -> Zipf[Voice]:
    """Everybody who has a name; some share a surname."""
    chance = random.Random(PEOPLE)
    surnames = Zipf(chance.sample(words.SURNAMES, len(words.SURNAMES)))
    known: dict[str, Voice] = {}
    while len(known) < PEOPLE:
        first, pronoun = chance.choice(words.FIRST_NAMES).split(":")
        surname = surnames.choose(chance)
        name = f"{first} {surname}"
        role = chance.choice(chance.choice((words.TITLES, words.ROLES)))
        speaker = Speaker(name, "person", role.lower(), (surname, f"{role} {name}"), named=True)
        known.setdefault(name, Voice(speaker, {"name": f"{role} {name}", "alias": surname, "pronoun": pronoun}))
    return Zipf(list(known.values()))


def _voice(chance: random.Random) -> Voice:
    kind = chance.random()
    if kind < 0.75:
        return people().choose(chance)
    if kind < 0.9:
        place, body = _PLACES.choose(chance), _BODIES.choose(chance)
        speaker = Speaker(f"{place} {body}", "organization", "", (f"the {body}",), named=True)
        return Voice(speaker, {"name": f"the {place} {body}", "alias": f"the {body}", "pronoun": "it"})
    unnamed = chance.choice(words.UNNAMED)
    return Voice(Speaker(unnamed, "person", unnamed.split()[-1]), {"nominal": unnamed})


def _claim(chance: random.Random) -> Claim:
    pattern = chance.choice(_PATTERNS)[0]
    return Claim(pattern, _fills(pattern, chance))


def _fills(pattern: str, chance: random.Random) -> dict[str, str]:
    return {slot: _fill(slot.rstrip("2"), chance) for slot in re.findall(r"{(\w+)}", pattern)}


def _fill(slot: str, chance: random.Random) -> str:
    match slot:
        case "noun":
            return _NOUNS.choose(chance)
        case "adjective":
            return _ADJECTIVES.choose(chance)
        case "thing":
            before = _ADJECTIVES if chance.random() < 0.7 else _PLACES
            return f"{before.choose(chance)} {_NOUNS.choose(chance)}"
        case "verb":
            return _VERBS.choose(chance)
        case "done":
            return _participle(_VERBS.choose(chance))
        case "place":
            return _PLACES.choose(chance)
        case "body":
            return f"{_PLACES.choose(chance)} {_BODIES.choose(chance)}"
        case "person":
            return people().choose(chance).speaker.name
        case "money":
            return f"{round(10 ** chance.uniform(0, 2.5), 1):g} million crowns"
        case "number":
            return f"{int(10 ** chance.uniform(0.5, 4)):,}"
        case "percent":
            return f"{round(chance.uniform(1, 95), chance.choice((0, 0, 1))):g}"
        case "year":
            return str(chance.randint(1990, 2026))
        case "month":
            return chance.choice(words.MONTHS)
        case "date":
            return f"{chance.randint(1, 28)} {chance.choice(words.MONTHS)} {chance.randint(1990, 2026)}"
    raise ValueError(f"no words for {slot}")


def _participle(verb: str) -> str:
    irregular = {"build": "built", "rebuild": "rebuilt", "sell": "sold"}
    return irregular.get(verb) or (verb[:-1] + "ied" if verb.endswith("fy") else verb.rstrip("e") + "ed")


def retold(claim: Claim, chance: random.Random) -> Claim:
    """The claim as somebody else may say it, or the same; a number may be another one then."""
    way = chance.choices(list(_WAYS), list(_WAYS.values()))[0]
    if way == "words":
        swapped = {slot: _in_other_words(fill) for slot, fill in claim.fills.items()}
        return Claim(_in_other_words(claim.pattern), swapped)
    if way == "order":
        return replace(claim, pattern=_ORDERS.get(claim.pattern, claim.pattern))
    if way == "shorter":
        return replace(claim, pattern=claim.pattern.partition(" [")[0])
    if way == "number":
        return replace(claim, fills={slot: _other_number(slot, fill, chance) for slot, fill in claim.fills.items()})
    return claim


def _other_number(slot: str, fill: str, chance: random.Random) -> str:
    return _fill(slot.rstrip("2"), chance) if slot.rstrip("2") in ("money", "number", "percent") else fill


def _in_other_words(text: str) -> str:
    return _SYNONYM.sub(lambda found: words.SYNONYMS[found[0]], text)


def _article(
    number: int, size: int, said: list[tuple[Voice, Claim]], chance: random.Random
) -> tuple[Document, list[Statement]]:
    day = FIRST_DAY + dt.timedelta(chance.randrange(DAYS))
    place, outlet = _PLACES.choose(chance), _OUTLETS.choose(chance)
    author = people().choose(chance).speaker.name
    lines = _lines(size, day, said, chance)
    title = _capital(f"{_fill('thing', chance)} divides {place}")
    head = [title, f"By {author}, {place} {outlet}", f"{day.day} {day:%B %Y}"]
    text, sentences, found = _laid_out(head, lines, chance)
    name = f"{day.year}/{day}-{place.lower()}-{number:06}.txt"
    document = Document(name, text, title, f"{place} {outlet}", str(day), "published", author=author)
    who = [line.who for line in lines if line.who]
    return document, statements(Parsed(document, tuple(sentences), ()), found, who)


def _lines(size: int, day: dt.date, said: list[tuple[Voice, Claim]], chance: random.Random) -> list[_Line]:
    """The sentences of an article: statements of a few voices, and other sentences between."""
    cast = [_voice(chance) for _ in range(chance.randint(1, 4))]
    introduced: set[str] = set()
    last: Voice | None = None
    lines = []
    for _ in range(max(1, size + chance.randint(-2, 2))):
        if chance.random() < 0.2:
            frame = chance.choice(words.FILLERS)
            lines.append(_Line(_capital(frame.format_map(_fills(frame, chance)))))
        again = bool(said) and chance.random() < AGAIN
        voice, claim = chance.choice(said) if again else (chance.choice(cast), _claim(chance))
        if again:
            claim = retold(claim, chance)
            voice = voice if chance.random() < 0.5 else chance.choice(cast)
        denied = chance.random() < (0.2 if again else 0.03)
        resolution = _resolution(voice, voice.speaker.name in introduced, voice is last, chance)
        lines.append(_told(voice, resolution, claim, denied, day, chance))
        introduced.add(voice.speaker.name)
        last = voice
        if len(said) < _REMEMBERED:
            said.append((voice, claim))
        else:
            said[chance.randrange(_REMEMBERED)] = voice, claim
    return lines


def _resolution(voice: Voice, introduced: bool, again: bool, chance: random.Random) -> str:
    if "nominal" in voice.called:
        return "nominal"
    if not introduced:
        return "name"
    return "pronoun" if again and chance.random() < 0.4 else "alias"


def _told(voice: Voice, resolution: str, claim: Claim, denied: bool, day: dt.date, chance: random.Random) -> _Line:
    """A sentence in which a voice makes a claim, or denies it."""
    start, rest = claim.parts()
    whole = f"{start} {rest}".rstrip()
    spoke = day - dt.timedelta(chance.randrange(7))
    kind, frames = _frames(denied, bool(rest), chance)
    frame = chance.choice(frames)
    fills = {
        "source": voice.called[resolution], "cue": "denied" if denied else _CUES.choose(chance),
        "according": "According to", "place": _PLACES.choose(chance), "weekday": f"{spoke:%A}",
        "claim": whole, "Claim": _capital(whole), "start": start, "Start": _capital(start), "rest": rest,
    }  # fmt: skip
    text, content, spans = _filled(frame, fills)
    found = Attribution(
        content,
        spans["source"],
        spans.get("cue") or spans["according"],
        kind,
        chance.uniform(0.5, 1),
        attribution_type="assertion",
        polarity="denied" if denied else "affirmed",
        said_on=str(spoke) if "weekday" in spans else "",
    )
    return _Line(text, found, Resolved((voice.speaker,), resolution))


def _frames(denied: bool, parted: bool, chance: random.Random) -> tuple[str, tuple[str, ...]]:
    """How a statement is quoted, and the sentences that do so."""
    if denied:
        return "indirect", words.DENIED
    kind = chance.random()
    if parted and kind < 0.2:
        return ("direct", words.BROKEN) if kind < 0.1 else ("mixed", words.MIXED)
    return ("direct", words.DIRECT) if kind < 0.45 else ("indirect", words.INDIRECT)


def _filled(frame: str, fills: Mapping[str, str]) -> tuple[str, tuple[Span, ...], dict[str, Span]]:
    """A frame with its slots filled, the spans of its content, and where each slot is."""
    text, content, spans, begun = "", [], {}, 0
    for token in re.findall(r"[<>]|{\w+}|[^<>{]+", frame):
        if token == "<":
            begun = len(text)
        elif token == ">":
            content.append(Span(begun, len(text)))
        else:
            slot = token[1:-1] if token.startswith("{") else ""
            added = fills[slot] if slot else token
            spans[slot] = Span(len(text), len(text) + len(added))
            text += added
    return _capital(text), tuple(content), spans


def _laid_out(
    head: Sequence[str], lines: Sequence[_Line], chance: random.Random
) -> tuple[str, list[Sentence], list[Attribution]]:
    """The text of an article, paragraphs apart by a blank line, with its sentences and what they report."""
    text = "\n\n".join(head)
    sentences, found = [], []
    for number, line in enumerate(lines):
        text += "\n\n" if number == 0 or chance.random() < 0.6 else " "
        sentences.append(Sentence(len(text), len(text) + len(line.text), ()))
        if line.found:
            found.append(_moved(line.found, len(text)))
        text += line.text
    return text, sentences, found


def _moved(found: Attribution, by: int) -> Attribution:
    def move(span: Span) -> Span:
        return Span(span.start + by, span.end + by)

    return replace(
        found,
        content=tuple(map(move, found.content)),
        source=found.source and move(found.source),
        cue=found.cue and move(found.cue),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
