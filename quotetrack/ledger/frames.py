"""The ledger's tables as DataFrames, and which statements repeat one claim."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from quotetrack.documents.dates import days_of
from quotetrack.ledger.claims import Said
from quotetrack.ledger.columns import STATEMENTS, parse_dates, typed
from quotetrack.ledger.reviews import Review, anchored, decided
from quotetrack.ledger.rows import digest, fold, speaker_id


@dataclass(frozen=True)
class Grouped:
    """What is known of claims: a look-up of the propositions of wordings by key, and of each proposition those that
    affirm what it denies or the other way round."""

    propositions: Callable[[Sequence[str]], Mapping[str, str]]
    opposed: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Corrections:
    """What people corrected: `cells` by column and row, and of the speakers whom they name what the ledger knows, by
    name: speaker_id, speaker_type and role."""

    cells: Mapping[str, Mapping[int, str]]
    speakers: pd.DataFrame


def statements_frame(
    raw: pd.DataFrame,
    links: pd.DataFrame,
    grouped: Grouped,
    corrections: Corrections,
    sums: Callable[[Sequence[str]], pd.DataFrame] | None = None,
) -> pd.DataFrame:
    """The statements table: the columns and dtypes of `quotetrack.ledger.columns`, by document, start, with the
    corrections. In `occurrences`, `first_said` and `last_said` rejected statements do not count, nor do those that a
    copy of an article repeats.

    raw: a row per statement: the columns of the statements table, `document`, `title`, `publisher`,
    `published`, `document_basis` and `same_as` of its document, and `row`, a unique integer.
    links: a row per speaker of a statement, in order: row, speaker_id, speaker, speaker_type, role.
    sums: these three columns of claims, dates as text, by claim_id. Without it they are counted among the rows, which
    then have to hold claims whole.
    """
    frame: pd.DataFrame = raw.set_index("row")
    for column in ("speaker", "role"):
        frame[column] = _across(links, column, _both).reindex(frame.index, fill_value="")
    frame["speaker_type"] = _across(links, "speaker_type", _first).reindex(frame.index, fill_value="")
    owner = _across(links.sort_values(["row", "speaker_id"]), "speaker_id", _both).reindex(frame.index, fill_value="")

    undated = frame["said_on"] == ""
    frame["said_on"] = frame["said_on"].where(~undated, frame["published"])
    frame["date_basis"] = frame["date_basis"].where(~undated, frame["document_basis"])
    frame["reviewed"] = ""
    frame["note"] = ""
    owner = _correct(frame, owner, corrections)

    owner = owner.where(owner != "", "in " + frame["document"])
    frame["proposition_id"] = _propositions(frame, corrections.cells.get("claim", {}), grouped)
    frame["claim_id"] = _per_value(owner + "\n" + frame["proposition_id"], lambda text: "c" + digest(text))
    frame["opposed"] = _opposed(frame["proposition_id"], grouped.opposed)
    _put(frame, "claim_id", corrections.cells.get("claim_id", {}))
    shown = frame.drop(columns=["document_basis", "same_as"])
    if sums:
        found = sums(frame["claim_id"].unique().tolist()).reindex(frame["claim_id"]).set_axis(frame.index)
        frame = typed(shown.assign(
            occurrences=found["occurrences"].fillna(0),
            first_said=found["first_said"].fillna(""), last_said=found["last_said"].fillna(""),
        ))  # fmt: skip
    else:
        counted = (frame["reviewed"] != "rejected") & ~_copied(frame)
        shown["occurrences"] = counted.groupby(frame["claim_id"]).transform("sum").astype("int64")
        frame = _with_first_and_last(typed(shown), counted)
    frame = frame.sort_values(["document", "start", "end", "statement_id"], ignore_index=True)
    frame = frame[list(STATEMENTS)]
    return frame


def select(
    frame: pd.DataFrame, *, speaker: str = "", since: str = "", until: str = "", document: str = "", search: str = ""
) -> pd.DataFrame:
    """The rows of the statements table that fit all filters that are given; see `Ledger.statements`."""
    chosen = pd.Series(True, index=frame.index)
    if speaker:
        chosen &= ("; " + frame["speaker"] + "; ").str.contains(f"; {speaker}; ", regex=False)
    if document:
        chosen &= frame["document"] == document
    if search:
        text = frame["claim"] + "\n" + frame["context"]
        chosen &= text.str.contains(search, case=False, regex=False)
    for bound, name in ((since, "since"), (until, "until")):
        if bound:
            first, last = _days(bound, name)
            chosen &= (_last_days(frame) >= first) if name == "since" else (frame["said_on"] <= last)
    chosen_rows: pd.DataFrame = frame[chosen].reset_index(drop=True)
    return chosen_rows


def _last_days(frame: pd.DataFrame) -> pd.Series:
    """The last day that each row may have been said on."""
    said = frame["said_on"]
    for precision, period in (("month", "M"), ("year", "Y")):
        coarse = frame["date_precision"] == precision
        said = said.where(~coarse, said.dt.to_period(period).dt.end_time)
    return said


def _days(date: str, name: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day of an ISO date of any precision; raises ValueError where it is none."""
    if parse_dates(pd.Series([date]))[0].isna()[0]:
        raise ValueError(f"{name}: {date!r} is no date; write it as 2026-07-08, 2026-07 or 2026")
    first, last = days_of(date)
    return pd.Timestamp(first), pd.Timestamp(last)


