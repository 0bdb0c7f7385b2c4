"""Finetune one encoder for everything at once: tags, dependencies, entities and attributions."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from quotetrack.parsing.encoder import Encoder, WordPieces, word_features
from quotetrack.quotations.network import LAYOUT, TAGS
from training.attributions import Tagged, load_windows
from training.batching import batches
from training.entities import read_articles
from training.heads import Heads
from training.treebanks import NON_COMMERCIAL, read_conllu, with_typographic_marks

log = logging.getLogger("training")


class FlatTagger(nn.Module):
    """Tags each word by itself from the encoder's last layer, with a bidirectional LSTM over the window.

    It only teaches the encoder: the finder does better from the middle of the encoder on
    (docs/explanation/finding.md).
    """

    def __init__(self, width: int, hidden: int = 160, dropout: float = 0.3):
        super().__init__()
        self.drop = nn.Dropout(dropout)
        self.lstm = nn.LSTM(width + LAYOUT, hidden, batch_first=True, bidirectional=True)
        self.tags = nn.Linear(width + 2 * hidden, len(TAGS))

    def forward(self, features: Sequence[Tensor], layouts: Sequence[Tensor]) -> list[Tensor]:
        """Tag scores (words, tags) of each window from its features (words, width) and layout (words, LAYOUT)."""
        x = [self.drop(torch.cat(both, 1)) for both in zip(features, layouts, strict=True)]
        packed = nn.utils.rnn.pack_sequence(x, enforce_sorted=False)
        context = nn.utils.rnn.unpack_sequence(self.lstm(packed)[0])
        return [self.tags(self.drop(torch.cat(both, 1))) for both in zip(features, context, strict=True)]


class Joint(nn.Module):
    def __init__(self, encoder: Encoder, pieces: WordPieces, heads: Heads):
        super().__init__()
        self.encoder, self.heads, self.pieces = encoder, heads, pieces
        self.flat = FlatTagger(encoder.config.hidden_size)

    def attribution_loss(self, windows: Sequence[Tagged]) -> Tensor:
        """Of the tags of sources, cues and contents, word by word."""
        with self.encoder.remembering():
            read = iter(word_features(self.encoder, self.pieces, [list(s) for w in windows for s in w.sentences]))
        features = [torch.cat([next(read) for _ in w.sentences]) for w in windows]
        scores = self.flat(features, [torch.tensor(w.layout) for w in windows])
        return F.cross_entropy(torch.cat(scores), torch.tensor([tag for w in windows for tag in w.tags]))


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
    return Joint(encoder, pieces, heads), sets


def _backward(model: Joint, syntax: list, entities: list, windows: list) -> list[Tensor]:
    """The three losses of one step, their gradients added to the parameters."""
    with sdpa_kernel(SDPBackend.MATH):  # on short sentences the fused kernel's backward pass is the slower one
        with model.encoder.remembering():
            losses = [model.heads.syntax(syntax)[0]]
            losses[0].backward()
        losses.append(model.heads.entity_loss(entities)[0])
        (0.15 * losses[1]).backward()
        losses.append(model.attribution_loss(windows))
        (1.5 * losses[2]).backward()
    return losses


def _resume(checkpoint: Path, steps: int, parts: Mapping[str, Any]) -> int:
    """Load the parts' states from a checkpoint of a run of as many steps; returns its step, 0 where there is none."""
    if not checkpoint.exists():
        return 0
    saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
    if saved.get("steps") != steps:
        log.info("%s is of a run of %s steps: starting anew", checkpoint, saved.get("steps", "unknown"))
        return 0
    for name, part in parts.items():
        part.load_state_dict(saved[name])
    log.info("going on at step %d of %d", saved["step"], steps)
    return saved["step"]


def train(model: Joint, sets: dict[str, list], work: Path, steps: int, seed: int = 1) -> None:
    """Each step is one batch of each task. Checkpoints go to work/joint.pt, where a run that was cut off goes on."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    syntax = batches(sets["syntax"], lambda s: len(s.words), 600, rng)
    entities = batches(sets["entities"], len, 480, rng)
    windows = batches(sets["windows"], lambda w: len(w.tags), 800, rng)
    inner = [p for p in model.encoder.parameters() if p.requires_grad]
    known = {id(p) for p in model.encoder.parameters()}
    outer = [p for p in model.parameters() if id(p) not in known and p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": inner, "lr": 2.2e-4}, {"params": outer, "lr": 1.3e-3}], betas=(0.9, 0.98), weight_decay=0.01
    )
    warm = max(1, steps // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, max(0.02, (steps - s) / (steps - warm)))
    )
    parts = {"model": model, "optimizer": optimizer, "schedule": schedule}
    done = _resume(work / "joint.pt", steps, parts)
    for _ in range(done):  # the same batches follow as if the run had not been cut off
        next(syntax), next(entities), next(windows)
    model.encoder.autocast = True
    model.train()
    begun, sums = time.time(), [0.0, 0.0, 0.0]
    for step in range(done + 1, steps + 1):
        optimizer.zero_grad()
        losses = _backward(model, next(syntax), next(entities), next(windows))
        torch.nn.utils.clip_grad_norm_(inner + outer, 2.0)
        optimizer.step()
        schedule.step()
        sums = [a + float(b.detach()) for a, b in zip(sums, losses, strict=True)]
        if step % 20 == 0:
            rate = (time.time() - begun) / (step - done)
            log.info("step %d/%d losses %s, %.2f s a step, %.0f min left", step, steps,
                     [round(s / 20, 3) for s in sums], rate, rate * (steps - step) / 60)  # fmt: skip
            sums = [0.0, 0.0, 0.0]
        if step % 200 == 0 or step == steps:
            state = {name: part.state_dict() for name, part in parts.items()}
            torch.save({"step": step, "steps": steps, **state}, work / "joint.tmp")
            (work / "joint.tmp").replace(work / "joint.pt")


if __name__ == "__main__":
    import sys

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    data, work, minilm, steps = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    joint, everything = build(data, work, minilm, work / "tokenizer/tokenizer.pt")
    log.info("%s", {name: len(items) for name, items in everything.items()})
    train(joint, everything, work, steps)
