"""What stands in news articles and is no statement: links to other articles, notices, and titles of works."""

from __future__ import annotations

import re
from bisect import bisect_right

from quotetrack.quotations.cue_lexicon import ASSERTION, VERBS, base_form
from quotetrack.types import Attribution

_LINE = re.compile(
    r"^[^\S\n]*(?:\W{0,3}(?:(?:also )?read(?: also| more| next| this)?|see also|related(?: (?:articles?|stor(?:y|ies)|"
    r"coverage|content|news))?|more(?: on this| from [^\n:]{1,30})?|recommended|don[’']t miss|watch|listen|"
    r"photo(?:graph)?s?(?: by)?|image|caption)[^\S\n]*:|©|\(c\) (?:19|20)\d\d|"
    r"copyright (?:©|\(c\)|(?:by )?(?:19|20)\d\d)|all rights reserved).*$",
    re.IGNORECASE | re.MULTILINE,
)
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_SHOWING = {"cover", "deliver", "demonstrate", "present", "show"}  # works, and not only what is so
_SMALL = 3  # letters up to which a word of a title may be without a capital
_BEHIND = 5  # words of the content that may follow a title: "and two older films"
_MARKS = {"“": "”", '"': '"', "‘": "’", "'": "'", "«": "»", "„": "“"}


class Boilerplate:
    """The lines of a text that belong to the page and not to the article."""

    def __init__(self, text: str):
        self._text = text
        self._lines = [match.span() for match in _LINE.finditer(text)]

    def holds(self, attribution: Attribution) -> bool:
        """Whether the attribution is none: it stands in such a line, or its content is the title of a work."""
        return self._in_line(attribution.content[0].start) or self._is_title(attribution)

    def _in_line(self, place: int) -> bool:
        at = bisect_right(self._lines, (place, len(self._text))) - 1
        return at >= 0 and place < self._lines[at][1]

    def _is_title(self, attribution: Attribution) -> bool:
        """A title in quotation marks after anything but a verb of saying: "showed “Songs of the Upland”"."""
        start, end = attribution.content[0].start, attribution.content[-1].end
        mark = _MARKS.get(self._text[start])
        if attribution.cue is None or mark is None:
            return False
        closing = re.compile(re.escape(mark) + r"(?!\w)").search(self._text, start + 1, min(end, start + 80))
        if closing is None or self._text[closing.start() - 1] in ".!?…,;":
            return False
        words = _WORD.findall(self._text, start, closing.start())
        behind = _WORD.findall(self._text, closing.end(), end)
        if len(words) < 2 or len(behind) > _BEHIND or not words[0][0].isupper():
            return False
        cue = self._text[attribution.cue.start : attribution.cue.end].lower()
        verbs = {base_form(word, VERBS) for word in _WORD.findall(cue)} - _SHOWING
        says = any(VERBS.get(verb) == ASSERTION for verb in verbs)
        quoted = says or ":" in cue or not _WORD.search(cue)
        return not quoted and all(word[0].isupper() or word[0].isdigit() for word in words if len(word) > _SMALL)