def documents_frame(raw: pd.DataFrame) -> pd.DataFrame:
    """The documents table: `raw` with dtypes and published_precision behind published, by name."""
    frame: pd.DataFrame = typed(raw.drop(columns=["scan_id", "statements"]))
    frame["scan_id"] = raw["scan_id"].astype("int64")
    frame["statements"] = raw["statements"].astype("int64")
    at = list(frame.columns).index("published") + 1
    frame.insert(at, "published_precision", frame.pop("published_precision"))
    frame = frame.sort_values("name", ignore_index=True)
    return frame


def speakers_frame(raw: pd.DataFrame, aliases: pd.DataFrame) -> pd.DataFrame:
    """The speakers table: `raw` with dtypes and the aliases joined with "; ", by name.

    aliases: speaker_id and alias, no pair twice.
    """
    joined = aliases.sort_values(["speaker_id", "alias"]).groupby("speaker_id")["alias"].agg("; ".join)
    frame: pd.DataFrame = typed(raw.drop(columns=["statements", "documents"]))
    frame["aliases"] = joined.reindex(raw["speaker_id"]).set_axis(raw.index).fillna("").astype("str")
    for column in ("statements", "documents"):
        frame[column] = raw[column].astype("int64")
    frame = frame.sort_values(["name", "speaker_id"], ignore_index=True)
    return frame


def reviewed_speakers(
    raw: pd.DataFrame, links: pd.DataFrame, statements: pd.DataFrame, reviews: Sequence[Review]
) -> pd.DataFrame:
    """`raw`, a row per speaker, counted anew with what people corrected: rejected statements are nobody's, a corrected
    speaker has them, and is there also when no article names them.

    links: as in `statements_frame`. statements: row, statement_id, document, claim and start of each statement.
    """
    corrections = anchored(reviews, statements)
    decisions, speakers = corrections.get("reviewed", {}), corrections.get("speaker", {})
    rejected = [row for row, decision in decisions.items() if decision == "rejected"]
    names = [(row, name) for row, value in speakers.items() for name in value.split("; ") if name]
    known = links.drop_duplicates("speaker").set_index("speaker")["speaker_id"]
    moved = pd.DataFrame(names, columns=["row", "speaker"])
    moved["speaker_id"] = [str(known.get(name, speaker_id(name))) for name in moved["speaker"]]
    said = pd.concat([links[~links["row"].isin(list(speakers))], moved])
    said = said[~said["row"].isin(rejected)].merge(statements[["row", "document"]], on="row")
    counted = said.groupby("speaker_id").agg(
        name=("speaker", "first"), statements=("row", "nunique"), documents=("document", "nunique")
    )
    facts = raw.set_index("speaker_id")[["speaker_type", "role"]].reindex(counted.index).fillna("")
    whole: pd.DataFrame = pd.concat([counted, facts], axis=1).reset_index()[list(raw.columns)]
    return whole


def scans_frame(raw: pd.DataFrame) -> pd.DataFrame:
    """The scans table: `raw` with started and finished as datetime64[us, UTC], NaT when unfinished."""
    frame: pd.DataFrame = raw.astype({name: "str" for name in raw.columns if name != "scan_id"})
    frame["scan_id"] = raw["scan_id"].astype("int64")
    for column in ("started", "finished"):
        moments = pd.to_datetime(frame[column], format="%Y-%m-%dT%H:%M:%SZ", utc=True, errors="coerce")
        frame[column] = moments.astype("datetime64[us, UTC]")
    return frame


def _propositions(frame: pd.DataFrame, corrected: Mapping[int, str], grouped: Grouped) -> pd.Series:
    """The proposition of each statement; one whose wording is not grouped yet founds its own."""
    found = frame["proposition_id"].copy()
    said = frame[["claim", "cue", "polarity"]].assign(document=_original(frame))
    new = said[(found == "") | frame.index.isin(list(corrected))]
    keys = [Said(*row).key for row in new.itertuples(index=False)]
    known = grouped.propositions(keys)
    found[new.index] = [known.get(key, f"p{key}") for key in keys]
    return found.astype("str")


