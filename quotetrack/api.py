"""quotetrack as a library, in few calls."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import pandas as pd

from quotetrack import scanning
from quotetrack.documents import Columns, read_frame
from quotetrack.documents.dates import parse_date
from quotetrack.errors import InputError
from quotetrack.ledger import Ledger
from quotetrack.types import Document, Skipped, Statement
from quotetrack.workers import make_pool

if TYPE_CHECKING:
    from stanza.models.common.doc import Document as StanzaDocument
    from stanza.models.common.foundation_cache import FoundationCache

FileName: TypeAlias = "str | os.PathLike[str]"
Articles: TypeAlias = "FileName | Iterable[FileName] | Document | Iterable[Document | Skipped] | pd.DataFrame"


def scan(
    articles: Articles,
    ledger: FileName | Ledger = "quotetrack.db",
    *,
    model: str | None = None,
    columns: Columns | None = None,
    globs: Sequence[str] = (),
    prune: bool = False,
    workers: int = 1,
    progress: scanning.Progress | None = None,
) -> Ledger:
    """Scan articles into the ledger and return it, open: ``scan("corpus/").statements()``.

    articles: files and folders, `Document`s, or a DataFrame with an article a row. Its column of texts, and those of
    title, date, publisher, url and author where there are any, are found by their usual names or by `columns`. A
    column `name` names the articles; without it they are called ``frame#LABEL``, by their labels in the index, so that
    two DataFrames in one ledger need it.
    ledger: a file, made where there is none, or a `Ledger` that is open.
    model: as for ``quotetrack scan --model``; the shipped one unless given.
    columns: the columns of tables, where they do not have usual names: ``Columns(text="body")``.
    globs: of folders only the files that match one of these patterns, such as "*.txt" or "2026/**".
    prune: forget the documents of these files and folders that are no longer there.
    workers: how many processes read at once. The rows are the same, and in a script the call has to stand below
    ``if __name__ == "__main__":`` where there are several.
    progress: called with the name and the number of characters of each document once it is done.

    Articles that the ledger knows and that have not changed are passed over. What could not be read, and why, is in
    ``ledger.documents()``. Raises InputError, ModelError or LedgerError, each with one line that says what to do.
    """
    given = _given(articles, columns)
    if (globs or prune) and not isinstance(given, list):
        raise InputError("globs and prune are for files and folders: filter the articles before the scan")
    opened = ledger if isinstance(ledger, Ledger) else Ledger(ledger)
    try:
        if isinstance(given, list):
            scanning.scan(
                given, opened, model=model, columns=columns, globs=globs, prune=prune, progress=progress,
                pool=make_pool(workers, model),
            )  # fmt: skip
        else:
            source = "DataFrame" if isinstance(articles, pd.DataFrame) else "documents"
            pool = make_pool(workers, model)
            scanning.scan_documents(given, opened, source=source, model=model, progress=progress, pool=pool)
    except BaseException:
        if opened is not ledger:
            opened.close()
        raise
    return opened


def read_text(
    text: str, *, title: str = "", published: str = "", author: str = "", model: str | None = None
) -> list[Statement]:
    """The statements of one text, with offsets into it. For many texts make one `Reader` and use that.

    published: the day of publication, which "on Monday" is counted from.
    author: who says "I" outside of quotations.
    Raises InputError for a date that is none, ModelError for a missing model set.
    """
    from quotetrack.reading import Reader

    document = _dated(Document("text", text, title=title, published=published, author=author))
    return next(Reader(model).read([document]))[1]


def read_stanza(doc: StanzaDocument, *, title: str = "", published: str = "", author: str = "") -> list[Statement]:
    """The statements of a text that a Stanza pipeline of one's own has parsed, with offsets into ``doc.text``.

    The pipeline needs tokenize, pos, depparse and ner, in English, with the tags of an English package: those of an
    official package fit, and of the shipped one. Where it had the processor ``quotations`` too, its attributions are
    taken as they are, and given their dates. The other arguments are those of `read_text`.
    Raises InputError, with the processors that are missing, for a document that lacks any.
    """
    from quotetrack.parsed_elsewhere import check, read

    check(doc)
    return read(doc, _dated(Document("text", doc.text, title=title, published=published, author=author)))


def foundation_cache() -> FoundationCache:
    """What ``stanza.Pipeline("en", dir=str(quotetrack.parsing.models.SHIPPED), ...)`` needs as this argument."""
    from quotetrack.parsing import models

    return models.foundation_cache(*models.load_encoder())


def _given(articles: Articles, columns: Columns | None) -> list[str | Path] | Iterator[Document | Skipped]:
    """Files and folders as a list, or documents."""
    if isinstance(articles, pd.DataFrame):
        return read_frame(articles, columns)
    if isinstance(articles, pd.Series):
        raise InputError("cannot scan a Series: give frame[['text']] for texts, or list(series) for files")
    alone = isinstance(articles, (str, os.PathLike, Document))
    items: Iterator[Any] = iter([articles] if alone else cast("Iterable[Any]", articles))
    first = next(items, None)
    if isinstance(first, (Document, Skipped)):
        return (_dated(item) if isinstance(item, Document) else item for item in chain([first], items))
    paths = [] if first is None else [first, *items]
    strange = next((path for path in paths if not isinstance(path, (str, os.PathLike))), None)
    if strange is not None:
        raise InputError(f"cannot scan {type(strange).__name__}: give files and folders, Documents or a DataFrame")
    return [path if isinstance(path, str) else Path(path) for path in paths]


def _dated(document: Document) -> Document:
    """With its date as ISO 8601, which is that of publication where the document does not say what it is."""
    published = parse_date(document.published)
    if document.published and not published:
        raise InputError(
            f"{document.name}: published is {document.published!r}: write it as 2026-07-08, 2026-07 or 2026"
        )
    basis = "published" if published and document.date_basis == "unknown" else document.date_basis
    return replace(document, published=published, date_basis=basis)
