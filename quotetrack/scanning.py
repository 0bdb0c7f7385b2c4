"""Files in, ledger out: the whole flow as one streaming loop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import pandas as pd

from quotetrack import __version__
from quotetrack.documents import Columns, read_paths
from quotetrack.ledger import Ledger
from quotetrack.ledger.rows import stored_name
from quotetrack.parsing.models import find_models
from quotetrack.speakers import Edit, apply, identities
from quotetrack.types import Document, Skipped, Statement

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
    leave_out: Sequence[Path] = (),
    prune: bool = False,
    progress: Progress | None = None,
) -> ScanSummary:
    """Read files and folders into an open ledger; documents that it holds unchanged are passed over.

    The ledger's own files and those of `leave_out` are never read. With `prune` the ledger forgets documents of
    these paths that are no longer there, once all is read; a path in which nothing is left forgets nothing.
    `progress` is called with each document's name and its number of characters once it is done.
    Raises InputError for a path that does not exist, ModelError for a missing model set and
    LedgerError when the ledger cannot be written; what was read until then stays in the ledger.
    """
    known_as = find_models(model).name
    summary = ScanSummary()
    done = progress or (lambda name, size: None)
    scan_id = ledger.begin_scan(__version__, known_as, {"paths": [str(p) for p in paths]})
    seen: set[str] = set()
    items = _noted(read_paths(paths, columns=columns), seen)
    fresh = _fresh(items, ledger, scan_id, known_as, summary, leave_out, done)
    for document, found in _read(fresh, model):
        ledger.add(scan_id, document, found)
        summary.documents += 1
        summary.statements += len(found)
        summary.words += len(document.text.split())
        done(document.name, len(document.text))
    if prune:
        # a path with nothing in it may be a drive that is not there: it forgets nothing
        there = [path for path in paths if any(_is_below(name, [path]) for name in seen)]
        gone = [name for name in ledger.document_names() if name not in seen and _is_below(name, there)]
        ledger.forget(scan_id, gone)
        summary.forgotten = gone
    if ledger.unsettled:
        settle_identities(ledger)
    ledger.finish_scan(scan_id, summary.counts)
    return summary


def _noted(items: Iterable[Document | Skipped], seen: set[str]) -> Iterator[Document | Skipped]:
    """The items, their names put into `seen` as the ledger stores them."""
    for item in items:
        seen.add(stored_name(item.name))
        yield item


def _read(documents: Iterator[Document], model: str | None) -> Iterator[tuple[Document, list[Statement]]]:
    """Each document with its statements; the models, which take seconds to load, are for the first one."""
    first = next(documents, None)
    if first is not None:
        from quotetrack.reading import Reader

        yield from Reader(model).read(chain([first], documents))


def _is_below(name: str, paths: Sequence[str | Path]) -> bool:
    """Whether a document's name is one of the paths, or of a file in one of them; a table row counts as its table."""
    files = {Path(name), Path(name.rpartition("#")[0] or name)}
    return any(file == Path(path) or Path(path) in file.parents for file in files for path in paths)


def settle_identities(ledger: Ledger) -> None:
    """Say anew which speakers of different documents are one, with the corrections that people made."""
    local = ledger.local_speakers()
    edits = [Edit(kind, name, value, document) for _, kind, name, value, document in ledger.edits()]
    ledger.set_identities(apply(edits, identities(local), local))


def _fresh(
    items: Iterable[Document | Skipped],
    ledger: Ledger,
    scan_id: int,
    model: str,
    summary: ScanSummary,
    leave_out: Sequence[Path],
    done: Progress,
) -> Iterator[Document]:
    """The documents that have to be read; what cannot be and what is known already is noted."""
    own = {path.resolve() for path in leave_out} | {Path(f"{ledger.path.resolve()}{end}") for end in _LEDGER_FILES}
    for item in items:
        if not own.isdisjoint(Path(name).resolve() for name in (item.name, item.name.rpartition("#")[0]) if name):
            continue
        if isinstance(item, Skipped):
            ledger.skip(scan_id, item)
            summary.skipped.append(item)
            done(item.name, 0)
        elif ledger.unchanged(item.name, item.text, model):
            summary.unchanged += 1
            done(item.name, len(item.text))
        else:
            yield item


def top_speakers(frame: pd.DataFrame, most: int | None = 5) -> list[tuple[str, int]]:
    """The named speakers with the most of the statements in `frame`, most first; all of them where `most` is None."""
    named = frame[frame["speaker_type"].isin(["person", "organization"])]
    counted: Counter[str] = Counter(name for names in named["speaker"] for name in names.split("; ") if name)
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:most]
