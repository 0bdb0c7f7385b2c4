"""Find who said what: attributions with source, cue and content."""

from quotetrack.quotations.marks import paragraphs, quoted_spans

__all__ = ["paragraphs", "quoted_spans"]
