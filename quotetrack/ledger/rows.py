"""Documents, statements and speakers as rows of the ledger's tables."""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence

from quotetrack.ledger.columns import CATEGORIES
from quotetrack.types import Document, Speaker, Statement

_SURROGATE = re.compile("[\ud800-\udfff]")
# What distinguishes two numbers stays: signs of money, measure and comparison, marks between digits,
# and a minus or decimal point in front of one.
_MARK = r"[^\w\s%‰$€£¥₹+°<>≤≥±×÷]"
_PUNCTUATION = re.compile(rf"{_MARK}(?!\d)|(?<!\d)(?![-.]){_MARK}|(?<=\w)(?<!\d)[-.](?=\d)")
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–−", "-"))


def check(document: Document, statements: Sequence[Statement]) -> None:
    """Raises ValueError for what the tables or their DataFrames could not hold."""
    seen: set[str] = set()
    values = [("date_basis", document.date_basis)]
    for statement in statements:
        if statement.statement_id in seen:
            raise ValueError(f"{document.name}: two statements have the id {statement.statement_id}")
        seen.add(statement.statement_id)
        if not 0.0 <= statement.confidence <= 1.0:  # NaN fails this too
            raise ValueError(f"{document.name}: a confidence is {statement.confidence}, which is no probability")
        for column in ("quotation_type", "resolution", "attribution_type", "polarity", "date_basis"):
            values.append((column, getattr(statement, column)))
        values.extend(("speaker_type", speaker.speaker_type) for speaker in statement.speakers)
    for column, value in values:
        if value not in CATEGORIES[column]:
            raise ValueError(f"{document.name}: {column} is {value!r}, which is none of {CATEGORIES[column]}")


def local_speakers(statements: Iterable[Statement]) -> dict[str, Speaker]:
    """The speakers of a document by name; what its statements know of one is put together."""
    found: dict[str, Speaker] = {}
    for speaker in (speaker for statement in statements for speaker in statement.speakers):
        name = plain(speaker.name).strip()
        if not name:
            continue
        before = found.get(name, Speaker(name))
        found[name] = Speaker(
            name,
            before.speaker_type or speaker.speaker_type,
            before.role or speaker.role,
            tuple(dict.fromkeys((*before.aliases, *map(plain, speaker.aliases)))),
            before.named or speaker.named,
        )
    return found


def statement_row(document: int, position: int, s: Statement) -> tuple[object, ...]:
    """A row of the statements table, in the order of its columns."""
    texts = (s.cue, s.source, s.attribution_type, s.polarity, s.addressee, s.medium, s.context, s.said_on)
    spans: dict[str, object] = {"content": s.content_spans, "source": s.source_span, "cue": s.cue_span}
    return (
        s.statement_id,
        document,
        position,
        plain(s.claim),
        s.resolution,
        s.quotation_type,
        *map(plain, texts),
        s.date_basis,
        float(s.confidence),
        int(s.start),
        int(s.end),
        int(s.paragraph),
        json.dumps(spans),
    )


def digest(key: str) -> str:
    """A short stable hash: 16 hexadecimal digits. Put a letter before it, or a spreadsheet may see a number."""
    return hashlib.blake2b(key.encode(), digest_size=8).hexdigest()


def fold(claim: str) -> str:
    """`claim` without case, punctuation, quotation marks and spacing: equal for literal repeats.

    Never equal for different numbers. A claim of nothing but punctuation stays as it is.
    """
    text = unicodedata.normalize("NFC", claim).casefold().translate(_HYPHENS)
    return " ".join(_PUNCTUATION.sub(" ", text).split()) or claim


def speaker_id(name: str, document: str = "") -> str:
    """The id of a speaker of the whole corpus, or of one who is only `document`'s."""
    return "s" + digest(f"{name}\n{document}")


def plain(text: str) -> str:
    """`text` without lone surrogates, which no UTF-8 file can hold; as long as before, so that offsets hold."""
    return _SURROGATE.sub("\ufffd", text)


def stored_name(text: str) -> str:
    """A document's name as stored: bytes of a file name that are no UTF-8 stay distinct."""
    return text.encode("utf-8", "backslashreplace").decode()


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def file_sha256(path: str | os.PathLike[str]) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
