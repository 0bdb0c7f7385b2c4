"""What cue and syntax say of an attribution beyond its spans."""

from __future__ import annotations

from dataclasses import replace

from quotetrack.quotations.arguments import addressee, medium
from quotetrack.quotations.kinds import attribution_type, polarity
from quotetrack.quotations.said_on import said_on
from quotetrack.types import Attribution, Parsed


def describe(parsed: Parsed, attribution: Attribution) -> Attribution:
    """The attribution with its type and polarity and, where its sentence has syntax, addressee, medium and date."""
    where = medium(parsed, attribution)
    return replace(
        attribution,
        attribution_type=attribution_type(parsed, attribution),
        polarity=polarity(parsed, attribution),
        addressee=addressee(parsed, attribution),
        medium=where,
        said_on=said_on(parsed, replace(attribution, medium=where)),
    )
