"""quotetrack as a library, in few calls."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from quotetrack.ledger import Ledger
from quotetrack.scanning import scan as _scan
from quotetrack.types import Document, Statement

if TYPE_CHECKING:
    from stanza.models.common.foundation_cache import FoundationCache


def scan(
    paths: str | Path | Sequence[str | Path], ledger: str | Path = "quotetrack.db", model: str | None = None
) -> Ledger:
    """Scan files and folders into the ledger file and return it, open: ``scan("corpus/").statements()``.

    Raises InputError, ModelError or LedgerError, each with one line that says what to do.
    """
    opened = Ledger(ledger)
    try:
        _scan([paths] if isinstance(paths, (str, Path)) else list(paths), opened, model=model)
    except BaseException:
        opened.close()
        raise
    return opened


def read_text(text: str, model: str | None = None) -> list[Statement]:
    """The statements of one text. For many texts make one `Reader` and use that."""
    from quotetrack.reading import Reader

    return next(Reader(model).read([Document("text", text)]))[1]


def foundation_cache() -> FoundationCache:
    """What ``stanza.Pipeline("en", dir=str(quotetrack.parsing.models.SHIPPED), ...)`` needs as this argument."""
    from quotetrack.parsing import models

    return models.foundation_cache(*models.load_encoder())
