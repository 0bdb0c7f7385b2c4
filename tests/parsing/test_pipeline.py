"""The shipped models in a plain stanza.Pipeline, with the processor `quotations` and without a network."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
import stanza

import quotetrack
from quotetrack.parsing import models
from quotetrack.types import Attribution

TEXTS = [
    "“The bridge is safe,” Mayor Clara Renholt said on Monday.\n\nShe said that it would open in May.",
    "Ferry crews walked out on Thursday.",
    "Ostre Line said that it would cancel forty crossings.\n\n“We are tired,” union leader Jonas Pell said.",
]

PLAIN = """
import socket
class Refused(socket.socket):
    def __init__(self, *args, **kwargs):
        raise AssertionError("a network call")
def refuse(*args, **kwargs):
    raise AssertionError("a network call")
socket.socket, socket.create_connection, socket.getaddrinfo = Refused, refuse, refuse
{imports}
import quotetrack.parsing.models
nlp = stanza.Pipeline(
    "en", dir=str(quotetrack.parsing.models.SHIPPED), download_method=None,
    foundation_cache=quotetrack.foundation_cache(),
    processors="tokenize,pos,lemma,depparse,ner,quotations", use_gpu=False, verbose=False,
)
text = "“The bridge is safe,” Mayor Clara Renholt said on Monday."
doc = nlp(text)
(found,) = doc.quotations
print(text[slice(*found.content[0])], "|", text[slice(*found.source)], "|", text[slice(*found.cue)])
assert all(word.upos and word.lemma and word.deprel for word in doc.iter_words())
"""


@pytest.mark.parametrize("order", ["quotetrack, stanza", "stanza, quotetrack"])
def test_in_a_process_of_its_own_without_network(order: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", PLAIN.format(imports=f"import {order}")],
        capture_output=True, text=True, timeout=120, env={**os.environ, "HF_HUB_OFFLINE": "1", "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    content, source, cue = done.stdout.rstrip("\n").split(" | ")
    assert (content, cue) == ("“The bridge is safe,”", "said")
    assert source.endswith("Clara Renholt")
    assert done.stderr == ""


def pipeline(reader: Any, processors: str) -> stanza.Pipeline:
    cache = models.foundation_cache(reader._parser.encoder, reader._parser.pieces)
    return stanza.Pipeline(
        "en", dir=str(models.SHIPPED), download_method=None, foundation_cache=cache, processors=processors,
        use_gpu=False, verbose=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def nlp(reader: Any) -> stanza.Pipeline:
    return pipeline(reader, "tokenize,pos,lemma,depparse,ner,quotations")


def spans(found: list[Attribution]) -> list[tuple[object, ...]]:
    return [(a.content, a.source, a.cue, a.quotation_type, a.carried) for a in found]


def test_quotations_of_a_document(nlp: stanza.Pipeline) -> None:
    doc = nlp(TEXTS[0])
    assert all(isinstance(found, Attribution) for found in doc.quotations)
    first = doc.quotations[0]
    assert TEXTS[0][slice(*first.content[0])] == "“The bridge is safe,”"
    assert TEXTS[0][slice(*first.source)].endswith("Clara Renholt")
    assert TEXTS[0][slice(*first.cue)] == "said"
    assert first.quotation_type == "direct"
    assert (first.attribution_type, first.polarity) == ("assertion", "affirmed")
    assert 0 < first.confidence <= 1
    for found in doc.quotations:
        for start, end in [*found.content, *filter(None, (found.source, found.cue))]:
            assert 0 <= start < end <= len(TEXTS[0])
            assert TEXTS[0][start:end] == TEXTS[0][start:end].strip()


def test_several_documents_at_once_are_as_one_by_one(nlp: stanza.Pipeline) -> None:
    alone = [nlp(text) for text in TEXTS]
    together = nlp.bulk_process(TEXTS)
    for one, other in zip(alone, together, strict=True):
        assert spans(one.quotations) == spans(other.quotations)
        for a, b in zip(one.quotations, other.quotations, strict=True):
            assert a.confidence == pytest.approx(b.confidence, abs=1e-3)
        assert [word.to_dict() for word in one.iter_words()] == [word.to_dict() for word in other.iter_words()]


def test_same_attributions_as_the_reader(nlp: stanza.Pipeline, reader: Any) -> None:
    for text in TEXTS:
        ((_, found),) = reader.read([quotetrack.Document("a", text)])
        assert [s.content_spans for s in found] == [a.content for a in nlp(text).quotations]


def test_the_tokenizer_is_all_that_quotations_need(nlp: stanza.Pipeline) -> None:
    with_tokens = stanza.Pipeline(
        "en",
        dir=str(models.SHIPPED),
        download_method=None,
        processors="tokenize,quotations",
        use_gpu=False,
        verbose=False,
    )
    assert spans(with_tokens(TEXTS[0]).quotations) == spans(nlp(TEXTS[0]).quotations)


@pytest.mark.parametrize("text", ["", " \n\n", "…"])
def test_empty_documents(nlp: stanza.Pipeline, text: str) -> None:
    assert nlp(text).quotations == []
    assert [len(doc.quotations) > 0 for doc in nlp.bulk_process([text, TEXTS[0]])] == [False, True]


def test_without_a_tokenizer_stanza_says_what_is_missing(reader: Any) -> None:
    with pytest.raises(Exception, match="tokenize"):
        pipeline(reader, "quotations")
