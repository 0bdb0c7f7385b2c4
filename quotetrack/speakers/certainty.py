"""How often a resolution is right, which is the speaker's share in the confidence of a statement."""

from __future__ import annotations

from quotetrack.speakers.discourse import Resolved
from quotetrack.types import Attribution

# Of statements whose content and source are right, the share whose speaker is right too; one more right and one more
# wrong are counted. On PolNeAR dev and the newswire of other countries: python -m training.certainty DATA_DIR
SHARES = {"name": 0.99, "alias": 0.98, "pronoun": 0.91, "named nominal": 0.94, "nominal": 0.85, "none": 0.20}


def kind(found: Attribution, resolved: Resolved) -> str:
    """The key in SHARES; "" where nothing has to be resolved: there is no source, or a quotation carries on (what is
    known of these is in the fixed confidence that the finder gives them)."""
    if found.source is None:
        return ""
    if resolved.resolution == "nominal" and any(speaker.named for speaker in resolved.speakers):
        return "named nominal"
    return resolved.resolution if resolved.resolution in SHARES else ""


def certainty(found: Attribution, resolved: Resolved) -> float:
    """The probability, 0 to 1, that the speaker is right where content and source are."""
    return SHARES.get(kind(found, resolved), 1.0)
