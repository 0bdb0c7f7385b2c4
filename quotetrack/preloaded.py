"""Imported where processes are copied from: the models are loaded once, and all copies share their memory."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator

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


@contextlib.contextmanager
def _ending_with_parent() -> Iterator[None]:
    """Where the process that started this one is gone, this one ends too, and does not load models for nobody."""
    parent, done = os.getppid(), threading.Event()

    def watch() -> None:
        while not done.wait(0.2):
            if os.getppid() != parent:
                os._exit(1)

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        done.set()
        watching.join()  # copies of a process are made when it has no other thread


if MODEL_VARIABLE in os.environ:
    # each process says so when it is asked to read
    with _ending_with_parent(), contextlib.suppress(QuotetrackError):
        reader(os.environ[MODEL_VARIABLE] or None)
