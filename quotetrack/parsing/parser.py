"""Documents in, sentences, names and syntax out: the one place that runs Stanza."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import stanza
import torch
from stanza.models.common.doc import Document as StanzaDocument
from stanza.models.common.doc import Sentence as StanzaSentence

from quotetrack.errors import ModelError
from quotetrack.parsing.dependencies import parse
from quotetrack.parsing.encoder import Encoder, WordPieces
from quotetrack.parsing.models import LANGUAGE, ModelSet, find_models, foundation_cache, load_encoder, mending
from quotetrack.parsing.recurrent import hasten
from quotetrack.parsing.sentences import whole_sentences
from quotetrack.types import Document, Entity, Parsed, Sentence, Word

_LABELS = {
    "person": "person", "per": "person", "organization": "organization", "org": "organization",
    "location": "place", "gpe": "place", "loc": "place", "facility": "place", "fac": "place",
    "norp": "group", "misc": "other", "product": "other",
}  # fmt: skip
_LONGEST = 300  # tokens of a sentence that is parsed
_MARK = "__dynamo_disable"


class Parser:
    """A loaded model set. Read a batch of documents, then add syntax where it is wanted."""

    def __init__(self, model: str | None = None):
        self.models: ModelSet = find_models(model)
        self.encoder: Encoder
        self.pieces: WordPieces
        self.encoder, self.pieces = load_encoder()
        try:
            with _without_compiler():
                self._pipeline = stanza.Pipeline(
                    LANGUAGE, dir=str(self.models.directory), package=self.models.package,
                    processors=self.models.processors, foundation_cache=foundation_cache(self.encoder, self.pieces),
                    download_method=None, use_gpu=False, logging_level="CRITICAL", depparse_check_requirements=False,
                )  # fmt: skip
        except Exception as error:  # Stanza's many ways to say that a model file is not there or not right
            reason = str(error).strip().split("\n")[0]
            raise ModelError(f"cannot load model set '{self.models.name}': {reason}; {mending(self.models)}") from error

        for name in ("tokenize", "pos", "ner", "depparse"):
            hasten(self._pipeline.processors[name].trainer.model)
        # A lemma is worth its time only to a parser that reads it; the shipped one does not.
        reads_lemmas = self._pipeline.processors["depparse"].config.get("word_emb_dim", 0) > 0
        self._before_syntax = ["pos", "lemma"] if reads_lemmas else ["pos"]

    @contextlib.contextmanager
    def sharing(self) -> Iterator[None]:
        """Within this context no sentence is encoded twice: use it around one batch."""
        with self.encoder.remembering():
            yield

    def read(self, texts: Sequence[str]) -> list[StanzaDocument]:
        """Tokens, sentences and names of each text."""
        docs = [StanzaDocument([], text=text) for text in texts]
        if not docs:
            return []
        tokenized = self._pipeline.process(docs, processors=["tokenize", "mwt"])
        return self._pipeline.process([whole_sentences(doc) for doc in tokenized], processors=["ner"])

    def parse(
        self, documents: Sequence[Document], read: Sequence[StanzaDocument], matters: Callable[[int, int, int], bool]
    ) -> list[Parsed]:
        """The documents with syntax in the sentences for which ``matters(document, start, end)`` is true, but for what
        is too long for a sentence: time and memory of the parser grow with the square of the length."""
        chosen = [
            sentence
            for number, doc in enumerate(read)
            for sentence in doc.sentences
            if len(sentence.tokens) <= _LONGEST
            and matters(number, sentence.tokens[0].start_char, sentence.tokens[-1].end_char)
        ]
        if chosen:
            syntax = _only(chosen)
            self._pipeline.process([syntax], processors=self._before_syntax)
            parse(self._pipeline.processors["depparse"], syntax)
        return [parsed(document, doc) for document, doc in zip(documents, read, strict=True)]


@contextlib.contextmanager
def _without_compiler() -> Iterator[None]:
    """Stanza makes optimizers even to read, and for the first one torch imports its whole compiler: half a second.

    It does so to find this mark of a function that is not to be compiled.
    """
    add: Any = getattr(torch.optim.Optimizer.add_param_group, "__wrapped__", None)
    if add is None or hasattr(add, _MARK):
        yield
        return
    setattr(add, _MARK, add)
    try:
        yield
    finally:
        delattr(add, _MARK)


def _only(sentences: list[StanzaSentence]) -> StanzaDocument:
    doc = StanzaDocument([])
    doc.sentences = sentences
    doc.num_tokens = sum(len(s.tokens) for s in sentences)
    doc.num_words = sum(len(s.words) for s in sentences)
    return doc


def tokens(doc: StanzaDocument) -> list[list[tuple[str, int, int]]]:
    """(form, start, end) of each token, by sentence."""
    return [[(t.text, t.start_char, t.end_char) for t in sentence.tokens] for sentence in doc.sentences]


def parsed(document: Document, doc: StanzaDocument) -> Parsed:
    """What Stanza read of a document; tags, syntax and names are empty where it has not read them."""
    entities = [
        Entity(e.start_char, e.end_char, _LABELS[e.type.lower()]) for e in doc.ents if e.type.lower() in _LABELS
    ]
    return Parsed(document, tuple(map(_sentence, doc.sentences)), tuple(entities))


def _sentence(sentence: StanzaSentence) -> Sentence:
    words = []
    for token in sentence.tokens:
        for word in token.words:
            start = token.start_char if word.start_char is None else word.start_char
            end = token.end_char if word.end_char is None else word.end_char
            head = -1 if word.head is None else word.head - 1
            tags = (word.upos or "", word.xpos or "", word.lemma or "")
            words.append(Word(word.text, start, end, *tags, head, word.deprel or ""))
    return Sentence(words[0].start, words[-1].end, tuple(words))
