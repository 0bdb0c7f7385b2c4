"""Personal names: taking titles off, comparing, and joining the ways one person is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from quotetrack.speakers.lexicon import COURTESY, NICKNAMES, OFFICES, OPENERS, TITLES, first_names

_TOKEN = re.compile(r"[^\W\d_](?:[\w.'’\-]*\w)?\.?", re.UNICODE)
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
_SUFFIXES = _GENERATIONS | {"phd", "md", "esq"}
_LEADING = TITLES | OPENERS
_POSSESSIVE = re.compile(r"['’]s?$")


def fold(word: str) -> str:
    """Lower case, straight apostrophes, no final full stop."""
    return word.replace("’", "'").rstrip(".").casefold()


@cache
def plain(word: str) -> str:
    """Folded, and without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", fold(word)) if not unicodedata.combining(c))


@lru_cache(maxsize=1000)
def tokens(name: str) -> tuple[str, ...]:
    """The words of a personal name without titles, suffixes and possessive, as written."""
    words = _TOKEN.findall(unicodedata.normalize("NFC", _POSSESSIVE.sub("", name.strip())))
    office = next((i for i in range(1, len(words) - 1) if fold(words[i]) in OFFICES), 0)
    words = words[office:]  # "Ostre Gov. Ada Holm": the tagger may have taken the office's place in
    while len(words) > 1 and fold(words[0]) in _LEADING:
        words = words[1:]
    while len(words) > 1 and fold(words[-1]) in _SUFFIXES:
        words = words[:-1]
    return tuple(words)


def suffix(name: str) -> str:
    """ "Jr.", "III" at the end of a personal name, as written; a degree is none."""
    words = _POSSESSIVE.sub("", name.strip()).split()
    last = words[-1].rstrip(",") if len(words) > 1 else ""
    return last if fold(last) in _GENERATIONS else ""


@lru_cache(maxsize=100_000)
def courtesy(name: str) -> str:
    """ "male" or "female" where a courtesy title in front of the name says so, else ""."""
    first = name.split()[0] if name.split() else ""
    return COURTESY.get(fold(first), "")


def titled(name: str, surfaces: Iterable[str]) -> str:
    """A bare surname with the courtesy title that it is written with, "Ms. Quell"; unchanged where there is none."""
    known = sorted(s for s in surfaces if courtesy(s) and tokens(s) == tokens(name))
    return f"{known[0].split()[0]} {name}" if known else name


def usual_gender(first_name: str) -> str:
    """What a list of first names says; "" for a name it does not hold."""
    return first_names().get(plain(first_name), "")


def same_first(a: str, b: str) -> bool:
    """Whether two first names can be one person's: equal, short form, or initial."""
    a, b = plain(a), plain(b)
    if a == b or NICKNAMES.get(a, a) == NICKNAMES.get(b, b):
        return True
    short, long = sorted((a.replace(".", ""), b.replace(".", "")), key=len)
    return len(short) == 1 and long.startswith(short)


def same_person(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two names of two words or more can be one person's: first names agree, last names are equal, and so are
    the initials between them where both have some."""
    if len(a) < 2 or len(b) < 2 or plain(a[-1]) != plain(b[-1]) or not same_first(a[0], b[0]):
        return False
    one, other = _middle_initials(a), _middle_initials(b)
    return not one or not other or one.startswith(other) or other.startswith(one)


def _middle_initials(words: Sequence[str]) -> str:
    """ "w" for George W. Bush, "hw" for George H.W. Bush."""
    between = "".join(word if word.isupper() or "." in word else word[0] for word in words[1:-1])
    return "".join(c for c in between.casefold() if c.isalpha())


def is_part(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether `part` is a run of words within `whole`: "Clinton", "Peña Nieto", "Hillary"."""
    p, w = [plain(x) for x in part], [plain(x) for x in whole]
    return any(w[i : i + len(p)] == p for i in range(len(w) - len(p) + 1)) and len(p) < len(w)


def proper_case(name: str) -> str:
    """A name set in capitals ("PENCE") as it is written elsewhere ("Pence"); others unchanged."""
    letters = [c for c in name if c.isalpha()]
    if len(letters) > 4 and all(c.isupper() for c in letters) and "." not in name:
        return " ".join(w[:1] + w[1:].lower() for w in name.split())
    return name


def is_outlet(words: str, publisher: str) -> bool:
    """Whether an outlet may call itself that: "the Courier", "COURIER" or "HC" in the Halden Courier."""
    publisher = publisher.removeprefix("The ")
    said = [fold(w) for w in words.split() if fold(w) != "the"]
    known = [fold(w) for w in publisher.split()]
    if not said or not known or not any(c.isupper() for c in words):
        return False
    return known[-len(said) :] == said or (len(known) > 1 and said == [acronym(publisher).casefold()])


def acronym(name: str) -> str:
    """The initials of a name's capitalised words: "Halden Estuary Barrier Authority" gives "HEBA"."""
    return "".join(w[0] for w in re.findall(r"[^\W\d_][\w'’]*", name) if w[0].isupper())
