"""Finetune one encoder for everything at once: tags, dependencies, entities and attributions."""

from __future__ import annotations

import logging
import pickle
import random
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from quotetrack.parsing.encoder import Encoder, WordPieces
from quotetrack.quotations.network import AttributionNetwork
from training import finder
from training.attributions import Tagged, read_corpus
from training.batching import batches
from training.entities import read_articles
from training.heads import Heads
from training.treebanks import NON_COMMERCIAL, read_conllu, with_typographic_marks

log = logging.getLogger("training")


class Joint(nn.Module):
    def __init__(self, encoder: Encoder, pieces: WordPieces, heads: Heads, attributions: AttributionNetwork):
        super().__init__()
        self.encoder, self.heads, self.attributions = encoder, heads, attributions
        self.pieces = pieces

    def attribution_loss(self, windows: Sequence[Tagged]) -> Tensor:
        return finder.loss(self.attributions, finder.rows(self.encoder, self.pieces, windows), windows)


def load_windows(data: Path, work: Path, tokenizer: Path) -> tuple[list[Tagged], list[Tagged]]:
    cache = work / "windows.pickle"
    if not cache.exists():
        train = list(read_corpus(data / "polnear/train", tokenizer, straighten_every=3))
        dev = list(read_corpus(data / "polnear/dev", tokenizer))
        cache.write_bytes(pickle.dumps((train, dev)))
    return pickle.loads(cache.read_bytes())


def build(data: Path, work: Path, minilm: Path, tokenizer: Path) -> tuple[Joint, dict[str, list]]:
    """The untrained model and the data sets by name."""
    treebanks = data / "treebanks"
    train = read_conllu(treebanks / "ewt/train.conllu") + read_conllu(treebanks / "gum/train.conllu", NON_COMMERCIAL)
    train = with_typographic_marks(train, share=0.5, seed=2)
    tagged, tagged_dev = read_articles(data / "ner")
    windows, windows_dev = load_windows(data, work, tokenizer)
    sets = {
        "syntax": train,
        "ewt": read_conllu(treebanks / "ewt/dev.conllu"),
        "gum": read_conllu(treebanks / "gum/dev.conllu"),
        "entities": tagged,
        "entities_dev": tagged_dev,
        "windows": windows,
        "windows_dev": windows_dev,
    }
    encoder, pieces = Encoder(), WordPieces(minilm / "tokenizer.json")
    encoder.load_bert(minilm / "model.safetensors")
    heads = Heads(train, tagged, encoder, pieces)
    for frozen in (encoder.words, encoder.positions):
        frozen.weight.requires_grad = False
    return Joint(encoder, pieces, heads, AttributionNetwork()), sets


def train(model: Joint, sets: dict[str, list], work: Path, steps: int, seed: int = 1) -> None:
    """Each step is one batch of each task; checkpoints go to work/joint.pt."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    syntax = batches(sets["syntax"], lambda s: len(s.words), 1000, rng)
    entities = batches(sets["entities"], len, 800, rng)
    windows = batches(sets["windows"], lambda w: len(w.tags), 1300, rng)
    inner = [p for p in model.encoder.parameters() if p.requires_grad]
    known = {id(p) for p in model.encoder.parameters()}
    outer = [p for p in model.parameters() if id(p) not in known and p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": inner, "lr": 2.5e-4}, {"params": outer, "lr": 1.5e-3}], betas=(0.9, 0.98), weight_decay=0.01
    )
    warm = max(1, steps // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, max(0.02, (steps - s) / (steps - warm)))
    )
    model.encoder.autocast = True
    model.train()
    begun, sums = time.time(), [0.0, 0.0, 0.0]
    for step in range(1, steps + 1):
        optimizer.zero_grad()
        with model.encoder.remembering():
            losses = [model.heads.syntax(next(syntax))[0]]
            losses[0].backward()
        losses.append(model.heads.entity_loss(next(entities))[0])
        (0.15 * losses[1]).backward()
        losses.append(model.attribution_loss(next(windows)))
        (1.5 * losses[2]).backward()
        torch.nn.utils.clip_grad_norm_(inner + outer, 2.0)
        optimizer.step()
        schedule.step()
        sums = [a + float(b.detach()) for a, b in zip(sums, losses, strict=True)]
        if step % 20 == 0:
            rate = (time.time() - begun) / step
            log.info("step %d/%d losses %s, %.2f s a step, %.0f min left", step, steps,
                     [round(s / 20, 3) for s in sums], rate, rate * (steps - step) / 60)  # fmt: skip
            sums = [0.0, 0.0, 0.0]
        if step % 200 == 0 or step == steps:
            torch.save({"step": step, "model": model.state_dict()}, work / "joint.tmp")
            (work / "joint.tmp").replace(work / "joint.pt")


if __name__ == "__main__":
    import sys

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    data, work, minilm, steps = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    joint, everything = build(data, work, minilm, work / "tokenizer/tokenizer.pt")
    log.info("%s", {name: len(items) for name, items in everything.items()})
    train(joint, everything, work, steps)
