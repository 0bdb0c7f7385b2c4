"""Files and table rows become Documents.

for item in read_paths(["corpus"]):
    ...  # a Document, or a Skipped that says why there is none
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from quotetrack.types import Document, Skipped

from .frames import read_frame
from .read import read_entry
from .tables import Columns
from .walk import check_paths, walk

__all__ = ["Columns", "count_paths", "read_frame", "read_paths"]


def read_paths(
    paths: Iterable[str | os.PathLike[str]], *, columns: Columns | None = None, globs: Sequence[str] = ()
) -> Iterator[Document | Skipped]:
    """Read files and folders, lazily and in sorted order: a Document an article or table row; a plain text of
    more than five million characters comes in parts.

    Folders are read recursively, without hidden files, and only files that match one of the `globs` where there are
    any ("*.txt", "2026/**"). The path "-" is standard input, plain text or HTML, and its Document is named stdin.
    What cannot be read is a Skipped with its reason; only a path that does not exist raises InputError, before
    anything is read. `columns` names the columns of tables where they do not have usual names.
    """
    entries = walk(check_paths(paths), globs)
    return (item for entry in entries for item in read_entry(entry, columns or Columns()))


def count_paths(paths: Iterable[str | os.PathLike[str]], *, globs: Sequence[str] = ()) -> int:
    """Count the files that `read_paths` will meet, unreadable ones included; a table or archive counts once.

    Raises InputError as `read_paths` does.
    """
    return sum(1 for _ in walk(check_paths(paths), globs))
