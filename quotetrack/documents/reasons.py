"""Why a file is not read, said from within a reader."""

from __future__ import annotations

from importlib.util import find_spec

from quotetrack.extras import install


class Unreadable(ValueError):
    """The file gives no Document; the message says why and what to do, in one line."""


def need(module: str, extra: str, package: str = "") -> None:
    """Raise Unreadable where an optional library is missing, with the command that brings it."""
    if find_spec(module) is None:
        raise Unreadable(f"needs {package or module}: {install(extra)}")
