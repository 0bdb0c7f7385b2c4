"""What an article's first lines say of it: title, outlet, date.

Only explicit forms count; a line that is not clearly a header line says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .dates import find_date, find_month_day

ZONE = 6  # paragraphs in which header lines are looked for
LONGEST_HEADER = 120
LONGEST_TITLE = 160

_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_BYLINE = re.compile(r"(?:story |text |words |written |reporting |reported )?by:?\s+(?=[A-Z])", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[|·•]\s*|\s+[—–-]+\s+|,\s+|;\s+|\s+(?:for|of)\s+(?=[Tt]he\s)")
_AGENCY = re.compile(r"\s*(?:\((?P<round>[A-Z][\w&. -]{1,40})\)|/(?P<slash>[A-Z][\w&. -]{1,40})/)\s*$")
_DASH = re.compile(r"\s*(?:—|–)\s*|\s+-{1,2}\s+")
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+(?:com|org|net|news|info|example|test|[a-z]{2})", re.IGNORECASE)
_SIGNED = re.compile(
    r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]*){1,3},(?i: (?:[\w'’-]+ ){0,3}(?:writer|reporter|correspondent|editor))"
)
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*$", re.IGNORECASE)
_FINAL_STOP = re.compile(r"""[.,;:…—–-]["'’”)\]]*$""")
_PROSE_END = re.compile(r"""[.!?]["'’”)\]]*$""")
_LIST_OR_LABEL = re.compile(r"[-*•]\s|\d{1,3}[.)]\s|[QA][.:]\s|[\"“‘']?\s*$")
_RELEASE = re.compile(r"(?:press|media|news) (?:release|statement)\b", re.IGNORECASE)
_RELEASE_ALONE = re.compile(_RELEASE.pattern + r"[\s\d/:.–—-]*", re.IGNORECASE)
_UPDATED = re.compile(r"\b(?:updated|modified|revised|corrected)\b", re.IGNORECASE)

_OUTLET_WORDS_TEXT = (
    "advertiser agency argus broadcasting bugle bulletin chronicle courier daily dispatch echo enquirer examiner "
    "express gazette globe guardian herald independent inquirer journal ledger magazine mail mercury mirror "
    "monitor network news newspaper newspapers newswire observer post press radio record recorder register "
    "reporter review sentinel service standard star statesman sun telegraph television times today tribune tv "
    "voice weekly wire"
)
_OUTLET_WORDS = frozenset(_OUTLET_WORDS_TEXT.split())
_OUTLET_FIRST_TEXT = "radio agence agencia agenzia television tv"
_OUTLET_FIRST = frozenset(_OUTLET_FIRST_TEXT.split())
# lower-case words that a header line may hold beside names
_HEADER_WORDS_TEXT = (
    "a.m am p.m pm at and by by: correspondent correspondents contributor da de del der di editor el en for from "
    "gmt first in la last le local min minutes modified of on originally posted published read reporter reporters "
    "revised special staff st nd rd th the time to updated utc van von with writer writers corrected created date: "
    "date posted: published: updated: source: outlet: corrected: modified: |"
)
_HEADER_WORDS = frozenset(_HEADER_WORDS_TEXT.split())


@dataclass(frozen=True)
class FirstLines:
    """What the first lines state; `month_day` is a date without its year."""

    title: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""
    month_day: tuple[int, int] | None = None
    author: str = ""


