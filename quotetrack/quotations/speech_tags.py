"""Plain tags of quotations: “We stay,” Quell said; Quell added, “We stay”; she said, adding, “We stay”.

In PolNeAR train 2,099 of 2,102 quotations of six words or more with such a tag are statements, and of 179 that a
participle leads in 154 have it as their cue, 21 are quoted within a longer content, and none is a part of the statement
before.
"""

from __future__ import annotations

import re

from quotetrack.types import Span

_SAID = (
    r"said|says|added|adds|explained|wrote|writes|continued|replied|responded|noted|argued|warned|asked|declared|"
    r"insisted|recalled|stated|joked"
)
_CAPITAL = r"[^\W\d_a-z][\w.’'-]*"
_WHO = rf"(?:{_CAPITAL}(?: (?:(?:de|van|von|al|bin) )?{_CAPITAL}){{0,5}}|[Hh]e|[Ss]he|[Tt]hey)"
_EARLIER = r"(?:(?:also|later|then|has|had) )?"
FULL_STOP = re.compile(r"[^\W\d_]{4}\.\Z")  # ends the sentence, and is not of an initial or "Jr."
_NEAR = 110  # characters before a quotation in which its tag stands
_BEFORE = re.compile(rf"(?<![\w’'])(?P<who>{_WHO}) {_EARLIER}(?P<cue>{_SAID})(?: [A-Z][\w.’']+)?[,:]\s*$")
_BEHIND = re.compile(
    rf"[^\S\n]*(?:(?P<who>{_WHO}) {_EARLIER}(?P<cue>{_SAID})\b|(?P<cue_first>{_SAID}) (?P<who_last>{_WHO}))"
)
_PARTICIPLE = re.compile(
    r"\b(?P<cue>adding|asking|saying|noting|telling|joking|insisting|arguing|writing|warning|declaring|explaining|"
    r"continuing|concluding)\b(?: [\w’']+){0,3}[,:]?\s*$",
    re.IGNORECASE,
)
_LINE_START = re.compile(r"(?:^|\n|[.!?]['\"”’]? )(?P<who>[^\n,;:.!?]{0,80})$")


def speech_tag(text: str, start: int, end: int) -> tuple[Span, Span] | None:
    """Source and cue of the quotation text[start:end] where a plain tag stands right before or behind it."""
    if text[start:end].rstrip("\"”'’» ")[-1:] in (",", "?", "!", "…", "-", "—"):
        behind = _BEHIND.match(text, end, end + _NEAR)
        if behind:
            order = ("who", "cue") if behind["who"] else ("who_last", "cue_first")
            source, cue = (Span(*behind.span(name)) for name in order)
            stop = FULL_STOP.search(text, source.start, source.end)
            return (Span(source.start, source.end - 1) if stop else source), cue
    nearest = max(0, start - _NEAR)
    before = _BEFORE.search(text[nearest:start])
    if before is None:
        return None
    source, cue = (Span(nearest + a, nearest + b) for a, b in (before.span("who"), before.span("cue")))
    line = _LINE_START.search(text[nearest : source.end])
    if line and 0 < len(line["who"].split()) <= 10 and line["who"][:1].isupper():
        source = Span(nearest + line.start("who"), source.end)  # with the title before the name
    return source, cue


def participle(text: str, start: int, end: int) -> Span | None:
    """The participle of speech that leads in the quotation behind text[start:end]; None where there is none."""
    found = _PARTICIPLE.search(text[start:end])
    return Span(start + found.start("cue"), start + found.end("cue")) if found else None
