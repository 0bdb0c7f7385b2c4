"""The ledger: what scans found, kept in one SQLite file."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import datetime, timezone
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from sys import intern
from types import TracebackType
from typing import Any

import pandas as pd

from quotetrack._notebook import shown_by
from quotetrack.errors import LedgerError
from quotetrack.ledger import (
    claims,
    duplicates,
    excel,
    export,
    formats,
    frames,
    partitions,
    parts,
    positions,
    queries,
    rows,
    schema,
    search,
    touched,
    webannotations,
    writing,
)
from quotetrack.ledger.as_exported import marked
from quotetrack.ledger.columns import typed
from quotetrack.ledger.lock import ScanLock
from quotetrack.ledger.reviews import Change, Review
from quotetrack.speakers.edits import KINDS
from quotetrack.speakers.identity import LocalSpeaker
from quotetrack.types import Document, Skipped, Statement

_WRITING = "BEGIN IMMEDIATE"


def _local_speaker(facts: Sequence[Any], found: Iterable[Sequence[Any]]) -> LocalSpeaker:
    """From the rows of `queries.LOCAL_SPEAKERS` with these facts, one an alias."""
    document, name, kind, named, role, published = facts
    # Most of a large ledger's are the same few thousand strings again.
    aliases = tuple([intern(row[-1]) for row in found if row[-1] is not None])
    return LocalSpeaker(
        intern(document), intern(name), intern(kind), aliases, bool(named), intern(role), intern(published)
    )


@shown_by("ledger")
class Ledger:
    """The ledger at `path`, made there when there is none. Use it with `with`, or call `close`.

    wait: seconds to wait for another process that writes or scans. Every method raises LedgerError when
    the file cannot be read or written.
    """

    def __init__(self, path: str | os.PathLike[str], *, wait: float = 5.0) -> None:
        self.path = Path(path)
        self._wait = wait
        # Two paths of one file are one ledger: the lock and SQLite's own files stand beside the file itself.
        self._file = Path(os.path.realpath(path))
        self._db = schema.connect(self._file, wait)
        self._lock: ScanLock | None = None
        self._scan: tuple[int, str] | None = None  # id and quotetrack version of the running scan
        # Whether the running scan, or one broken off before it, gave the ledger other documents or statements: what
        # depends on all of them, such as who is one with whom, has to be settled then.
        self.unsettled = False
        self._everything = False  # whether the running scan follows one that was broken off

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file; a scan that has not been finished stays in `scans` without an end."""
        self._release()
        self._db.close()

    # Scanning

    def begin_scan(self, version: str, model: str, options: Mapping[str, object]) -> int:
        """Starts a scan by quotetrack `version` and returns its id; it ends with `finish_scan` or `close`.

        Only one scan at a time may run on a ledger: raises LedgerError when another one still runs after
        the ledger's `wait` seconds, in this process or any other.
        """
        lock = ScanLock(self._file, self._wait)
        try:
            with self._transaction() as db:
                before = db.execute("SELECT finished FROM scans ORDER BY id DESC LIMIT 1").fetchone()
                row = db.execute(
                    "INSERT INTO scans (version, model, options, started) VALUES (?, ?, ?, ?)",
                    (version, model, json.dumps(dict(options), sort_keys=True), _now()),
                )
                scan = row.lastrowid or 0
        except BaseException:
            lock.release()
            raise
        self._lock, self._scan, self.unsettled = lock, (scan, version), before == ("",)
        self._everything = self.unsettled
        return scan

    def finish_scan(self, scan_id: int, counts: Mapping[str, int], embed: claims.Embed | None = None) -> None:
        """Ends the running scan, with what it counted. `embed` gives the embeddings of wordings, by default in this
        process; see `quotetrack.ledger.claims.settle`."""
        self._running(scan_id)
        with self._transaction() as db:
            if self.unsettled:
                writing.settle(db)
                duplicates.settle(db)
                claims.settle(db, embed)
                touched.sum_up(db, self._everything)
            counted = json.dumps(dict(counts), sort_keys=True)
            db.execute("UPDATE scans SET finished = ?, counts = ? WHERE id = ?", (_now(), counted, scan_id))
        self._release()

    def unchanged(self, document_name: str, text: str, model: str) -> bool:
        """Whether the ledger holds this very text under this name, read with `model` by the same version of
        quotetrack as the running scan's. Raises ValueError when no scan is running."""
        if self._scan is None:
            raise ValueError("no scan is running: call begin_scan first")
        key = (rows.stored_name(document_name), rows.sha256(rows.plain(text)), model, self._scan[1])
        with self._reading() as db:
            found = db.execute(
                "SELECT 1 FROM documents d JOIN scans s ON s.id = d.scan_id "
                "WHERE d.name = ? AND d.status = 'read' AND d.sha256 = ? AND s.model = ? AND s.version = ?",
                key,
            ).fetchone()
        return found is not None

    def add(self, scan_id: int, document: Document, statements: Sequence[Statement]) -> None:
        """Puts a document and its statements in the place of all that its name held. See `add_many`."""
        self.add_many(scan_id, [(document, statements)])

    def add_many(self, scan_id: int, batch: Iterable[tuple[Document, Sequence[Statement]]]) -> None:
        """`add` for each of `batch`, in one transaction: all or none of it is kept.

        Raises ValueError when `scan_id` is not the running scan, two statements of a document share their
        id, or a value is not of its category (see `quotetrack.ledger.columns`) or a confidence is no probability.
        """
        self._running(scan_id)
        ready = list(batch)  # a slow generator must not hold the transaction open
        for document, statements in ready:
            rows.check(document, statements)
        self.unsettled |= bool(ready)
        with self._transaction() as db:
            for document, statements in ready:
                writing.put(db, scan_id, document, statements)

    def skip(self, scan_id: int, skipped: Skipped) -> None:
        """Notes that a document could not be read, and why; what its name held before is given up.

        Raises ValueError when `scan_id` is not the running scan.
        """
        self._running(scan_id)
        held = "SELECT 1 FROM documents WHERE name = ? AND status = 'read'"
        with self._unsynced(), self._transaction() as db:
            self.unsettled |= db.execute(held, (rows.stored_name(skipped.name),)).fetchone() is not None
            writing.put_skipped(db, scan_id, skipped)

    def document_names(self) -> list[str]:
        """The names of all documents, skipped ones too, in order."""
        with self._reading() as db:
            return [name for (name,) in db.execute("SELECT name FROM documents ORDER BY name")]

    def forget(self, scan_id: int, names: Iterable[str]) -> None:
        """Gives up documents with all their statements. Raises ValueError when `scan_id` is not the running scan."""
        self._running(scan_id)
        gone = [(name,) for name in names]
        self.unsettled |= bool(gone)
        with self._transaction() as db:
            db.executemany("DELETE FROM documents WHERE name = ?", gone)

    # Speakers

    def local_speakers(self) -> list[LocalSpeaker]:
        """The speakers of each document, as the documents name them, by document and name."""
        with self._reading() as db:
            found = db.execute(queries.LOCAL_SPEAKERS)
            return [_local_speaker(facts, group) for facts, group in groupby(found, key=itemgetter(slice(-1)))]

    def set_identities(self, mapping: Mapping[tuple[str, str], str]) -> None:
        """Gives the speakers of documents their names in the corpus: {(document name, name in it): canonical name}.

        Speakers that `mapping` leaves out keep theirs, which at first is the name in the document; keys that
        the ledger does not hold are passed over. A speaker who is not named ("a senior official") and keeps
        that name stays the document's own, whatever other documents call theirs. The resulting tables depend
        on neither the order of `mapping` nor that of the scans. Raises ValueError for an empty canonical name.
        """
        if not all(canonical.strip() for canonical in mapping.values()):
            raise ValueError("a canonical name is empty: leave speakers without one out of the mapping")
        # most keys are as the ledger stores them, and stay where they are: a copy of all would be large
        stored = ((rows.stored_name(document), rows.plain(name).strip()) for document, name in mapping)
        odd = {key: mapping[own] for key, own in zip(stored, mapping, strict=True) if key != own}
        with self._transaction() as db:
            changed = []
            for key, document, name, named, before in db.execute(
                "SELECT d.id, d.name, s.name, s.named, s.speaker_id FROM document_speakers s "
                "JOIN documents d ON d.id = s.document_id"
            ):
                wanted = odd.get((document, name)) or mapping.get((document, name), "")
                if canonical := rows.plain(wanted).strip():
                    speaker = rows.speaker_id(canonical, document if not named and canonical == name else "")
                    if speaker != before:
                        changed.append((speaker, canonical, key, name))
            db.executemany("INSERT OR IGNORE INTO speakers (id, name) VALUES (?, ?)", {row[:2] for row in changed})
            for table in ("document_speakers", "aliases", "statement_speakers"):
                db.executemany(
                    f"UPDATE {table} SET speaker_id = ? WHERE document_id = ? AND name = ?",
                    [(speaker, key, name) for speaker, _, key, name in changed],
                )
            writing.settle(db)
            if changed and self._scan is None:  # a scan does it at its end
                touched.sum_up(db)
            self.unsettled |= bool(changed)

    def add_edit(self, kind: str, name: str, value: str, document: str = "") -> int:
        """Keeps a correction of who is who (see `quotetrack.speakers.Edit`) and returns its number. Raises
        ValueError for a kind that is none or an empty name."""
        if kind not in KINDS or not name.strip() or not value.strip():
            raise ValueError(f"no edit of speakers: {kind!r} {name!r} {value!r}")
        with self._transaction() as db:
            row = db.execute(
                "INSERT INTO speaker_edits (kind, name, value, document, made_at) VALUES (?, ?, ?, ?, ?)",
                (kind, rows.plain(name).strip(), rows.plain(value).strip(), rows.stored_name(document), _now()),
            )
            return row.lastrowid or 0

    def remove_edit(self, number: int) -> bool:
        """Forgets a correction; False where there is none of that number."""
        with self._transaction() as db:
            return db.execute("DELETE FROM speaker_edits WHERE id = ?", (number,)).rowcount > 0

    def edits(self) -> list[tuple[int, str, str, str, str]]:
        """The corrections in the order they were made: number, kind, name, value, document."""
        with self._reading() as db:
            return db.execute("SELECT id, kind, name, value, document FROM speaker_edits ORDER BY id").fetchall()

    def add_reviews(self, changes: Iterable[Change], file: str | os.PathLike[str] = "") -> int:
        """Keeps what people changed in statements (see `quotetrack.ledger.reviews.compare`), in which file, and returns
        how much that was. Changes of statements that the ledger does not hold are passed over."""
        place = _place(file) if file else ""
        with self._transaction() as db:
            places = {
                statement: (document, claim, start)
                for statement, document, claim, start in db.execute(
                    "SELECT s.statement_id, d.name, s.claim, s.start FROM statements s "
                    "JOIN documents d ON d.id = s.document_id ORDER BY d.name DESC"
                )
            }
            kept = [
                (c.statement_id, *places[c.statement_id], c.column, rows.plain(c.after), _now(), place)
                for c in changes
                if c.statement_id in places
            ]
            db.executemany(
                "INSERT INTO reviews (statement_id, document, claim, start, column_name, value, reviewed_at, file) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                kept,
            )
            claims.settle(db)
            touched.sum_up(db)
        return len(kept)

    def corrected(self, file: str | os.PathLike[str]) -> dict[tuple[str, str], bool]:
        """The cells that people have corrected, by statement_id and column, and whether the last to do so was a review
        of the file at this path."""
        with self._reading() as db:
            found = db.execute("SELECT statement_id, column_name, file FROM reviews ORDER BY id")
            return {(statement, column): place == _place(file) for statement, column, place in found}

    # Tables

    def speaker_documents(self, speaker_id: str) -> pd.DataFrame:
        """A row per document that a speaker makes statements in, by date of publication, those without one last:
        document, published (datetime64[us]), published_precision (category), title, name (as the document has it),
        role, statements (int64)."""
        with self._reading() as db:
            raw = pd.read_sql_query(queries.SPEAKER_DOCUMENTS, db, params={"speaker": speaker_id})
        frame: pd.DataFrame = typed(raw.drop(columns="statements"))
        frame["statements"] = raw["statements"].astype("int64")
        frame = frame.sort_values(["published", "document", "name"], ignore_index=True, na_position="last")
        return frame

    def statements(
        self,
        *,
        min_confidence: float = 0.0,
        speaker: str = "",
        since: str = "",
        until: str = "",
        document: str = "",
        search: str = "",
    ) -> pd.DataFrame:
        """A row per statement, by document and start; columns and dtypes: `quotetrack.ledger.columns`.

        Only statements of at least `min_confidence` (a probability) are there, and only they are counted
        in `occurrences`, `first_said` and `last_said`. The other filters choose rows among them without changing
        a row: by canonical name of a speaker, by the day that `said_on` may be (ISO 8601, both inclusive; rows without
        a date are left out), by name of document, and by words that claim or context hold, whatever their case.
        Raises ValueError for a date that is none.
        """
        filters = {"speaker": speaker, "since": since, "until": until, "document": document, "search": search}
        with self._reading() as db:
            return parts.chosen(db, min_confidence, **filters)

    def parts(self, *, min_confidence: float = 0.0, **filters: str) -> Generator[pd.DataFrame, None, None]:
        """The rows of `statements`, in its order, in frames of some thousands each: memory does not grow with the
        ledger. Until the last one nothing else may be asked of this ledger."""
        with self._reading() as db:
            yield from parts.each(db, min_confidence, **filters)

    def search(self, text: str, *, limit: int = 0, min_confidence: float = 0.0) -> pd.DataFrame:
        """The statements whose claim or context has all the words of `text`, the best first, `limit` of them or all;
        words between double quotes have to stand together. Columns as in `statements`; ``attrs["matches"]`` says how
        many there are, those beyond the limit too. The first search makes an index.
        """
        with self._transaction() as db:
            found, matches = search.matching(db, text, min_confidence, limit)
            frame = parts.of(db, queries.LISTED, min_confidence, listed=json.dumps([row for row, *_ in found]))
        frame = frame.set_index(["statement_id", "document"], drop=False)
        chosen = frame.loc[[(statement, document) for _, statement, document in found]].reset_index(drop=True)
        chosen.attrs["matches"] = matches
        return chosen

    def find(self, identifier: str) -> pd.DataFrame:
        """The statements of this statement_id, claim_id or proposition_id; columns as in `statements`."""
        with self._reading() as db:
            frame = parts.of(db, queries.NAMED_SO, identifier=identifier)
        named = (frame[["statement_id", "claim_id", "proposition_id"]] == identifier).any(axis=1)
        return frame[named].reset_index(drop=True)

    def claims(self, *, min_confidence: float = 0.0, **filters: str) -> pd.DataFrame:
        """A row per claim; columns and dtypes: `quotetrack.ledger.positions.claims_frame`. The filters are those of
        `statements`, and choose the claims of which a statement fits."""
        with self._reading() as db:
            frame = parts.around(db, min_confidence, **filters)
        found = positions.claims_frame(frame)
        chosen = found["claim_id"].isin(frames.select(frame, **filters)["claim_id"])
        return found[chosen].reset_index(drop=True)

    def opposed(self, *, min_confidence: float = 0.0, **filters: str) -> pd.DataFrame:
        """A row per pair of claims of which one affirms what the other denies; columns and dtypes:
        `quotetrack.ledger.positions.opposed_frame`. The filters are those of `statements`, and choose the pairs of
        which a statement fits, on either side."""
        frame = self.statements(min_confidence=min_confidence)
        found = positions.opposed_frame(frame)
        chosen = set(frames.select(frame, **filters)["claim_id"])
        fits = found["claim_id"].isin(chosen) | found["opposed_claim_id"].isin(chosen)
        return found[fits].reset_index(drop=True)

    def changes(self, *, min_confidence: float = 0.0, **filters: str) -> pd.DataFrame:
        """A row per change of position of a speaker; columns and dtypes: `quotetrack.ledger.positions.changes_frame`.
        The filters are those of `statements`, and choose the changes of which a statement fits."""
        frame = self.statements(min_confidence=min_confidence)
        found = positions.changes_frame(frame)
        chosen = set(frames.select(frame, **filters)["statement_id"])
        return found[found["before_id"].isin(chosen) | found["after_id"].isin(chosen)].reset_index(drop=True)

    def documents(self, *, text: bool = False) -> pd.DataFrame:
        """A row per document, by name: name, title, publisher, published (datetime64[us]),
        published_precision, date_basis (category), url, sha256, text if asked for, status (category: read,
        skipped), reason, same_as (of copies of one article the first by name, else empty), scan_id (int64), statements
        (int64, how many); the others are str."""
        with self._reading() as db:
            raw = pd.read_sql_query(queries.DOCUMENTS.format(text="text," if text else ""), db)
        return frames.documents_frame(raw)

    def texts(self, names: Iterable[str]) -> dict[str, str]:
        """The texts of documents by name; names that the ledger does not hold are left out."""
        with self._reading() as db:
            query = "SELECT name, text FROM documents WHERE name = ?"
            return dict(found for name in names if (found := db.execute(query, (name,)).fetchone()))

    def speakers(self) -> pd.DataFrame:
        """A row per speaker of the corpus, by name: speaker_id, name, speaker_type (category), role, aliases
        (joined with "; "), statements and documents (int64, how many); the others are str. Type and role are
        those that most documents give; the numbers follow what people corrected."""
        with self._reading() as db:
            raw, aliases = pd.read_sql_query(queries.SPEAKERS, db), pd.read_sql_query(queries.ALIASES, db)
            reviews = [Review(*row) for row in db.execute(queries.REVIEWS)]
            if reviews:
                links, places = (
                    pd.read_sql_query(query.format(chosen="true"), db, params={"min_confidence": 0.0})
                    for query in (queries.LINKS, queries.PLACES)
                )
                raw = frames.reviewed_speakers(raw, links, places, reviews)
        return frames.speakers_frame(raw, aliases)

    def scans(self) -> pd.DataFrame:
        """A row per scan, in order: scan_id (int64), version, model, options and counts (str, JSON), started
        and finished (datetime64[us, UTC], NaT for a scan that runs or was broken off)."""
        with self._reading() as db:
            raw = pd.read_sql_query(
                "SELECT id AS scan_id, version, model, options, started, finished, counts FROM scans ORDER BY id", db
            )
        return frames.scans_frame(raw)

    # Files; the filters are those of `statements`

    def to_csv(self, path: str | os.PathLike[str], **filters: Any) -> None:
        """Writes the statements to a CSV file to be corrected, with the column as_exported, by which a review knows
        what was edited; see `quotetrack.ledger.to_csv`."""
        with closing(self.parts(**filters)) as found:
            export.to_csv(map(marked, found), path)

    def to_excel(self, path: str | os.PathLike[str], **filters: Any) -> None:
        """Writes the statements to an .xlsx file to be corrected, as `to_csv` does; see
        `quotetrack.ledger.excel.to_excel`."""
        excel.to_excel(marked(self.statements(**filters)), path)

    def to_parquet(self, path: str | os.PathLike[str], **filters: Any) -> None:
        """Writes the statements to a Parquet file; see `quotetrack.ledger.formats.to_parquet`."""
        with closing(self.parts(**filters)) as found:
            formats.to_parquet(found, path)

    def to_partitions(self, folder: str | os.PathLike[str], by: str = "year", **filters: Any) -> None:
        """Writes the statements to a folder of Parquet files by `year` or `month`; see
        `quotetrack.ledger.partitions.to_partitions`."""
        with closing(self.parts(**filters)) as found:
            partitions.to_partitions(found, folder, by)

    def to_jsonl(self, path: str | os.PathLike[str], **filters: Any) -> None:
        """Writes the statements to a JSON Lines file; see `quotetrack.ledger.formats.to_jsonl`."""
        with closing(self.parts(**filters)) as found:
            formats.to_jsonl(found, path)

    def to_annotations(self, path: str | os.PathLike[str], **filters: Any) -> None:
        """Writes the statements as a page of W3C Web Annotations; see `quotetrack.ledger.webannotations`."""
        frame, documents = self.statements(**filters), self.documents(text=True).set_index("name")
        webannotations.write(frame, documents["text"].to_dict(), documents["url"].to_dict(), path)

    def announce_export(self, path: str | os.PathLike[str], made: Path) -> None:
        """Says that the file `made` is about to stand at `path`: until `note_export` follows, which may not come to
        that, neither it nor what was there before counts as edited."""
        announce = "INSERT INTO exports VALUES (?, ?, '') ON CONFLICT DO UPDATE SET sha256 = sha256 || ' ' || ?"
        with self._transaction() as db:
            db.execute(announce, (_place(path), sha256 := rows.file_sha256(made), sha256))

    def note_export(self, path: str | os.PathLike[str], options: str = "") -> None:
        """Remembers the file at `path` as it is now: written by a scan with these options, or read by a review."""
        with self._transaction() as db:
            state = f"{db.execute(queries.STATE).fetchone()[0]} {options}"
            row = (_place(path), rows.file_sha256(path), state)
            db.execute("INSERT OR REPLACE INTO exports VALUES (?, ?, ?)", row)

    def is_current(self, path: str | os.PathLike[str], options: str) -> bool:
        """Whether the file at `path` is as `note_export` saw it, with these options, and the ledger too."""
        with self._reading() as db:
            state = f"{db.execute(queries.STATE).fetchone()[0]} {options}"
            query = "SELECT state FROM exports WHERE path = ?"
            known = db.execute(query, (_place(path),)).fetchone()
        return known == (state,) and Path(path).exists() and not self.edited(path)

    def edited(self, path: str | os.PathLike[str]) -> bool:
        """Whether the file at `path` is there, and no longer what `note_export` or `announce_export` saw; False where
        they never did."""
        with self._reading() as db:
            query = "SELECT sha256 FROM exports WHERE path = ?"
            known = db.execute(query, (_place(path),)).fetchone()
        return bool(known) and Path(path).exists() and rows.file_sha256(path) not in known[0].split()

    def wrote(self, path: str | os.PathLike[str]) -> bool:
        """Whether the file at `path` is just as a scan wrote it: nobody has edited it, and no review has read it."""
        with self._reading() as db:
            query = "SELECT state FROM exports WHERE path = ?"
            known = db.execute(query, (_place(path),)).fetchone()
        by_a_scan = bool(known) and not known[0].endswith(" ")  # a review has no options
        return by_a_scan and Path(path).exists() and not self.edited(path)

    # Within

    def _running(self, scan_id: int) -> None:
        if self._scan is None or self._scan[0] != scan_id:
            raise ValueError(f"scan {scan_id} is not running: call begin_scan first")

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()
        self._lock = self._scan = None

    @contextmanager
    def _transaction(self, begin: str = _WRITING) -> Iterator[sqlite3.Connection]:
        try:
            self._db.execute(begin)
            try:
                if begin == _WRITING:
                    touched.watch(self._db)
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # SQLite itself has rolled back when the disk is full
                    self._db.execute("ROLLBACK")
                raise
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise  # a mistake in the code, not in the file
        except (sqlite3.DatabaseError, pd.errors.DatabaseError, UnicodeDecodeError) as error:
            why = error.__cause__ or error  # of SQLite: pandas tells the whole query
            raise LedgerError(
                f"cannot use the ledger {self.path} ({why}): see that it can be written, that the disk has room "
                "and that no other program keeps it locked; whether it is whole says: "
                f"quotetrack doctor --ledger {self.path}"
            ) from error

    @contextmanager
    def _unsynced(self) -> Iterator[None]:
        """Transactions in the block are quick, for what the next scan would find again: a power cut may undo them until
        another transaction is synced."""
        self._db.execute("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            self._db.execute("PRAGMA synchronous = FULL")

    def _reading(self) -> AbstractContextManager[sqlite3.Connection]:
        return self._transaction("BEGIN")  # several queries then see one state of the ledger


def _place(path: str | os.PathLike[str]) -> str:
    return rows.stored_name(str(Path(path).resolve()))


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
