"""Claims summed up: how often each was said and when, what stands against it, and who changed position."""

from __future__ import annotations

from typing import Any

import pandas as pd

from quotetrack.ledger.columns import PRECISIONS

_DATES = ("first_said", "last_said")
_SUMMED = ("claim", "polarity", "occurrences", "documents")
_OF = ("polarity", "said", "said_precision", "document", "id")  # what a change tells of each of its two claims


def claims_frame(statements: pd.DataFrame) -> pd.DataFrame:
    """A row per claim, the most frequent first: claim_id, proposition_id, speaker, claim and polarity (as it was first
    said), occurrences and documents (int64, how many), first_said and last_said with their precision, opposed.

    statements: rows of `Ledger.statements`. Claims whose statements all are rejected are left out.
    """
    rows = statements[(statements["reviewed"] != "rejected") & (statements["occurrences"] > 0)]
    rows = _in_time(rows)
    frame = rows.drop_duplicates("claim_id").copy()
    frame["documents"] = frame["claim_id"].map(rows.groupby("claim_id")["document"].nunique()).astype("int64")
    dates = [name for date in _DATES for name in (date, PRECISIONS[date])]
    frame = frame[["claim_id", "proposition_id", "speaker", *_SUMMED, *dates, "opposed"]]
    order = {"occurrences": False, "first_said": True, "claim_id": True}
    frame = frame.sort_values(list(order), ascending=list(order.values()), ignore_index=True)
    return frame


def opposed_frame(statements: pd.DataFrame) -> pd.DataFrame:
    """A row per pair of claims of which one affirms what the other denies: claim_id, proposition_id, speaker, claim,
    polarity, occurrences, first_said and last_said of the one that was said first, and the same of the other with
    "opposed_" before them; `changed` (bool) where both are the same speaker's. By date of the first answer.

    statements: rows of `Ledger.statements`, with all of their columns.
    """
    claims = claims_frame(statements)
    links = claims[["claim_id", "opposed"]].assign(opposed=claims["opposed"].str.split("; ")).explode("opposed")
    links = links[links["opposed"] != ""]
    sides = claims.drop(columns=["documents", "opposed"])
    pairs = links.merge(claims[["claim_id", "proposition_id"]], left_on="opposed", right_on="proposition_id")
    frame = pairs[["claim_id_x", "claim_id_y"]].set_axis(["claim_id", "opposed_claim_id"], axis=1)
    frame = frame.merge(sides, on="claim_id")
    frame = frame.merge(sides.add_prefix("opposed_"), on="opposed_claim_id")
    first = _order(frame["first_said"], frame["claim_id"])
    answers = _order(frame["opposed_first_said"], frame["opposed_claim_id"])
    frame = frame[pd.Series([one < other for one, other in zip(first, answers, strict=True)], frame.index, "bool")]
    frame["changed"] = (frame["speaker"] == frame["opposed_speaker"]) & (frame["speaker"] != "")
    frame = frame.sort_values(["opposed_first_said", "claim_id", "opposed_claim_id"], ignore_index=True)
    return frame


def changes_frame(statements: pd.DataFrame) -> pd.DataFrame:
    """A row per change of position, by date: speaker, before (what they had said last), before_polarity, before_said,
    before_document and before_id (of the statement), after (what they said then) and the same of it, and the precision
    of both dates.

    A speaker changes position who says the opposite of what they said before: statements without a date, and two of one
    day, tell no order and are left out. statements: rows of `Ledger.statements`.
    """
    rows = _in_time(statements[(statements["reviewed"] != "rejected") & (statements["speaker"] != "")])
    rows = rows[rows["said_on"].notna() & (rows["opposed"] != "")]
    found = []
    for speaker, own in rows.groupby("speaker", sort=True):
        last: dict[str, dict[str, Any]] = {}
        for row in own.to_dict("records"):
            before = max((last[p] for p in row["opposed"].split("; ") if p in last), key=_said, default=None)
            again = last.get(row["proposition_id"])
            if before and _said(before) < _said(row) and not (again and _said(again) > _said(before)):
                found.append((speaker, *_said_so(before), *_said_so(row)))
            last[row["proposition_id"]] = row
    sides = [f"{side}{end}" for side in ("before", "after") for end in ("", *(f"_{name}" for name in _OF))]
    frame = pd.DataFrame(found, columns=["speaker", *sides], dtype="object")
    kinds = {name: "datetime64[us]" if name.endswith("_said") else "str" for name in frame.columns}
    frame = frame.astype(kinds).sort_values(["after_said", "speaker", "after_id"], ignore_index=True)
    return frame


def _said(row: dict[str, Any]) -> pd.Timestamp:
    when: pd.Timestamp = row["said_on"]
    return when


def _said_so(row: dict[str, Any]) -> tuple[Any, ...]:
    """The claim of a row, and what _OF names."""
    return tuple(row[name] for name in ("claim", "polarity", "said_on", "date_precision", "document", "statement_id"))


def _in_time(rows: pd.DataFrame) -> pd.DataFrame:
    ordered: pd.DataFrame = rows.sort_values(["said_on", "document", "start"], kind="stable", na_position="last")
    return ordered


def _order(dates: pd.Series, ids: pd.Series) -> list[tuple[pd.Timestamp, str]]:
    return list(zip(dates.fillna(pd.Timestamp.max), ids, strict=True))
