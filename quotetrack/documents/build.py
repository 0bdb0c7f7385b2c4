"""Evidence from metadata, first lines, URL and file name becomes one Document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quotetrack.types import Document, Skipped

from .dates import add_year, name_date, url_date
from .firstlines import read_first_lines
from .mojibake import mend

# tabs and what ends a line or page stay
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
LONGEST = 5_000_000  # characters of one article: a book's has a million
EMPTY = "no text in it: remove it, or check that it was saved completely"


@dataclass(frozen=True)
class Metadata:
    """What a file says of its article outside the text; "" where it is silent, `published` ISO 8601.

    `made` is the day on which the file was made, by its own word: it dates the article only where nothing else does.
    """

    title: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""
    author: str = ""
    made: str = ""


def make_document(
    name: str, paragraphs: Sequence[str], metadata: Metadata = Metadata(), stem: str = "", heading: str = ""
) -> Document | Skipped:
    """Build a Document from its paragraphs, or Skipped when they hold nothing, or more than LONGEST characters.

    `stem` is the file's name without ending, "" where it says nothing (a table's). `heading` is a
    title that counts only where the metadata has none (Markdown's first heading).
    """
    paragraphs = [text for paragraph in paragraphs if (text := clean(paragraph)).strip()]
    if not paragraphs:
        return Skipped(name, EMPTY)
    text = "\n\n".join(paragraphs)
    if len(text) > LONGEST:
        millions = f"{len(text) / 1_000_000:.1f} million characters"
        return Skipped(name, f"too large to be one article ({millions}): split it into articles")
    first = read_first_lines(paragraphs, fold(heading))
    url = metadata.url or first.url
    published, basis = _published(
        metadata.published, first.published, first.month_day, url_date(url), name_date(stem) or metadata.made
    )
    return Document(
        name=name,
        text=text,
        title=fold(metadata.title or heading or first.title),
        publisher=fold(metadata.publisher or first.publisher),
        author=fold(metadata.author or first.author),
        published=published,
        date_basis=basis,
        url=fold(url),
    )


def clean(text: str) -> str:
    """Mend mojibake, and replace what no terminal or database should get: controls and halves of surrogates.

    Each becomes one U+FFFD.
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        # "surrogatepass" joins the two halves where both are there
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = _CONTROL.sub("\ufffd", mend(text))  # mojibake is made of controls too
    return text.replace("\r", " ")  # HTML's &#13;


def fold(text: str) -> str:
    """Fold whitespace, line ends included, to single spaces."""
    return " ".join(clean(text).split())


def _published(
    stated: str, first: str, month_day: tuple[int, int] | None, in_url: str, of_file: str
) -> tuple[str, str]:
    """Choose the publication date and its basis, the best evidence first."""
    evidence = [iso for iso in (stated, first, in_url, of_file) if iso]
    if not stated and not first and month_day:
        first = add_year(*month_day, evidence)
    elif stated and len(stated) < 10 and not first and month_day:
        first = add_year(*month_day, [stated])
    for number, iso in enumerate((stated, first, in_url)):
        if iso:
            # "2026" in the metadata and "June 8, 2026" under the title: the finer one
            finer = [other for other in (stated, first, in_url)[number + 1 :] if other.startswith(iso)]
            return max([iso, *finer], key=len), "published"
    return (of_file, "file") if of_file else ("", "unknown")
