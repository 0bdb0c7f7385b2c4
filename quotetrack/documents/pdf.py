"""PDF becomes paragraphs: lines with their places on the page, joined; the running heads and feet of pages go."""

from __future__ import annotations

import logging
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from .boilerplate import is_boilerplate
from .build import Metadata, fold
from .firstlines import is_header_line, is_outlet
from .pagedata import outlet_in_title
from .properties import made_on, plausible_title
from .reasons import Unreadable, need
from .text import HEADER_LINES, SENTENCE_END, begins_paragraph, is_list_item, normalise_newlines

LONGEST_TEXT = 20_000_000  # characters of one PDF
FEWEST_LETTERS = 20  # a page of text has more; a scanned one may have a stamp
EDGE = 3  # lines at the top and at the bottom of a page among which running heads and feet are looked for
SAME_HEIGHT = 4.0  # points
LONGEST_HEADING = 200
LONGEST_PARAGRAPH = 100_000  # characters: what is longer has been joined by mistake, or to make us work

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)  # letters that PDF programs draw as one
_HYPHENATED = re.compile(r"([^\W\d_]+(?:['’][^\W\d_]+)*)([-\u2010\xad])$")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)+|[^\W\d_]{2,}")
# what stands before a hyphen that is the word's own
_PREFIXES_TEXT = (
    "all anti co cross ex first five four full half high long low mid multi no non old one part post pre pro second "
    "self semi seven short six so then third three two vice well year"
)
_PREFIXES = frozenset(_PREFIXES_TEXT.split())


@dataclass(frozen=True)
class Line:
    """A line of a page: its left end, its height above the foot of the page and the size of its letters, in points."""

    text: str
    page: int
    x: float
    y: float
    size: float


