"""Score a model set: tokens and sentences from raw text, tags and dependencies on gold tokens, entities.

python -m training.evaluate DATA_DIR [MODEL_DIR]
"""

from __future__ import annotations

import sys
from pathlib import Path

import stanza
from stanza.models.common.doc import Document

from quotetrack.parsing.models import SHIPPED, foundation_cache, load_encoder
from training.entities import Tagged, read_articles
from training.treebanks import Sentence, read_conllu, text_and_labels


def f1(gold: set, predicted: set) -> float:
    return 200 * len(gold & predicted) / max(1, len(gold) + len(predicted))


def pipeline(folder: Path, processors: str, **options: object) -> stanza.Pipeline:
    return stanza.Pipeline(
        "en", dir=str(folder), processors=processors, foundation_cache=foundation_cache(*load_encoder()),
        download_method=None, use_gpu=False, verbose=False, **options,
    )  # fmt: skip


def segmentation(folder: Path, sentences: list[Sentence]) -> tuple[float, float]:
    """F1 of token and sentence spans from raw text."""
    text, _ = text_and_labels(sentences)
    tokens, spans, at = set(), set(), 0
    for sentence in sentences:
        start = None
        for word in sentence.words:
            at = text.index(word.form, at)
            start = at if start is None else start
            tokens.add((at, at + len(word.form)))
            at += len(word.form)
        spans.add((start, at))
    doc = pipeline(folder, "tokenize")(text)
    found = {(t.start_char, t.end_char) for s in doc.sentences for t in s.tokens}
    split = {(s.tokens[0].start_char, s.tokens[-1].end_char) for s in doc.sentences}
    return f1(tokens, found), f1(spans, split)


def syntax(folder: Path, sentences: list[Sentence]) -> dict[str, float]:
    """UPOS, XPOS, lemma, UAS and LAS accuracy on gold tokens, punctuation included."""
    nlp = pipeline(folder, "tokenize,pos,lemma,depparse", tokenize_pretokenized=True)
    doc = nlp([[w.form for w in s.words] for s in sentences])
    right = dict.fromkeys(("UPOS", "XPOS", "lemma", "UAS", "LAS"), 0)
    total = 0
    for gold, found in zip(sentences, doc.sentences, strict=True):
        for g, p in zip(gold.words, found.words, strict=True):
            total += 1
            right["UPOS"] += g.upos == p.upos
            right["XPOS"] += g.xpos == p.xpos
            right["lemma"] += g.lemma == p.lemma
            right["UAS"] += g.head == p.head
            right["LAS"] += g.head == p.head and g.deprel == p.deprel
    return {name: 100 * n / total for name, n in right.items()}


def entities(folder: Path, sentences: list[Tagged]) -> float:
    """Entity F1 (same span, same class) on gold tokens."""
    nlp = pipeline(folder, "tokenize,ner", tokenize_pretokenized=True)
    doc: Document = nlp([[word for word, _ in s] for s in sentences])
    return f1(
        {(i, *span) for i, s in enumerate(sentences) for span in _spans([tag for _, tag in s])},
        {(i, *span) for i, s in enumerate(doc.sentences) for span in _spans([t.ner for t in s.tokens])},
    )


def _spans(tags: list[str]) -> list[tuple[int, int, str]]:
    spans, start = [], 0
    for i, tag in enumerate(tags):
        if tag[0] in "BS":
            start = i
        if tag[0] in "ES":
            spans.append((start, i, tag[2:]))
    return spans


def main(data: Path, folder: Path) -> None:
    for name in ("ewt", "gum"):
        gold = read_conllu(data / f"treebanks/{name}/dev.conllu")
        tokens, sentences = segmentation(folder, gold)
        scores = {"tokens": tokens, "sentences": sentences} | syntax(folder, gold)
        print(f"{name} dev  " + "  ".join(f"{k} {v:.2f}" for k, v in scores.items()), flush=True)
    print(f"newswire dev  NER F1 {entities(folder, read_articles(data / 'ner')[1]):.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else SHIPPED)
