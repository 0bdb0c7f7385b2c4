"""Imported where processes are copied from: the models are loaded once, and all copies share their memory."""

from __future__ import annotations

import contextlib
import os

from quotetrack.errors import QuotetrackError
from quotetrack.workers import MODEL_VARIABLE, InProcess, vectors

_loaded: dict[str, InProcess] = {}


def reader(model: str | None) -> InProcess:
    """What reads with a model set, its models loaded. Raises ModelError when the set is not there."""
    name = model or ""
    if name not in _loaded:
        made = InProcess(model)
        made.load()
        vectors([])
        _loaded[name] = made
    return _loaded[name]


if MODEL_VARIABLE in os.environ:
    with contextlib.suppress(QuotetrackError):  # each process says so when it is asked to read
        reader(os.environ[MODEL_VARIABLE] or None)
