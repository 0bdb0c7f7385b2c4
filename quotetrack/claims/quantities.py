"""The numbers, days and months that a text states, so that two texts can be told apart by them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple


class Quantity(NamedTuple):
    """A number in figures ("3500000", "-2", "1/3", "2nd", "1990s"), a day or a month, and its unit: a currency, %, am,
    pm, or empty where the text names none of these."""

    value: str
    unit: str = ""


_SMALL = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_CARDINALS = {word: n for n, word in enumerate(f"{_SMALL} eighteen nineteen".split(), 1)}
_CARDINALS |= {word: 10 * n for n, word in enumerate(_TENS.split(), 2)} | {"dozen": 12, "twice": 2, "double": 2}
_CARDINALS |= {"triple": 3}
_ALONE = frozenset({"one"})  # more often a pronoun than a number
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_DENOMINATORS = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5}
_NUMERATORS = {"two": 2, "three": 3, "four": 4}
_SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_SUFFIXES = {"k": 3, "m": 6, "mn": 6, "bn": 9, "tn": 12}
_UNITS = {
    **dict.fromkeys(("$", "us$", "dollar", "dollars"), "$"),
    **dict.fromkeys(("€", "euro", "euros"), "€"),
    **dict.fromkeys(("£", "pound", "pounds"), "£"),
    **dict.fromkeys(("¥", "yen"), "¥"),
    **dict.fromkeys(("%", "percent"), "%"),  # "per cent" too, without its space
    **dict.fromkeys(("am", "a.m", "a.m."), "am"),
    **dict.fromkeys(("pm", "p.m", "p.m."), "pm"),
}
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December".split()
_SHORT_MONTHS = {month[:3]: month for month in _MONTHS if month not in ("March", "May", "June", "July")}
_SHORT_MONTHS["Sept"] = "September"

_NUMBER = re.compile(
    r"(?P<minus>(?<![\w.])[-−]|\bminus\s+)?(?P<before>(?:us)?\$|[€£¥])?"
    r"(?P<figures>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<ending>(?:st|nd|rd|th|s|bn|mn|tn|k|m)\b)?"
    r"(?:[\s-]+(?P<scale>hundred|thousand|million|billion|trillion)\b)?"
    r"(?:\s*(?P<after>%|percent\b|per\s+cent\b|dollars?\b|euros?\b|pounds?\b|yen\b|[ap]\.?m\b\.?))?",
    re.IGNORECASE,
)
_WORDED = re.compile(
    rf"\b(?P<word>{'|'.join(sorted(_CARDINALS, key=len, reverse=True))})(?:-(?P<more>{_SMALL.replace(' ', '|')}))?\b"
    r"(?:[\s-]+(?P<scale>hundred|thousand|million|billion|trillion)\b)?"
    r"(?:\s+(?P<after>percent|per\s+cent|dollars?|euros?|pounds?|yen)\b)?",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    r"\b(?:(?P<upper>two|three|four)[\s-]+(?P<lower>quarters|thirds)|(?P<whole>half)|(?:a|one)[\s-]+"
    r"(?P<single>quarter|third|fifth)(?=\s+(?:as|fewer|higher|less|lower|more|of)))\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(rf"\b(?P<word>{'|'.join(_ORDINALS)})\b", re.IGNORECASE)
_MANY = re.compile(r"\b(?:dozens|hundreds|thousands|millions|billions|trillions)\b", re.IGNORECASE)
_DATE = re.compile(rf"\b(?:{'|'.join([*_DAYS, *_MONTHS])}|(?:{'|'.join(_SHORT_MONTHS)})(?=\.|\s\d))\b")
_BEFORE_MAY = re.compile(r"\b(?:by|early|from|in|last|late|next|of|on|since|this|until)\s$", re.IGNORECASE)


def quantities(text: str) -> frozenset[Quantity]:
    """What a text states in numbers: "$3.5 million" and "3.5m dollars" are the same, "35 percent" is not "$35"."""
    found: set[Quantity] = set()
    rest = text
    for pattern, read in ((_FRACTION, _fraction), (_NUMBER, _figures), (_WORDED, _words), (_ORDINAL, _ordinal)):
        for match in pattern.finditer(rest):
            if quantity := read(match):
                found.add(quantity)
                rest = rest[: match.start()] + "\0" * len(match[0]) + rest[match.end() :]  # is read once
    found |= {Quantity(match[0].casefold()) for match in _MANY.finditer(text)}
    return frozenset(found | set(_dates(text)))


def conflict(one: Iterable[Quantity], other: Iterable[Quantity]) -> bool:
    """Whether each of two texts states some that the other does not."""
    return _beyond(one, other) and _beyond(other, one)


def _beyond(one: Iterable[Quantity], other: Iterable[Quantity]) -> bool:
    return any(not any(_agree(mine, theirs) for theirs in other) for mine in one)


def _agree(one: Quantity, other: Quantity) -> bool:
    """Whether two are equal; a currency, or the half of the day, may be left out in one."""
    if one.value != other.value or "%" in (one.unit, other.unit):
        return one == other
    return one.unit == other.unit or not (one.unit and other.unit)


def _figures(match: re.Match[str]) -> Quantity | None:
    ending = (match["ending"] or "").lower()
    figures = match["figures"].replace(",", "")
    if ending in ("st", "nd", "rd", "th"):
        return Quantity(f"{figures}{ending}")
    if ending == "s":
        return Quantity(f"{figures}s")
    power = _SUFFIXES.get(ending, 0) + _SCALES.get((match["scale"] or "").lower(), 0)
    value = _scaled(figures, power)
    return Quantity(f"-{value}" if match["minus"] else value, _unit(match["before"] or match["after"]))


def _words(match: re.Match[str]) -> Quantity | None:
    word, scale = match["word"].lower(), (match["scale"] or "").lower()
    if word in _ALONE and not scale and not match["after"]:
        return None
    number = _CARDINALS[word] + (_CARDINALS[match["more"].lower()] if match["more"] else 0)
    return Quantity(_scaled(str(number), _SCALES.get(scale, 0)), _unit(match["after"]))


def _fraction(match: re.Match[str]) -> Quantity:
    lower = (match["lower"] or match["whole"] or match["single"]).lower()
    upper = _NUMERATORS[match["upper"].lower()] if match["upper"] else 1
    return Quantity(f"{upper}/{_DENOMINATORS[lower]}")


def _ordinal(match: re.Match[str]) -> Quantity:
    number = _ORDINALS.index(match["word"].lower()) + 1
    endings = {1: "st", 2: "nd", 3: "rd"}
    return Quantity(f"{number}{endings.get(number, 'th')}")


def _scaled(figures: str, power: int) -> str:
    """A number times a power of ten, without exponents: "3.5", 6 is "3500000"."""
    whole, _, decimals = figures.partition(".")
    moved = decimals[:power].ljust(power, "0")
    rest = decimals[power:].rstrip("0")
    value = (whole + moved).lstrip("0") or "0"
    return f"{value}.{rest}" if rest else value


def _unit(text: str | None) -> str:
    word = re.sub(r"\s+", "", text or "").lower()
    return _UNITS.get(word, "")


def _dates(text: str) -> Iterable[Quantity]:
    for match in _DATE.finditer(text):
        word = match[0]
        following = text[match.end() : match.end() + 2].strip()
        if word == "May" and not (_BEFORE_MAY.search(text[: match.start()]) or following[:1].isdigit()):
            continue  # "May I ask", or a name
        yield Quantity(_SHORT_MONTHS.get(word, word))
