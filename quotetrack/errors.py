"""The errors a user can meet. Each message is one line that says what to do."""

from __future__ import annotations

import re

DOCTOR = ", and see that all is well with: quotetrack doctor"
REINSTALL = "reinstall quotetrack" + DOCTOR


class QuotetrackError(Exception):
    """Base of all errors that quotetrack raises on purpose."""


class InputError(QuotetrackError):
    """A file, folder or table cannot be read."""


class ModelError(QuotetrackError):
    """A model set is missing or cannot be loaded."""


class LedgerError(QuotetrackError):
    """A ledger or an export cannot be opened or written."""


def quoted(text: object) -> str:
    """As it stands in a command that an error names: one word for every shell."""
    word = str(text)
    return word if re.fullmatch(r"[\w./\\:@%+=,-]+", word) else '"' + word.replace('"', '\\"') + '"'
