"""Title and date that office programs and PDF printers store with a file, as far as they can be believed."""

from __future__ import annotations

import re

from .build import fold
from .dates import parse_date

LONGEST_TITLE = 250

_FILE_NAME = re.compile(
    r"[\\/]|\.(?:docx?|dot[xm]?|odt|rtf|txt|pdf|indd|qxp|qxd|pages|pub|html?|tmp|xml|tex|dvi|ps)$", re.I
)
_NO_TITLE = re.compile(
    r"(?:untitled|unbenannt|sans titre|document|dokument|doc|word document|powerpoint presentation|title|titel|print"
    r"|none|null|unknown|new|draft|default|layout|page|scan|pdf)[\s\d_().-]*",
    re.IGNORECASE,
)
_PRINTED = re.compile(r"(?:microsoft \w+|openoffice|libreoffice|pages|print) - ", re.IGNORECASE)
_CODE = re.compile(r"\S*[_\d]\S*|\S+-\S+-\S+")  # one word with digits, underlines or hyphens: pier_final_v2
_TEMPLATE_DAYS = frozenset(("2013-12-23", "1601-01-01", "1970-01-01", "1980-01-01"))  # python-docx's, and empty clocks


def plausible_title(title: str | None, stem: str = "") -> str:
    """Return a stored title, or "" where it is a file's name, a program's default or a code."""
    title = fold(title or "")
    if not 3 <= len(title) <= LONGEST_TITLE or not re.search(r"[^\W\d_]{2}", title):
        return ""
    if _FILE_NAME.search(title) or _NO_TITLE.fullmatch(title) or _PRINTED.match(title) or _CODE.fullmatch(title):
        return ""
    return "" if title.casefold() == stem.casefold() and " " not in title else title


def made_on(value: object) -> str:
    """Return the day on which a file was made, ISO 8601, or "" where it is a template's or impossible."""
    day = parse_date(str(value or ""))
    return "" if day in _TEMPLATE_DAYS else day