def read_pdf(path: Path, stem: str = "") -> tuple[list[str], Metadata, str]:
    """Return the paragraphs of a PDF, what its metadata say, and its heading.

    Text comes in the order in which the file draws it, which in nearly all is the order of reading, columns included.
    """
    need("pypdf", "pdf")
    import pypdf
    from pypdf.errors import DependencyError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it cannot read is reported as Skipped
    try:
        with path.open("rb") as file:
            reader = pypdf.PdfReader(file)
            if reader.is_encrypted and not reader.decrypt(""):
                raise Unreadable("encrypted: save it again without a password")
            pages = _pages(reader.pages)
            metadata = _metadata(reader, stem)
    except (OSError, Unreadable, MemoryError):
        raise
    except DependencyError as error:
        raise Unreadable("encrypted: save it again without encryption, or pip install cryptography") from error
    except Exception as error:  # whatever a damaged file makes pypdf raise
        raise Unreadable(
            f"a PDF that cannot be read ({type(error).__name__}): save it again, or its text as .txt"
        ) from error
    lines = [line for page in without_running_lines(pages) for line in page]
    if sum(len(re.findall(r"[^\W\d_]", line.text)) for line in lines) < FEWEST_LETTERS * max(1, len(pages) // 2):
        raise Unreadable("a PDF without text, of pictures only: run text recognition on it first (such as ocrmypdf)")
    paragraphs, heading = join(lines)
    if heading and metadata.title.startswith(heading):  # a browser prints "Pier to be rebuilt | The Halden Courier"
        metadata = replace(metadata, title=heading, publisher=outlet_in_title(metadata.title, heading))
    return [paragraph for paragraph in paragraphs if not is_boilerplate(paragraph)], metadata, heading


def without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Drop what stands at the edge of most pages, page numbers apart the same.

    A head that states outlet, date or byline stays once, where the first page has it.
    """
    filled = [page for page in pages if page]
    heights: dict[str, dict[int, float]] = defaultdict(dict)
    for page in filled:
        for line in _edges(page):
            heights[_running_key(line.text)].setdefault(line.page, line.y)
    running: dict[str, float] = {}
    for key, found in heights.items():
        middle = median(found.values())
        near = sum(abs(height - middle) <= SAME_HEIGHT for height in found.values())
        if near > 1 and near > len(filled) / 2:
            running[key] = middle
    kept = []
    for page in pages:
        edges = _edges(page)
        gone = {line for line in edges if abs(line.y - running.get(_running_key(line.text), math.inf)) <= SAME_HEIGHT}
        if filled and page is filled[0]:
            gone -= {line for line in edges[:EDGE] if is_header_line(line.text) or is_outlet(line.text)}
        kept.append([line for line in page if line not in gone])
    return kept


def join(lines: Sequence[Line]) -> tuple[list[str], str]:
    """Join lines to paragraphs; the second value is the heading, in larger letters than the text."""
    if not lines:
        return [], ""
    leading = _leading(lines)
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    usual = sizes.most_common(1)[0][0]
    width = sorted(len(line.text) for line in lines if line.size == usual)[-1 - len(lines) // 20 :][0]
    words = Counter(word.lower() for line in lines for word in _WORD.findall(line.text))
    found = [(lines[0], lines[0].text)]  # the first line of each paragraph, and the paragraph so far
    for previous, line in pairwise(lines):
        begun, text = found[-1]
        if len(text) > LONGEST_PARAGRAPH or _begins(previous, line, leading, width, len(found), text):
            found.append((line, line.text))
        else:
            found[-1] = begun, join_hyphenated(text, line.text, words)
    large = [
        (begun.size, text)
        for begun, text in found
        if begun.page == lines[0].page and begun.size > 1.2 * usual and len(text) <= LONGEST_HEADING
    ]
    heading = max(large, key=lambda item: item[0])[1] if large else ""
    return [fold_lines(text) for _, text in found], fold(heading)


def join_hyphenated(before: str, line: str, words: Mapping[str, int]) -> str:
    """Join two lines; a hyphen at the end of the first goes where it only divided a word.

    `words` counts the words of the whole text, lower-case: one that stands elsewhere with its hyphen keeps it.
    """
    end = before[-100:]
    match = _HYPHENATED.search(end)
    if not match or not line or not line[0].isalpha():
        digits = re.search(r"\w[-\u2010]$", end) and line[:1].isalnum()
        return before + line if digits else f"{before} {line}"
    head, hyphen = match[1], match[2]
    tail = re.match(r"[^\W\d_]+", line)
    rest = tail[0] if tail else ""
    whole, divided = words.get((head + rest).lower(), 0), words.get(f"{head}-{rest}".lower(), 0)
    compound = line[0].isupper() and not head.isupper()  # Anglo-French
    own = hyphen != "\xad" and (compound or divided > whole or (head.lower() in _PREFIXES and not whole))
    return before + line if own else before[:-1] + line


def fold_lines(text: str) -> str:
    """Fold spaces, but no no-break space; soft hyphens go."""
    return re.sub(r"[ \t]+", " ", text.replace("\xad", "")).strip(" ")


def _begins(previous: Line, line: Line, leading: Mapping[float, float], width: int, count: int, paragraph: str) -> bool:
    """Whether `line` begins a paragraph."""
    same_size = abs(line.size - previous.size) <= 0.12 * max(line.size, previous.size)
    if not same_size:
        return True
    ended = bool(SENTENCE_END.search(previous.text))
    goes_on = line.text[0].islower() and not ended
    if goes_on or _HYPHENATED.search(previous.text):
        return False
    gap = previous.y - line.y
    if line.page != previous.page or gap < -0.5 * line.size:  # another page, another column
        if ended:
            return True
    elif gap > 1.3 * leading.get(line.size, 1.7 * line.size):
        return True
    return begins_paragraph(
        previous.text,
        line.text,
        split=False,
        listed=is_list_item(paragraph),
        header=count <= HEADER_LINES,
        width=width,
        indent=ended and line.size < line.x - previous.x < 6 * line.size and line.page == previous.page,
    )


def _leading(lines: Sequence[Line]) -> dict[float, float]:
    """The usual distance of lines, by the size of their letters; sizes of which there are few are left out."""
    gaps: dict[float, list[float]] = defaultdict(list)
    for before, line in pairwise(lines):
        if before.page == line.page and before.size == line.size and before.y > line.y:
            gaps[line.size].append(before.y - line.y)
    # the smaller of the middle: where paragraphs are short, half of the gaps are between paragraphs
    return {size: sorted(found)[len(found) // 3] for size, found in gaps.items() if len(found) > 4 and median(found)}


def _running_key(text: str) -> str:
    """What the occurrences of a running line have in common: all but page numbers; prose has to be the same."""
    prose = SENTENCE_END.search(text) and len(text.split()) > 5
    return fold(text) if prose else re.sub(r"\d+", "#", fold(text)).casefold()


def _edges(page: Sequence[Line]) -> list[Line]:
    """The highest and the lowest lines of a page, whenever it draws them."""
    ordered = sorted(page, key=lambda line: -line.y)
    return ordered if len(ordered) <= 2 * EDGE else ordered[:EDGE] + ordered[-EDGE:]


def _pages(pages: Any) -> list[list[Line]]:
    result, length = [], 0
    for number, page in enumerate(pages):
        result.append(list(lines_of(page, number)))
        length += sum(len(line.text) for line in result[-1])
        if length > LONGEST_TEXT:
            raise Unreadable("too large to be one article: split it into articles")
    return result


def lines_of(page: Any, number: int) -> Iterator[Line]:
    """The lines of a page that are not empty."""
    parts: list[tuple[str, float, float, float]] = []

    def note(text: str, cm: Sequence[float], tm: Sequence[float], font: object, size: float) -> None:
        if text:
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            scale = math.sqrt(abs((tm[0] * tm[3] - tm[1] * tm[2]) * (cm[0] * cm[3] - cm[1] * cm[2])))
            parts.append((text, x, y, round(abs(size) * scale, 1)))

    page.extract_text(visitor_text=note)
    text, place = "", None
    for part, x, y, size in [*parts, ("\n", 0.0, 0.0, 0.0)]:
        for index, piece in enumerate(normalise_newlines(part).split("\n")):
            if index:
                if text.strip() and place:
                    yield Line(text.translate(_LIGATURES).strip(" \t"), number, *place)
                text, place = "", None
            text += piece
            if piece.strip() and place is None:
                place = (x, y, size)


def _metadata(reader: Any, stem: str) -> Metadata:
    try:
        found = reader.metadata
        title = found.title if found else ""
        made = found.creation_date if found else None
    except Exception:  # a date or a string that is none: the text is there all the same
        return Metadata()
    return Metadata(title=plausible_title(title if isinstance(title, str) else "", stem), made=made_on(made))
