"""What a file that gives one Document, or none, is read as."""

from __future__ import annotations

from pathlib import Path

from quotetrack.documents import read_paths
from quotetrack.types import Document, Skipped


def one(path: Path) -> Document:
    (item,) = read_paths([path])
    assert isinstance(item, Document), item
    return item


def reason(path: Path) -> str:
    (item,) = read_paths([path])
    assert isinstance(item, Skipped), item
    assert "\n" not in item.reason
    return item.reason
