"""Stanza's dependency parser, with what it finds, in less time.

Stanza scores every label of every pair of words, and searches the best tree even where the best head of each word makes
one already. Here only chosen arcs get their labels scored, and only sentences whose best heads make no tree go the long
way, or in which a word got two subjects or objects where the model set wants them parted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from stanza.models.common import doc as fields
from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root
from stanza.models.common.doc import Document
from stanza.models.common.utils import unsort
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from stanza.models.depparse.data import DataLoader
from stanza.models.depparse.head_constraints import find_head_constraint_violations, resolve_head_constraint_violations
from stanza.models.depparse.model import GraphParser
from stanza.models.depparse.trainer import unpack_batch
from stanza.pipeline.depparse_processor import DEFAULT_SEPARATE_BATCH
from torch import Tensor

from quotetrack.parsing.precision import reading_precision

Arcs = list[list[Any]]  # of each word: its head, counted from 1, 0 for the root, and its label


def parse(processor: Any, document: Document) -> None:
    """As ``processor.process(document)`` of Stanza's depparse processor, with the same heads and labels."""
    model = processor.trainer.model
    if not _plain(model):
        processor.process(document)
        return
    config = processor.config
    batches = DataLoader(
        document, config["batch_size"], config, processor.pretrain, vocab=processor.vocab, evaluation=True,
        min_length_to_batch_separately=config.get("min_length_to_batch_separately", DEFAULT_SEPARATE_BATCH),
    )  # fmt: skip
    found: list[Arcs] = []
    model.eval()
    with torch.inference_mode():
        for batch in batches:
            inputs, order, words, lengths, word_lengths, text = unpack_batch(batch, model.get_device())
            states = model.embed(*inputs, words, lengths, word_lengths, text)
            found += unsort(_arcs(model, states, lengths, config.get("resolve_head_constraints", True)), order)
    if batches.data_orig_idx is not None:
        found = unsort(found, batches.data_orig_idx)
    document.set((fields.HEAD, fields.DEPREL), [arc for sentence in found for arc in sentence])
    for sentence in document.sentences:
        sentence.build_dependencies()


def _plain(model: Any) -> bool:
    """Whether the model scores arcs and labels each with one bilinear form, and nothing else."""
    return type(model) is GraphParser and not any(
        model.args.get(part) for part in ("use_arc_embedding", "linearization", "distance", "reversed")
    )


def _arcs(model: Any, states: Tensor, lengths: Sequence[int], one_each: bool) -> list[Arcs]:
    """The arcs of each sentence, from the words' states (sentences, words and the root, width); with `one_each` no
    word has two subjects or two objects."""
    scores = model.unlabeled(states, states).squeeze(3)
    scores.masked_fill_(torch.eye(scores.shape[1], dtype=torch.bool), -torch.inf)
    scores = torch.log_softmax(scores, 2).numpy()
    scorer = model.deprel
    dependents = _with_one(scorer.hidden_func(scorer.W1(states)))
    heads = _with_one(scorer.hidden_func(scorer.W2(states)))
    trees = [_tree(of_sentence[:n, :n]) for of_sentence, n in zip(scores, lengths, strict=True)]
    rows = [(s, word, tree[word]) for s, tree in enumerate(trees) for word in range(1, len(tree))]
    sentence, word, head = torch.tensor(rows).unbind(1)
    form = scorer.scorer.W_bilin
    weight = form.weight.to(reading_precision())
    across = torch.tensordot(dependents[sentence, word].to(weight.dtype), weight, 1)  # (arcs, width, labels)
    best = (heads[sentence, head][:, None].to(weight.dtype) @ across).squeeze(1) + form.bias
    labels = iter(best.argmax(1).tolist())
    vocab = model.vocab["deprel"]
    result = []
    for s, tree in enumerate(trees):
        named = vocab.unmap([next(labels) + VOCAB_PREFIX_SIZE for _ in tree[1:]])
        if one_each and find_head_constraint_violations(tree, named):
            n = len(tree)
            across = torch.tensordot(dependents[s, :n], form.weight, 1)
            known = torch.log_softmax(heads[s, :n] @ across + form.bias, -1).numpy()
            tree, numbers = resolve_head_constraint_violations(scores[s, :n, :n], known, tree, vocab)
            named = vocab.unmap([number + VOCAB_PREFIX_SIZE for number in numbers])
        result.append([[int(to), label] for to, label in zip(tree[1:], named, strict=True)])
    return result


def _with_one(x: Tensor) -> Tensor:
    return torch.cat([x, x.new_ones(*x.shape[:-1], 1)], -1)


def _tree(scores: Any) -> Any:
    """The best tree with one root: the head of each word, the root's own first, from scores [word, head]."""
    heads = scores.argmax(1)
    heads[0] = 0
    return heads if _is_tree(heads) else chuliu_edmonds_one_root(scores)


def _is_tree(heads: Any) -> bool:
    """Whether one word hangs on the root and every other leads there."""
    if np.count_nonzero(heads[1:] == 0) != 1:
        return False
    up = heads
    for _ in range(len(heads).bit_length()):  # each round goes twice as far up
        up = up[up]
    return not up.any()
