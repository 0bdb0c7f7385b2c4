"""Looking at what the ledger holds: articles with their attributions marked, and statements over time."""

from __future__ import annotations

from quotetrack.views.highlight import Highlight, highlight
from quotetrack.views.timeline import timeline

__all__ = ["Highlight", "highlight", "timeline"]
