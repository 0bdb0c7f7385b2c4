"""How a class shows itself in a notebook: the method ``_repr_html_``, which Jupyter, VS Code and nbconvert ask for.

What it shows is made in `quotetrack.views`, behind all that it looks at, and imported when somebody looks.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

_Class = TypeVar("_Class", bound=type)


def shown_by(view: str) -> Callable[[_Class], _Class]:
    """Show the objects of a class by this function of `quotetrack.views.looks`."""

    def _repr_html_(self: Any) -> str:
        """Its HTML, without scripts, all text in it escaped."""
        html: str = getattr(import_module("quotetrack.views.looks"), view)(self)
        return html

    def marked(decorated: _Class) -> _Class:
        decorated._repr_html_ = _repr_html_  # type: ignore[attr-defined]
        return decorated

    return marked