def read_first_lines(paragraphs: Sequence[str], title: str = "") -> FirstLines:
    """Read title, publisher, date and URL off the first paragraphs of an article, whose title may be known."""
    zone = list(paragraphs[:ZONE])
    headers = [is_header_line(line) and (number > 0 or _opens_as_header(line)) for number, line in enumerate(zone)]
    title_at = zone.index(title) if title in zone else _title_index(zone, headers, len(paragraphs))
    publisher, published, updated, url, author = "", "", "", "", ""
    month_day: tuple[int, int] | None = None
    agency = ""
    for number, line in enumerate(zone):
        if number == title_at:
            continue
        dateline = read_dateline(line)
        if dateline:
            agency = agency or dateline.publisher
            published = published or dateline.published
            month_day = month_day or dateline.month_day
            break  # the article has begun
        if headers[number]:
            if _URL.fullmatch(line):
                url = url or line
            elif is_date_line(line):
                found, short = find_date(line), find_month_day(line)
                if found and _UPDATED.search(line[: found.start]):
                    updated = updated or found.iso
                elif found:
                    published = published or found.iso
                elif short:
                    month_day = month_day or (short.month, short.day)
            publisher = publisher or _outlet_within(line)
            author = author or _author_within(line)
        elif is_outlet(line) and _beside_header(zone, headers, number):
            publisher = publisher or line
        elif _RELEASE.match(line):
            publisher = publisher or _issuer(zone, headers, number, title_at)
        elif is_prose(line) and number > 0:
            break  # dates below are those of the story
    title = zone[title_at] if title_at is not None else ""
    return FirstLines(title, publisher or agency, published or updated, url, month_day, author)


def one_person(text: str) -> str:
    """The name of a person, from a field that may hold several or an office; "" for these."""
    name = _BYLINE.sub("", text.strip(), count=1)
    words = name.split()
    named = 2 <= len(words) <= 4 and all(word[0].isupper() for word in words)
    return "" if not named or re.search(r"[@,;&\d]| and ", name) or is_outlet(name) else name


def read_dateline(paragraph: str) -> FirstLines | None:
    """Read "PORT HALDEN, June 8 (KPA) — …": its date and agency; None when there is no dateline."""
    dash = _DASH.search(paragraph, 0, 110)
    if not dash or dash.end() >= len(paragraph):
        return None
    head = paragraph[: dash.start()]
    agency = _AGENCY.search(head)
    place = head[: agency.start()] if agency else head
    found, short = find_date(place), find_month_day(place)
    date = found or short
    if date:
        place = place[: date.start]
    place = place.strip(" ,.")
    if not place or len(place) > 60 or not _names_only(place):
        return None
    if not (agency or date or place.split(",")[0].isupper()):
        return None
    publisher = (agency["round"] or agency["slash"]).strip() if agency else ""
    return FirstLines(
        publisher=publisher,
        published=found.iso if found else "",
        month_day=(short.month, short.day) if short and not found else None,
    )


def is_header_line(line: str) -> bool:
    """Whether a line is nothing but a byline, a date line or a URL."""
    line = line.strip()
    return bool(_URL.fullmatch(line)) or is_date_line(line) or _is_byline(line)


def is_date_line(line: str) -> bool:
    """Whether a line holds a date and beside it only names, times and words such as "Published"."""
    line = line.strip()
    if not line or len(line) > LONGEST_HEADER:
        return False
    date = find_date(line) or find_month_day(line)
    if not date or (_PROSE_END.search(line) and len(line) > date.end + 1 and not line.lower().endswith("m.")):
        return False
    return _header_words_only(line[: date.start] + " " + line[date.end :])


def is_outlet(text: str) -> bool:
    """Whether a short text has the form of an outlet's name: "The Halden Courier", "haldencourier.com"."""
    words = text.split()
    if _DOMAIN.fullmatch(text):
        return True
    if not 2 <= len(words) <= 6 or not all(word[0].isupper() or word in {"of", "the", "and", "&"} for word in words):
        return False
    return words[-1].lower() in _OUTLET_WORDS or words[0].lower() in _OUTLET_FIRST


def _title_index(zone: Sequence[str], headers: Sequence[bool], total: int) -> int | None:
    for number, line in enumerate(zone):
        if headers[number]:
            continue
        if is_outlet(line) and _beside_header(zone, headers, number) and _title_form(zone, headers, number + 1):
            continue  # an outlet's name above the title
        if _RELEASE_ALONE.fullmatch(line) and _title_form(zone, headers, number + 1):
            continue
        ok = number + 1 < total and _title_line(line)
        return number if ok else None
    return None


