"""Files in, ledger out: the whole flow as one streaming loop."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from quotetrack import __version__
from quotetrack.batching import batches
from quotetrack.documents import Columns, read_paths
from quotetrack.documents.globs import matches
from quotetrack.errors import InputError
from quotetrack.ledger import Ledger
from quotetrack.ledger.rows import speaker_id, stored_name
from quotetrack.parsing.models import find_models
from quotetrack.speakers import Edit, apply, identities
from quotetrack.types import Document, Skipped
from quotetrack.workers import Found, InProcess, Lost, Pool

Progress = Callable[[str, int], None]
_LEDGER_FILES = ("", "-lock", "-wal", "-shm", "-journal")  # the ledger and what SQLite keeps beside it


@dataclass
class ScanSummary:
    """What a scan did. `unchanged` documents were in the ledger already and were not read again."""

    documents: int = 0
    unchanged: int = 0
    statements: int = 0
    words: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)  # documents that are no longer there

    @property
    def counts(self) -> dict[str, int]:
        return {
            "documents": self.documents,
            "unchanged": self.unchanged,
            "skipped": len(self.skipped),
            "forgotten": len(self.forgotten),
            "statements": self.statements,
            "words": self.words,
        }


def scan(
    paths: Sequence[str | Path],
    ledger: Ledger,
    *,
    model: str | None = None,
    columns: Columns | None = None,
    globs: Sequence[str] = (),
    leave_out: Sequence[Path] = (),
    prune: bool = False,
    progress: Progress | None = None,
    pool: Pool | None = None,
) -> ScanSummary:
    """Read files and folders into an open ledger; documents that it holds unchanged are passed over.

    Of folders only files that match one of the `globs`, where there are any. The ledger's own files and those of
    `leave_out` are never read. With `prune` the ledger forgets documents of
    these paths that are no longer there, once all is read; a path in which nothing is left forgets nothing.
    `progress` is called with each document's name and its number of characters once it is done. `pool` reads, in this
    process where none is given (see `quotetrack.workers`), and is closed at the end; the rows are the same.
    Raises InputError for a path that does not exist, ModelError for a missing model set and
    LedgerError when the ledger cannot be written; what was read until then stays in the ledger.
    """
    seen: set[str] = set()
    items = _not_ours(_noted(read_paths(paths, columns=columns, globs=globs), seen), ledger, leave_out)

    def gone() -> list[str]:
        # a path with nothing in it may be a drive that is not there: it forgets nothing
        there = [path for path in paths if any(_is_below(name, [path]) for name in seen)]
        return [name for name in ledger.document_names() if not _is_seen(name, seen) and _is_below(name, there, globs)]

    options = {"paths": [str(path) for path in paths], **({"globs": list(globs)} if globs else {})}
    return _scan(items, ledger, options, model, progress, gone if prune else list, pool)


def scan_documents(
    items: Iterable[Document | Skipped],
    ledger: Ledger,
    *,
    source: str = "documents",
    model: str | None = None,
    progress: Progress | None = None,
    pool: Pool | None = None,
) -> ScanSummary:
    """As `scan`, of documents that no file holds; `source` says in the table of scans where they come from.

    Raises InputError for two documents of one name, of which the ledger could keep but one.
    """
    return _scan(_distinct(items), ledger, {"source": source}, model, progress, list, pool)


def _scan(
    items: Iterable[Document | Skipped],
    ledger: Ledger,
    options: dict[str, Any],
    model: str | None,
    progress: Progress | None,
    gone: Callable[[], list[str]],
    pool: Pool | None = None,
) -> ScanSummary:
    """Read `items` into the ledger, and forget the documents that `gone` names once all are read."""
    known_as = find_models(model).name
    summary = ScanSummary()
    done = progress or (lambda name, size: None)
    scan_id = ledger.begin_scan(__version__, known_as, options)
    pool = pool or InProcess(model)
    waiting: deque[list[Document]] = deque()

    def unknown() -> Iterator[list[Document]]:
        # Batches of all documents, known ones too: a scan that goes on where one was broken off then makes the same
        # ones, and what the models say of a sentence depends, in the last digits, on those that it is read with.
        for batch in batches(_documents(items, ledger, scan_id, summary, done)):
            waiting.append(batch)
            yield [document for document in batch if not ledger.unchanged(document.name, document.text, known_as)]

    try:
        for outcome in pool.read(unknown()):
            batch = waiting.popleft()
            _keep(outcome, ledger, scan_id, summary)
            lost_or_read = len(outcome.documents if isinstance(outcome, Lost) else outcome)
            summary.unchanged += len(batch) - lost_or_read
            for document in batch:
                done(document.name, len(document.text))
        summary.forgotten = gone()
        if summary.forgotten:
            ledger.forget(scan_id, summary.forgotten)
        if ledger.unsettled:
            settle_identities(ledger)
        ledger.finish_scan(scan_id, summary.counts, pool.embed)
    finally:
        pool.close()
    return summary


def _keep(outcome: Found | Lost, ledger: Ledger, scan_id: int, summary: ScanSummary) -> None:
    """Put what was found in a batch into the ledger and count it; documents that could not be read are noted."""
    if isinstance(outcome, Lost):
        for document in outcome.documents:
            item = Skipped(document.name, outcome.reason)
            ledger.skip(scan_id, item)
            summary.skipped.append(item)
        return
    ledger.add_many(scan_id, outcome)
    summary.documents += len(outcome)
    summary.statements += sum(len(statements) for _, statements in outcome)
    summary.words += sum(len(document.text.split()) for document, _ in outcome)


def _noted(items: Iterable[Document | Skipped], seen: set[str]) -> Iterator[Document | Skipped]:
    """The items, their names put into `seen` as the ledger stores them."""
    for item in items:
        seen.add(stored_name(item.name))
        yield item


def _not_ours(
    items: Iterable[Document | Skipped], ledger: Ledger, leave_out: Sequence[Path]
) -> Iterator[Document | Skipped]:
    """The items that are neither of the ledger's own files nor of those of `leave_out`."""
    own = {path.resolve() for path in leave_out} | {Path(f"{ledger.path.resolve()}{end}") for end in _LEDGER_FILES}
    for item in items:
        if own.isdisjoint(Path(name).resolve() for name in (item.name, item.name.rpartition("#")[0]) if name):
            yield item


