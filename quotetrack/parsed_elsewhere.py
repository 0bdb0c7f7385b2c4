"""Documents that a Stanza pipeline of somebody's own has parsed: whether they have all that is read, and reading."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from stanza.models.common.doc import Document as StanzaDocument

from quotetrack.errors import InputError
from quotetrack.parsing.models import LANGUAGE, load_encoder
from quotetrack.parsing.parser import parsed, tokens
from quotetrack.quotations.describe import describe
from quotetrack.quotations.finder import Finder
from quotetrack.quotations.said_on import said_on
from quotetrack.speakers import resolve
from quotetrack.statements import statements
from quotetrack.types import Document, Statement

_MEND = 'run stanza.Pipeline("en", processors="tokenize,pos,lemma,depparse,ner") on the text first'


def read(doc: StanzaDocument, document: Document) -> list[Statement]:
    """The statements of a parsed document, which may have its quotations too; `document` is the same for us."""
    whole = parsed(document, doc)
    found = getattr(doc, "quotations", None)
    if found is None:
        (raw,) = _finder().find([document.text], [tokens(doc)])
        found = [describe(whole, attribution) for attribution in raw]
    else:  # the processor does not know from which day "on Monday" counts
        found = [
            replace(attribution, said_on=attribution.said_on or said_on(whole, attribution)) for attribution in found
        ]
    return statements(whole, found, resolve(whole, found))


@lru_cache(maxsize=1)
def _finder() -> Finder:
    """The finder alone, without a parser; it takes a second to load."""
    return Finder.load(*load_encoder())


def check(doc: StanzaDocument) -> None:
    """Raises InputError, with the processors that are missing, for a document that lacks what we read.

    That is its text, tokens with their places in it, part-of-speech tags, dependencies and names. Lemmas are not read.
    """
    if not isinstance(doc, StanzaDocument):
        raise InputError(f"not a Stanza document but {type(doc).__name__}: {_MEND}")
    if getattr(doc, "lang", None) not in (None, LANGUAGE):
        raise InputError(f"a document in '{doc.lang}': quotetrack reads English only")
    if doc.text is None:
        raise InputError(f"the Stanza document has no text to give offsets into: {_MEND}")
    missing = _missing(doc)
    if missing:
        raise InputError(f"the Stanza document lacks {', '.join(missing)}: {_MEND}")


def _missing(doc: StanzaDocument) -> list[str]:
    """The processors that have not run."""
    tokens = [token for sentence in doc.sentences for token in sentence.tokens]
    words = [word for token in tokens for word in token.words]
    if any(token.start_char is None or token.end_char is None for token in tokens) or (doc.text.strip() and not tokens):
        return ["tokenize"]
    ran = {
        "pos": all(word.upos for word in words),
        "depparse": all(word.deprel and word.head is not None for word in words),
        "ner": all(token.ner for token in tokens),
    }
    return [name for name, done in ran.items() if not done]