def _opposed(propositions: pd.Series, found: Mapping[str, Sequence[str]]) -> pd.Series:
    """The propositions that each one is opposed to, joined with "; "."""
    return propositions.map(lambda own: "; ".join(sorted(found.get(own, ())))).astype("str")


def _original(frame: pd.DataFrame) -> pd.Series:
    """The document of each row, or the one that it is a copy of."""
    original: pd.Series = frame["same_as"].where(frame["same_as"] != "", frame["document"])
    return original


def _copied(frame: pd.DataFrame) -> pd.Series:
    """Which rows only repeat, in a copy of an article, what it says: copies say a thing once."""
    original = _original(frame)
    in_copy = frame["document"] != original
    if not in_copy.any():
        return in_copy
    said = frame["claim_id"] + "\n" + _per_value(frame["claim"], fold) + "\n" + original
    copied: pd.Series = in_copy & (said.isin(set(said[~in_copy])) | said.where(in_copy).duplicated())
    return copied


def _with_first_and_last(frame: pd.DataFrame, counted: pd.Series) -> pd.DataFrame:
    dated = frame.loc[frame["said_on"].notna() & counted, ["claim_id", "said_on", "date_precision"]].copy()
    dated["rank"] = dated["date_precision"].cat.codes  # of two equal dates the more precise one counts
    for column, ascending in (("first_said", True), ("last_said", False)):
        best = dated.sort_values(["said_on", "rank"], ascending=[ascending, True]).drop_duplicates("claim_id")
        best = best.set_index("claim_id")
        best = best.reindex(frame["claim_id"]).set_axis(frame.index)
        frame[column] = best["said_on"]
        frame[f"{column}_precision"] = best["date_precision"].fillna("")
    return frame


def _correct(frame: pd.DataFrame, owner: pd.Series, corrections: Corrections) -> pd.Series:
    """Put corrections of speaker, claim, date and note into the frame; whose the claims are then."""
    cells, known = corrections.cells, corrections.speakers
    for name in ("claim", "said_on", "note"):
        _put(frame, name, cells.get(name, {}))
    _put(frame, "date_basis", dict.fromkeys(cells.get("said_on", {}), "stated"))
    _put(frame, "reviewed", decided(cells))
    speakers = cells.get("speaker", {})
    if not speakers:
        return owner
    _put(frame, "speaker", speakers)
    for name in ("speaker_type", "role"):
        of_first = {row: value.split("; ")[0] for row, value in speakers.items()}
        _put(frame, name, {row: str(known[name].get(who, "")) for row, who in of_first.items()})
    owner = owner.copy()
    owner.update(pd.Series({
        row: "; ".join(sorted(str(known["speaker_id"].get(name, speaker_id(name))) for name in value.split("; ")))
        for row, value in speakers.items() if value and row in owner.index
    }, dtype="object"))  # fmt: skip
    return owner


def _put(frame: pd.DataFrame, name: str, values: Mapping[int, str]) -> None:
    """Write values into rows of a column, by row; rows that the frame does not hold are passed over."""
    there = [row for row in values if row in frame.index]
    if there:
        frame.loc[there, name] = [values[row] for row in there]


def _per_value(values: pd.Series, function: Callable[[str], str]) -> pd.Series:
    """`function` of each value, called once for each distinct one."""
    codes, distinct = pd.factorize(values)
    results = pd.Series([function(value) for value in distinct], dtype="str")
    per_row: pd.Series = results.take(codes).set_axis(values.index)
    return per_row


def _across(links: pd.DataFrame, column: str, combine: Callable[[pd.Series, pd.Series], pd.Series]) -> pd.Series:
    """One value per statement of its speakers' values of `column`, combined from left to right."""
    place = links.groupby("row").cumcount()
    combined: pd.Series = links.loc[place == 0].set_index("row")[column].astype("str")
    for number in range(1, int(place.max()) + 1 if len(place) else 0):
        part = links.loc[place == number].set_index("row")[column].astype("str")
        combined = combine(combined, part.reindex(combined.index, fill_value=""))
    return combined


def _both(left: pd.Series, right: pd.Series) -> pd.Series:
    both: pd.Series = left.where(right == "", (left + "; " + right).where(left != "", right))
    return both


def _first(left: pd.Series, right: pd.Series) -> pd.Series:
    first: pd.Series = left.where(left != "", right)
    return first
