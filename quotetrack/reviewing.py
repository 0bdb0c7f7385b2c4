"""A corrected export comes back into the ledger: what it changes, and what is learned from that."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from quotetrack.ledger import Ledger
from quotetrack.ledger.review_files import read_review
from quotetrack.ledger.reviews import Change, Compared, Conflict, Refused, compare
from quotetrack.scanning import settle_identities


@dataclass(frozen=True)
class Reviewed:
    """What a corrected file brought: the cells that were changed, the lines that do not fit and stay as they were, the
    names that are known by another one from now on, as (name in the article, name, document), and the cells that stay
    as they were because somebody else has corrected them since the file was written."""

    changes: tuple[Change, ...] = ()
    refused: tuple[Refused, ...] = ()
    learned: tuple[tuple[str, str, str], ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def review(file: str | os.PathLike[str], ledger: Ledger, *, overwrite: bool = False) -> Reviewed:
    """Take over what a person changed in an exported .csv or .xlsx file, as ``quotetrack review FILE`` does.

    Rows are known by their statement_id. Only changes in speaker, claim, said_on, claim_id, note and reviewed count;
    they hold through every later scan. A cell that somebody else has corrected since the file was written keeps the
    ledger's value, unless `overwrite`. Raises InputError when the file cannot be read or is no export.
    """
    frame, found = look(file, ledger, overwrite)
    learned = keep(ledger, frame, found.changes, file)
    if not found.refused and not found.conflicts:
        ledger.note_export(file)  # the next scan may write over it
    return Reviewed(tuple(found.changes), tuple(found.refused), tuple(learned), tuple(found.conflicts))


def look(file: str | os.PathLike[str], ledger: Ledger, overwrite: bool = False) -> tuple[pd.DataFrame, Compared]:
    """The statements as they are, and what a corrected file would change in them."""
    rows = read_review(Path(file))
    frame = ledger.statements()
    return frame, compare(frame, rows, ledger.corrected(file), overwrite)


def keep(
    ledger: Ledger, frame: pd.DataFrame, changes: Sequence[Change], file: str | os.PathLike[str]
) -> list[tuple[str, str, str]]:
    """Put the changes that a file makes in `frame`, the statements as they were, into the ledger, and return what was
    learned from them.

    Whom a source names in full, and who a person said is somebody else, is that one in the whole document. A part of
    a name ("Quell") is not enough: it may have gone to the wrong one of two.
    """
    if not changes:
        return []
    ledger.add_reviews(changes, file)
    rows = frame.drop_duplicates("statement_id").set_index("statement_id")
    learned = set()
    for change in changes:
        row = rows.loc[change.statement_id]
        in_full = row["resolution"] == "name" and change.before.casefold() in row["source"].casefold()
        if change.column == "speaker" and change.before and change.after and in_full:
            learned.add((change.before, change.after, str(row["document"])))
    for alias, name, document in sorted(learned):
        ledger.add_edit("merge", alias, name, document)
    if learned:
        settle_identities(ledger)
    return sorted(learned)