def _title_form(zone: Sequence[str], headers: Sequence[bool], start: int) -> bool:
    """Whether the next line from `start` that is no header line can be a title."""
    rest = (zone[number] for number in range(start, len(zone)) if not headers[number])
    line = next(rest, "")
    return bool(line) and _title_line(line) and not is_outlet(line)


def _title_line(line: str) -> bool:
    return (
        len(line) <= LONGEST_TITLE
        and not _FINAL_STOP.search(line)
        and not _LIST_OR_LABEL.match(line)
        and not read_dateline(line)
    )


def _beside_header(zone: Sequence[str], headers: Sequence[bool], number: int) -> bool:
    beside = [other for other in (number - 1, number + 1) if 0 <= other < len(zone)]
    return any(headers[other] and not _URL.fullmatch(zone[other]) for other in beside)


def _opens_as_header(line: str) -> bool:
    """Whether the very first line is a header line and no headline with a date in it."""
    date = find_date(line) or find_month_day(line)
    if not date:
        return True
    rest = (line[: date.start] + " " + line[date.end :]).split()
    return len(rest) <= 3 or bool(_outlet_within(line))


def _issuer(zone: Sequence[str], headers: Sequence[bool], number: int, title_at: int | None) -> str:
    """Who issues a press release: the line of names beside the line that says it is one, or below its title."""
    for other in (number - 1, number + 1, number + 2 if title_at == number + 1 else -1):
        if 0 <= other < len(zone) and other != title_at and not headers[other]:
            line = zone[other]
            if len(line) <= 80 and not _PROSE_END.search(line) and _names_only(line):
                return line.split(",")[0].strip()
    return ""


def _is_byline(line: str) -> bool:
    match = _BYLINE.match(line)
    if _SIGNED.fullmatch(line):
        return _header_words_only(line)
    return bool(match) and len(line) <= LONGEST_HEADER and not line.endswith(".") and _header_words_only(line)


def _outlet_within(line: str) -> str:
    """The outlet's name in a byline or date line, "By Mara Linde, The Halden Courier"."""
    date = find_date(line) or find_month_day(line)
    if date:
        line = _WEEKDAY.sub("", line[: date.start]) + " | " + line[date.end :]
    byline = _BYLINE.match(line)
    parts = _SEPARATOR.split(line[byline.end() :] if byline else line)
    parts = [
        re.sub(r"^(?:source|outlet|published by|published in):?\s+", "", part, flags=re.IGNORECASE).strip()
        for part in parts
    ]
    return next((part for part in parts if is_outlet(part)), "")


def _author_within(line: str) -> str:
    """The one person in a byline, "By Mara Linde, The Halden Courier"; "" for two."""
    byline = _BYLINE.match(line)
    if not (byline or _SIGNED.fullmatch(line)) or re.search(r" (?:and|&) ", line):
        return ""
    name = _SEPARATOR.split(line[byline.end() if byline else 0 :])[0].strip()
    return name if 2 <= len(name.split()) <= 4 and _names_only(name) and not is_outlet(name) else ""


def _names_only(text: str) -> bool:
    return all(word[0].isupper() or word.lower() in _HEADER_WORDS for word in re.findall(r"[^\W\d_][\w.'’-]*", text))


def _header_words_only(text: str) -> bool:
    words = re.findall(r"[^\W\d_][\w.'’-]*:?", text)
    return len(words) <= 16 and all(
        word[0].isupper() or word.lower().rstrip(".") in _HEADER_WORDS or _DOMAIN.fullmatch(word) for word in words
    )


def is_prose(line: str) -> bool:
    """Whether a line is a sentence rather than a title or a header line."""
    return len(line) > LONGEST_TITLE or (bool(_PROSE_END.search(line)) and len(line.split()) >= 6)
