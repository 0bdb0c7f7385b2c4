"""quotetrack: who claimed what, when, and how often.

Importing it makes the Stanza processor ``quotations`` known, so that any ``stanza.Pipeline`` can name it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quotetrack import _stanza_hook
from quotetrack._version import __version__

__all__ = [
    "Attribution",
    "Columns",
    "Document",
    "Highlight",
    "InputError",
    "Ledger",
    "LedgerError",
    "ModelError",
    "QuotetrackError",
    "Reader",
    "Reviewed",
    "Skipped",
    "Span",
    "Speaker",
    "Statement",
    "__version__",
    "foundation_cache",
    "highlight",
    "read_paths",
    "read_stanza",
    "read_text",
    "review",
    "scan",
    "timeline",
]

_HOMES = {
    **dict.fromkeys(("Attribution", "Document", "Skipped", "Span", "Speaker", "Statement"), "types"),
    **dict.fromkeys(("InputError", "LedgerError", "ModelError", "QuotetrackError"), "errors"),
    **dict.fromkeys(("foundation_cache", "read_stanza", "read_text", "scan"), "api"),
    **dict.fromkeys(("Columns", "read_paths"), "documents"),
    **dict.fromkeys(("Reviewed", "review"), "reviewing"),
    **dict.fromkeys(("Highlight", "highlight"), "views.highlight"),
    "timeline": "views.timeline",
    "Ledger": "ledger",
    "Reader": "reading",
}

if TYPE_CHECKING:
    from quotetrack.api import foundation_cache, read_stanza, read_text, scan
    from quotetrack.documents import Columns, read_paths
    from quotetrack.errors import InputError, LedgerError, ModelError, QuotetrackError
    from quotetrack.ledger import Ledger
    from quotetrack.reading import Reader
    from quotetrack.reviewing import Reviewed, review
    from quotetrack.types import Attribution, Document, Skipped, Span, Speaker, Statement
    from quotetrack.views.highlight import Highlight, highlight
    from quotetrack.views.timeline import timeline


def __getattr__(name: str) -> Any:
    """The public names, imported when first used: torch and pandas take seconds that --help must not."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"quotetrack.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'quotetrack' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})  # so that a notebook completes what is not imported yet


_stanza_hook.install()
