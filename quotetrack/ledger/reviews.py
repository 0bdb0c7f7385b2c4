"""Corrections that people make in a spreadsheet: what changed, whether it fits, and how it holds from scan to scan."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from quotetrack.documents.dates import parse_date
from quotetrack.ledger.columns import CATEGORIES, PRECISIONS, format_dates
from quotetrack.ledger.export import GUARDED
from quotetrack.ledger.review_files import KEY, ReviewRow

EDITABLE = ("speaker", "claim", "said_on", "claim_id", "note", "reviewed")
_DECISIONS = ("confirmed", "corrected", "rejected")
_MARKS = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " ", "…": "..."}
)
_TWO_WAYS = re.compile(r"\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d\d)(?: 0?0:00(?::00)?)?\s*")
_MONTH_YEAR = re.compile(r"\s*([^\W\d_]{3,9})\.?[- /](\d{4}|\d\d)\s*")
_MONTH_NAMES = "jan,feb fév,mar mär mrz,apr avr,may mai,jun jui,jul,aug aoû,sep,oct okt,nov,dec dez déc"
_MONTHS = {name: n for n, names in enumerate(_MONTH_NAMES.split(","), 1) for name in names.split()}


@dataclass(frozen=True)
class Change:
    """A cell that a person changed."""

    line: int
    statement_id: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Refused:
    """A row, or a cell of it, that does not fit, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class Review:
    """A correction as the ledger keeps it. `document`, `claim` and `start` find its statement again where the article,
    and with it the statement's id, has changed."""

    statement_id: str
    document: str
    claim: str
    start: int
    column: str
    value: str


def compare(frame: pd.DataFrame, rows: Iterable[ReviewRow]) -> tuple[list[Change], list[Refused]]:
    """What a reviewed file changes in the statements table, and what of it does not fit.

    Only the columns of EDITABLE can change. What a spreadsheet does to a cell by itself is no change: other quotation
    marks or dates in another form, an apostrophe before a formula or its loss.
    """
    known = _cells(frame)
    claim_ids = set(frame["claim_id"])
    changes: list[Change] = []
    refused: list[Refused] = []
    seen: dict[str, ReviewRow] = {}
    for row in rows:
        identifier = row.cells[KEY].strip()
        if identifier not in known:
            refused.append(
                Refused(row.line, f"no statement {identifier!r} in the ledger: keep the column {KEY} as it was")
            )
            continue
        before = seen.setdefault(identifier, row)
        edited = {name: row.cells[name] for name in EDITABLE if name in row.cells}
        if before is not row:
            if any(before.cells.get(name, "") != value for name, value in edited.items()):
                refused.append(
                    Refused(row.line, f"{identifier} stands in line {before.line} already, with other values")
                )
            continue
        for name, value in edited.items():
            change = _change(row.line, identifier, name, known[identifier][name], value, claim_ids)
            if isinstance(change, Refused):
                refused.append(change)
            elif change:
                changes.append(change)
    return changes, refused


def _cells(frame: pd.DataFrame) -> dict[str, dict[str, str]]:
    """The editable cells of each statement as text."""
    text = frame[[KEY, *EDITABLE]].astype(object)
    text["said_on"] = format_dates(frame["said_on"], frame[PRECISIONS["said_on"]])
    return {str(row[KEY]): {name: str(row[name]) for name in EDITABLE} for row in text.to_dict("records")}


def _change(
    line: int, identifier: str, name: str, before: str, cell: str, claim_ids: set[str]
) -> Change | Refused | None:
    """What an edited cell means; None where it is the old value in another form."""
    after = " ".join(GUARDED.sub("", cell).split())
    if _folded(after) in (_folded(before), _folded(" ".join(before.split()))):
        return None
    if "â€" in after and "â€" not in before:  # quotation marks of UTF-8 as Windows-1252, which loses some of them
        if _misread(before) == after.replace("\x9d", ""):
            return None
        return Refused(line, f"{name} was opened in the wrong encoding: open the export as UTF-8 and correct it there")
    if name == "claim" and not after:
        return Refused(line, "claim is empty: write rejected into reviewed to take a statement out")
    if name == "reviewed":
        after = after.lower()
        if after not in CATEGORIES["reviewed"]:
            return Refused(line, f"reviewed is {after!r}: use {', '.join(_DECISIONS)}, or leave it empty")
        if before == "corrected" and not after:  # said of a row by itself; an older export does not know of it yet
            return None
    if name == "claim_id" and after not in claim_ids:
        return Refused(line, f"no claim {after!r} in the ledger: copy the claim_id of a row that says the same")
    if name == "said_on":
        dates = _dates(after)
        if before in dates:
            return None
        if after and len(dates) != 1:
            return Refused(line, f"said_on is {after!r}: write it as 2026-07-08, 2026-07 or 2026")
        after = dates.pop() if after else ""
    return None if after == before else Change(line, identifier, name, before, after)


def _misread(text: str) -> str:
    return text.encode().decode("cp1252", "ignore")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_MARKS)


def _dates(text: str) -> set[str]:
    """What a cell may mean as a date, ISO 8601: a spreadsheet shows dates in the manner of its country."""
    text = re.sub(r"[ T]0?0:00(:00)?(\.0+)?$", "", text.strip())
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        return {parsed} if (parsed := parse_date(text)) else set()
    two_ways = _TWO_WAYS.fullmatch(text)
    if two_ways:
        first, second, year = (int(part) for part in two_ways.groups())
        year += 2000 if year < 100 else 0
        days = {parse_date(f"{year:04}-{month:02}-{day:02}") for month, day in ((first, second), (second, first))}
        return days - {""}
    month_year = _MONTH_YEAR.fullmatch(text)
    if month_year:
        month = _MONTHS.get(month_year[1][:3].lower(), 0)
        year = int(month_year[2]) + (2000 if len(month_year[2]) == 2 else 0)
        return {parse_date(f"{year:04}-{month:02}")} - {""} if month else set()
    parsed = parse_date(text)
    return {parsed} if parsed else set()


def anchored(reviews: Sequence[Review], statements: pd.DataFrame) -> dict[str, dict[int, str]]:
    """The corrections by column and row of the statements as they are now: `statements` has row, statement_id,
    document, claim and start.

    The statement of a correction is that of its id; where there is none any more, the one of the same claim in the same
    document, letter by letter or else by its words, of several the nearest.
    """
    by_id: dict[str, list[int]] = {}
    by_claim: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for row in statements.to_dict("records"):
        by_id.setdefault(row["statement_id"], []).append(row["row"])
        for claim in {row["claim"], _key(row["claim"])}:
            by_claim.setdefault((row["document"], claim), []).append((row["start"], row["row"]))
    found: dict[str, dict[int, str]] = {}
    for review in reviews:  # in the order they were made: the last word counts
        rows = by_id.get(review.statement_id)
        if rows is None:
            place = review.document
            same = by_claim.get((place, review.claim)) or by_claim.get((place, _key(review.claim))) or []
            rows = [min(same, key=lambda one: (abs(one[0] - review.start), one))[1]] if same else []
        for number in rows:
            found.setdefault(review.column, {})[number] = review.value
    return found


def _key(claim: str) -> str:
    return " ".join(re.findall(r"\w+", _folded(claim).casefold()))


def decided(corrections: Mapping[str, Mapping[int, str]]) -> dict[int, str]:
    """What `reviewed` says of each row with a correction: what a person wrote there, else that it was corrected."""
    touched = {row for column, rows in corrections.items() if column not in ("reviewed", "note") for row in rows}
    return {**dict.fromkeys(touched, "corrected"), **corrections.get("reviewed", {})}
