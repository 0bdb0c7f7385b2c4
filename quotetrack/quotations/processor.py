"""The Stanza processor ``quotations``: importing quotetrack lets any ``stanza.Pipeline`` name it.

It puts a list of `quotetrack.types.Attribution` on each document as ``doc.quotations``.
"""

from __future__ import annotations

from typing import Any

from stanza.models.common.doc import Document as StanzaDocument
from stanza.pipeline.processor import Processor, register_processor


@register_processor(name="quotations")
class QuotationsProcessor(Processor):
    """Needs tokens alone, so it runs with the tokenizer of any model set; with dependencies it also tells each
    attribution's addressee and medium, and its type and polarity better."""

    PROVIDES_DEFAULT = frozenset({"quotations"})
    REQUIRES_DEFAULT = frozenset({"tokenize"})

    def __init__(self, config: dict[str, Any], pipeline: Any, device: Any):
        super().__init__(config, pipeline, device)
        # imported here, since this module is loaded while stanza itself still is
        from stanza.models.common.foundation_cache import BertRecord

        from quotetrack.parsing.encoder import NAME
        from quotetrack.parsing.models import load_encoder
        from quotetrack.quotations.finder import Finder

        cache = pipeline.foundation_cache
        if NAME not in cache.bert:
            cache.bert[NAME] = BertRecord(*load_encoder(), {})
        record = cache.bert[NAME]
        self._finder = Finder.load(record.model, record.tokenizer)

    def mark_inactive(self) -> None:
        """Stanza calls this before it says which processor is missing; there is nothing to let go of."""

    def process(self, document: StanzaDocument) -> StanzaDocument:
        return self.bulk_process([document])[0]

    def bulk_process(self, docs: list[StanzaDocument]) -> list[StanzaDocument]:
        from quotetrack.parsing.parser import parsed, tokens
        from quotetrack.quotations.describe import describe
        from quotetrack.types import Document

        found = self._finder.find([doc.text for doc in docs], [tokens(doc) for doc in docs])
        for doc, attributions in zip(docs, found, strict=True):
            read = parsed(Document("", doc.text), doc)
            doc.quotations = [describe(read, attribution) for attribution in attributions]
        return docs