def _distinct(items: Iterable[Document | Skipped]) -> Iterator[Document | Skipped]:
    """The items as they come, as long as each has a name of its own."""
    seen: set[str] = set()
    for item in items:
        name = stored_name(item.name)
        if name in seen:
            raise InputError(f"two documents are called {item.name!r}: give each a name of its own")
        seen.add(name)
        yield item


def _is_seen(name: str, seen: Collection[str]) -> bool:
    """Whether a document was met, or the table or archive that holds it could not be read and says nothing of it."""
    return any(whole in seen for whole in _wholes(name))


def _is_below(name: str, paths: Sequence[str | Path], globs: Sequence[str] = ()) -> bool:
    """Whether a document's name is one of the paths, or of a file in one of them that matches the `globs`.

    A table row counts as its table, a member of an archive as its archive.
    """
    files = [Path(whole) for whole in _wholes(name)]
    if globs:
        files = files[-1:]  # the file itself, which the patterns are for
    return any(
        file == Path(path) or (Path(path) in file.parents and matches(file.relative_to(path), globs))
        for file in files
        for path in paths
    )


def _wholes(name: str) -> list[str]:
    """The names of a document and of what it is part of: a.zip#b.csv#3, a.zip#b.csv, a.zip."""
    parts = name.split("#")
    wholes = ["#".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return [name, *(whole for whole in wholes[1:] if whole and not os.path.isdir(whole))]  # noqa: PTH112 (false for names too long)


def settle_identities(ledger: Ledger) -> None:
    """Say anew which speakers of different documents are one, with the corrections that people made."""
    local = ledger.local_speakers()
    edits = [Edit(kind, name, value, document) for _, kind, name, value, document in ledger.edits()]
    found = apply(edits, identities(local), local)
    del local  # as large as what was found
    ledger.set_identities(found)


def _documents(
    items: Iterable[Document | Skipped], ledger: Ledger, scan_id: int, summary: ScanSummary, done: Progress
) -> Iterator[Document]:
    """The documents; what cannot be read is noted."""
    for item in items:
        if isinstance(item, Skipped):
            ledger.skip(scan_id, item)
            summary.skipped.append(item)
            done(item.name, 0)
        else:
            yield item


def count_speakers(frame: pd.DataFrame) -> Counter[str]:
    """How many of the statements in `frame` each name has; rejected statements are nobody's."""
    kept = frame[frame["reviewed"] != "rejected"]
    return Counter(name for names in kept["speaker"] for name in names.split("; "))


def top_speakers(counted: Mapping[str, int], speakers: pd.DataFrame, most: int | None = 5) -> list[tuple[str, int]]:
    """Of the names that `count_speakers` counted those of speakers with a name, the most frequent first; all where
    `most` is None.

    `speakers` is the table of `Ledger.speakers`. "A senior official" has no name, and is another one in each document.
    """
    named = {
        name for key, name in zip(speakers["speaker_id"], speakers["name"], strict=True) if key == speaker_id(name)
    }
    found = [(name, count) for name, count in counted.items() if name in named]
    return sorted(found, key=lambda item: (-item[1], item[0]))[:most]
