"""The data that flows from stage to stage: frozen, and without behaviour beyond itself.

All offsets are Python string indices into ``Document.text``, end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from quotetrack._notebook import shown_by


class Span(NamedTuple):
    """A stretch of a document's text, ``text[start:end]``."""

    start: int
    end: int


@shown_by("document")
@dataclass(frozen=True)
class Document:
    """One article.

    `name` identifies it: its path as given on the command line, for a table row ``PATH#ROW``, for an article in an
    archive, book or feed ``PATH#MEMBER``. `author` is its one author; empty where there are several.
    `published` is ISO 8601 with the precision that is known ("2020-08-03", "2020-08", "2020") or
    empty; `date_basis` says where it comes from: published (metadata, first lines or URL), file
    (the file's name, or the day on which it was made by its own properties) or unknown.
    """

    name: str
    text: str
    title: str = ""
    publisher: str = ""
    published: str = ""
    date_basis: str = "unknown"
    url: str = ""
    author: str = ""


@dataclass(frozen=True)
class Skipped:
    """A file or table row that gave no Document, and why, in one line that says what to do."""

    name: str
    reason: str


@dataclass(frozen=True)
class Word:
    """A word with its syntax: `head` is the position of its head in the sentence, -1 for the root.

    Without a parse of its sentence a word has empty tags and `head` -1; its lemma is empty too where
    the parser of the model set does not need it.
    """

    text: str
    start: int
    end: int
    upos: str = ""
    xpos: str = ""
    lemma: str = ""
    head: int = -1
    deprel: str = ""


@dataclass(frozen=True)
class Sentence:
    start: int
    end: int
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Entity:
    """A name in the text; `label` is person, organization, place, group or other."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Parsed:
    """A document with its sentences (those that matter with syntax) and its names, in reading order."""

    document: Document
    sentences: tuple[Sentence, ...]
    entities: tuple[Entity, ...]


@shown_by("attribution")
@dataclass(frozen=True)
class Attribution:
    """Somebody said or thought something: one source, one cue, the parts of one content."""

    content: tuple[Span, ...]
    source: Span | None = None
    cue: Span | None = None
    quotation_type: str = "indirect"  # direct, mixed, indirect
    confidence: float = 1.0
    carried: bool = False  # a quotation without cue and source that goes on from the one before
    attribution_type: str = ""  # assertion, belief, fact, eventuality; empty where there is no cue
    polarity: str = ""  # affirmed, denied; empty where there is no cue
    addressee: Span | None = None  # whom it was said to: "Fox News" in "told Fox News"
    medium: Span | None = None  # where it was said: "in a letter to employees", "at a rally in Ohio"
    said_on: str = ""  # when, as far as the words around the cue tell: ISO 8601, a day, a month or a year


@dataclass(frozen=True)
class Speaker:
    """Whom a source resolves to, within one document."""

    name: str
    speaker_type: str = ""  # person, organization, group, document, other; empty when unknown
    role: str = ""
    aliases: tuple[str, ...] = ()
    named: bool = False  # False for "a senior official", who never is one with another document's


@shown_by("statement")
@dataclass(frozen=True)
class Statement:
    """One row of the ledger, without what the document and the whole corpus add to it."""

    statement_id: str
    claim: str
    speakers: tuple[Speaker, ...] = ()
    resolution: str = "none"  # name, alias, pronoun, nominal, carried, none
    quotation_type: str = "indirect"
    cue: str = ""
    source: str = ""
    attribution_type: str = ""
    polarity: str = ""
    addressee: str = ""
    medium: str = ""
    context: str = ""
    said_on: str = ""
    date_basis: str = "unknown"
    confidence: float = 0.0
    start: int = 0
    end: int = 0
    paragraph: int = 0  # counted from 1
    content_spans: tuple[Span, ...] = ()
    source_span: Span | None = None
    cue_span: Span | None = None
