"""Sources become speakers: in the document, then across the corpus."""

from quotetrack.speakers.certainty import certainty
from quotetrack.speakers.discourse import Resolved
from quotetrack.speakers.edits import Edit, apply
from quotetrack.speakers.identity import LocalSpeaker, identities
from quotetrack.speakers.resolve import resolve

__all__ = ["Edit", "LocalSpeaker", "Resolved", "apply", "certainty", "identities", "resolve"]
