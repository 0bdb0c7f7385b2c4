"""Corrections that people make in a spreadsheet: what changed, whether it fits, and how it holds from scan to scan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from quotetrack.ledger.as_exported import exported, is_as
from quotetrack.ledger.cells import EDITABLE, dates, editable, folded, misread, plain
from quotetrack.ledger.columns import CATEGORIES
from quotetrack.ledger.review_files import KEY, ReviewRow

_DECISIONS = ("confirmed", "corrected", "rejected")


@dataclass(frozen=True)
class Change:
    """A cell that a person changed."""

    line: int
    statement_id: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Conflict:
    """A cell that a person changed, and another one too since the file was written: what the ledger keeps, and what
    the file says instead."""

    line: int
    statement_id: str
    column: str
    kept: str
    instead: str


@dataclass(frozen=True)
class Refused:
    """A row, or a cell of it, that does not fit, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class Compared:
    """What a reviewed file would change, what others have changed too, and what does not fit."""

    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


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


def compare(
    frame: pd.DataFrame,
    rows: Iterable[ReviewRow],
    corrected: Mapping[tuple[str, str], bool] | None = None,
    overwrite: bool = False,
) -> Compared:
    """What a reviewed file changes in the statements table, and what of it does not fit.

    Only the columns of EDITABLE can change. What a spreadsheet does to a cell by itself is no change: other quotation
    marks or dates in another form, an apostrophe before a formula or its loss. Where the file has the column
    as_exported, a cell that is as it was written is none either, whatever the ledger says by now.

    corrected: the cells, by statement and column, that people have corrected before, and whether it was in this very
    file. There a person goes on: such a cell is compared with the ledger as it is. One that was corrected in another
    file since this one was written is a conflict, and a change only with `overwrite`.
    """
    corrected = corrected or {}
    edits = [(row, _identifier(row), _edited(row)) for row in rows]
    touched = {(identifier, name) for _, identifier, names in edits for name in names}
    known = _known(frame)
    claims = {claim: claim for claim in frame["claim_id"]}
    claims = _moved_claims(edits, known) | claims
    found = Compared()
    seen: dict[tuple[str, str], ReviewRow] = {}
    for row, identifier, names in edits:
        again = [name for name in EDITABLE if corrected.get((identifier, name)) and (identifier, name) not in touched]
        names = [name for name in EDITABLE if name in row.cells and (name in names or name in again)]
        if not names:
            continue
        if identifier not in known:
            reason = f"no statement {identifier!r} in the ledger: keep the column {KEY} as it was"
            found.refused.append(Refused(row.line, reason))
            continue
        twice = [name for name in names if (identifier, name) in seen]
        other = next((seen[identifier, n] for n in twice if seen[identifier, n].cells[n] != row.cells[n]), None)
        if other:
            found.refused.append(
                Refused(row.line, f"{identifier} stands in line {other.line} already, with other values")
            )
            continue
        present = _present(known, row, identifier)
        digests = exported(row.cells)
        for name in names:
            if name in twice:
                continue
            seen[identifier, name] = row
            before, cell = present[name], row.cells[name]
            change = _change(row.line, identifier, name, before, cell, claims, digests)
            elsewhere = corrected.get((identifier, name)) is False and name in digests
            if isinstance(change, Refused):
                found.refused.append(change)
            elif change and elsewhere and not overwrite and not is_as(digests[name], name, before):
                found.conflicts.append(Conflict(row.line, identifier, name, before, change.after))
            elif change:
                found.changes.append(change)
    return found


def _identifier(row: ReviewRow) -> str:
    return row.cells[KEY].strip()


def _edited(row: ReviewRow) -> list[str]:
    """The columns in which a row is no longer as it was written, or does not say how that was."""
    digests = exported(row.cells)
    return [
        name
        for name in EDITABLE
        if name in row.cells and not (name in digests and is_as(digests[name], name, row.cells[name]))
    ]


def _known(frame: pd.DataFrame) -> dict[str, dict[str, dict[str, str]]]:
    """The editable cells of each statement as text, by document: a copy of an article has statements of the same id."""
    known: dict[str, dict[str, dict[str, str]]] = {}
    documents = frame.get("document", pd.Series("", index=frame.index))
    for identifier, document, cells in zip(frame[KEY], documents, editable(frame).to_dict("records"), strict=True):
        known.setdefault(identifier, {})[document] = {str(name): cell for name, cell in cells.items()}
    return known


def _present(known: Mapping[str, Mapping[str, dict[str, str]]], row: ReviewRow, identifier: str) -> dict[str, str]:
    places = known[identifier]
    return places.get(plain(row.cells.get("document", "")), next(iter(places.values())))


def _moved_claims(
    edits: Iterable[tuple[ReviewRow, str, Sequence[str]]], known: Mapping[str, Mapping[str, dict[str, str]]]
) -> dict[str, str]:
    """What the ledger calls the claims of the file by now: where a speaker or a claim is corrected, its id changes."""
    moved: dict[str, set[str]] = {}
    for row, identifier, names in edits:
        if "claim_id" in row.cells and "claim_id" not in names and identifier in known:
            now = _present(known, row, identifier)["claim_id"]
            moved.setdefault(plain(row.cells["claim_id"]), set()).add(now)
    return {before: now.pop() for before, now in moved.items() if len(now) == 1}


def _change(
    line: int,
    identifier: str,
    name: str,
    before: str,
    cell: str,
    claims: Mapping[str, str],
    digests: Mapping[str, str],
) -> Change | Refused | None:
    """What an edited cell means; None where it is the old value in another form."""
    after = plain(cell)
    if folded(after) in (folded(before), folded(" ".join(before.split()))):
        return None
    if "â€" in after and "â€" not in before:  # quotation marks of UTF-8 as Windows-1252, which loses some of them
        if misread(before) == after.replace("\x9d", ""):
            return None
        return Refused(line, f"{name} was opened in the wrong encoding: open the export as UTF-8 and correct it there")
    if name == "claim" and not after:
        return Refused(line, "claim is empty: write rejected into reviewed to take a statement out")
    if name == "reviewed":
        after = after.lower()
        if after not in CATEGORIES["reviewed"]:
            return Refused(line, f"reviewed is {after!r}: use {', '.join(_DECISIONS)}, or leave it empty")
        if before == "corrected" and not after and name not in digests:
            return None  # said of a row by itself; an older export does not know of it yet
    if name == "claim_id":
        if after not in claims:
            return Refused(line, f"no claim {after!r} in the ledger: copy the claim_id of a row that says the same")
        after = claims[after]
    if name == "said_on":
        days = dates(after)
        if before in days:
            return None
        if after and len(days) != 1:
            return Refused(line, f"said_on is {after!r}: write it as 2026-07-08, 2026-07 or 2026")
        after = days.pop() if after else ""
    return None if after == before else Change(line, identifier, name, before, after)


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
    return " ".join(re.findall(r"\w+", folded(claim).casefold()))


def decided(corrections: Mapping[str, Mapping[int, str]]) -> dict[int, str]:
    """What `reviewed` says of each row with a correction: what a person wrote there, else that it was corrected."""
    touched = {row for column, rows in corrections.items() if column not in ("reviewed", "note") for row in rows}
    return {**dict.fromkeys(touched, "corrected"), **corrections.get("reviewed", {})}
