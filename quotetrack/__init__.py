"""quotetrack: who claimed what, when, and how often.

Importing it makes the Stanza processor ``quotations`` known, so that any ``stanza.Pipeline`` can name it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quotetrack import _stanza_hook
from quotetrack._version import __version__

__all__ = [
    "Document",
    "Ledger",
    "Reader",
    "Statement",
    "__version__",
    "foundation_cache",
    "read_paths",
    "read_text",
    "scan",
]

_HOMES = {
    "Document": "types",
    "Statement": "types",
    "Ledger": "ledger",
    "Reader": "reading",
    "read_paths": "documents",
    "read_text": "api",
    "scan": "api",
    "foundation_cache": "api",
}

if TYPE_CHECKING:
    from quotetrack.api import foundation_cache, read_text, scan
    from quotetrack.documents import read_paths
    from quotetrack.ledger import Ledger
    from quotetrack.reading import Reader
    from quotetrack.types import Document, Statement


def __getattr__(name: str) -> Any:
    """The public names, imported when first used: torch and pandas take seconds that --help must not."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"quotetrack.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'quotetrack' has no attribute '{name}'")


_stanza_hook.install()
