"""Train the finder's network on the features of the finished encoder, and calibrate its confidence.

One document in twenty of PolNeAR train is held out: the network does not learn from it.
"""

from __future__ import annotations

import argparse
import logging
import random
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import Tensor, nn

from quotetrack.parsing.encoder import Encoder, WordPieces, middle_features
from quotetrack.parsing.models import SHIPPED
from quotetrack.quotations import crf
from quotetrack.quotations.decoding import candidates, masked
from quotetrack.quotations.finder import Finder, window_rows
from quotetrack.quotations.network import PARTS, REACH, AttributionNetwork
from training.attributions import Gold, Tagged, load_windows
from training.batching import batches
from training.calibration import calibrate

log = logging.getLogger("training")
STEPS = 2400
pad = nn.utils.rnn.pad_sequence


def held_out(documents: Sequence[str]) -> set[str]:
    """One document in twenty, by order of names."""
    return {name for number, name in enumerate(sorted(documents)) if number % 20 == 7}


Rows = tuple[Tensor, Tensor]  # see quotetrack.quotations.network.AttributionNetwork.forward


def features(encoder: Encoder, pieces: WordPieces, windows: Sequence[Tagged]) -> list[Rows]:
    """The rows of each window, in half precision, and which of them are words."""
    encoder.eval()
    encoder.autocast = True
    found: list[Rows] = []
    with torch.no_grad():  # what inference mode makes could not be learned from
        for at in range(0, len(windows), 8):
            with encoder.remembering():
                found.extend((row.half(), words) for row, words in rows(encoder, pieces, windows[at : at + 8]))
    encoder.autocast = False
    return found


def rows(encoder: Encoder, pieces: WordPieces, windows: Sequence[Tagged]) -> list[Rows]:
    """The rows of each window and which of them are words, as the finder makes them."""
    read = iter(middle_features(encoder, pieces, [s for w in windows for s in w.sentences]))
    return [window_rows([next(read) for _ in w.sentences]) for w in windows]


def loss(
    network: AttributionNetwork, rows: Sequence[Rows], windows: Sequence[Tagged], *, refuse: bool = False
) -> Tensor:
    """Of the tags, of each cue's parts, and of telling cues from what only looks like one (with `refuse`)."""
    lengths = [len(w.tags) for w in windows]
    layouts = [torch.tensor(w.layout) for w in windows]
    scores, states = network(rows, layouts)
    gold = pad([torch.tensor(w.tags) for w in windows], batch_first=True, padding_value=-1)
    total = F.cross_entropy(scores.flatten(0, 1), gold.flatten(), ignore_index=-1)
    looked_at = candidates(scores.detach(), lengths) if refuse else [[] for _ in windows]
    asked = [(i, *cue, owner) for i, w in enumerate(windows) for cue, owner in _asked(w, looked_at[i])]
    if not asked:
        return total
    cues = torch.tensor([ask[:3] for ask in asked])
    parts, valid, outside = network.parts(states, pad(layouts, batch_first=True), lengths, cues)
    real = torch.tensor([ask[3] is not None for ask in asked])
    total = total + 0.3 * F.binary_cross_entropy_with_logits(valid, real.float())
    if real.any():
        paths = torch.stack([_path(first, last, owner) for _, first, last, owner in asked if owner])
        paths = _begun(paths * outside[real])
        scored = masked(parts[real], outside[real])
        transitions = network.parts.transitions + network.parts.allowed
        missed = crf.log_normalizer(scored, transitions) - crf.path_score(scored, transitions, paths)
        total = total + missed.mean() / 20
    return total


def _asked(window: Tagged, looked_at: Sequence[tuple[int, int]]) -> list[tuple[tuple[int, int], Gold | None]]:
    """The gold cues, and the candidates that are none or whose edges differ from the one cue that they touch."""
    gold = {a.cue: a for a in window.attributions}
    asked: list[tuple[tuple[int, int], Gold | None]] = list(gold.items())
    for cue in looked_at:
        if cue not in gold:
            touched = [a for a in window.attributions if a.cue[0] <= cue[1] and cue[0] <= a.cue[1]]
            if len(touched) < 2:
                asked.append((cue, touched[0] if touched else None))
    return asked


def _path(first: int, last: int, owner: Gold) -> Tensor:
    """What each word around a cue is to it. (2 * REACH + 1)"""
    tags = torch.zeros(2 * REACH + 1, dtype=torch.long)
    shift = REACH - first
    for role, spans in (("source", [owner.source] if owner.source else []), ("content", owner.contents)):
        for start, end in spans:
            start, end = max(start + shift, 0), min(end + shift, 2 * REACH)
            if start <= end:
                tags[start : end + 1] = PARTS.index(f"I-{role}")
                tags[start] = PARTS.index(f"B-{role}")
    return tags


def _begun(paths: Tensor) -> Tensor:
    """The paths with every part begun by its B: the cue's own words may have covered a beginning."""
    before = F.pad(paths[:, :-1], (1, 0))
    for begin in (PARTS.index("B-source"), PARTS.index("B-content")):
        orphan = (paths == begin + 1) & (before != begin) & (before != begin + 1)
        paths = paths.where(~orphan, torch.full_like(paths, begin))
    return paths


def train(
    network: AttributionNetwork, encoder: Encoder, windows: Sequence[Tagged], rows: Sequence[Rows], work: Path,
    steps: int, words: int = 2000, seed: int = 1,
) -> None:  # fmt: skip
    """`steps` batches of about `words` words; the network starts from the encoder's last layers."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    held = held_out(sorted({w.document for w in windows}))
    items = [(w, row) for w, row in zip(windows, rows, strict=True) if w.document not in held]
    depth = network.layers.num_layers
    for own, its in zip(network.layers.layers, encoder.layers.layers[-depth:], strict=True):
        own.load_state_dict(its.state_dict())
    top = list(network.layers.parameters())
    others = [p for name, p in network.named_parameters() if not name.startswith("layers.")]
    optimizer = torch.optim.AdamW(
        [{"params": others, "lr": 1e-3}, {"params": top, "lr": 2e-4}], betas=(0.9, 0.98), weight_decay=0.01
    )
    warm = max(1, steps // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, max(0.02, (steps - s) / max(1, steps - warm)))
    )
    stream = batches(items, lambda item: len(item[0].tags), words, rng)
    network.train()
    begun, summed = time.time(), 0.0
    for step in range(1, steps + 1):
        batch = next(stream)
        found = loss(
            network, [(row.float(), words) for _, (row, words) in batch], [w for w, _ in batch], refuse=step > warm
        )
        optimizer.zero_grad()
        found.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimizer.step()
        schedule.step()
        summed += float(found.detach())
        if step % 100 == 0:
            log.info("finder step %d/%d loss %.3f, %.2f s a step", step, steps, summed / 100,
                     (time.time() - begun) / step)  # fmt: skip
            summed = 0.0
        if step % 300 == 0 or step == steps:
            torch.save({"step": step, "model": network.state_dict()}, work / "finder.tmp")
            (work / "finder.tmp").replace(work / "finder.pt")
    network.eval()


def build(data: Path, work: Path, models: Path, steps: int) -> None:
    """Train the finder of a model set whose tokenizer and encoder are finished, and write it there."""
    english = models / "en"
    encoder, pieces = (
        Encoder.load(english / "encoder/minilm.safetensors"),
        WordPieces(english / "encoder/tokenizer.json"),
    )
    tokenizer = work / "finder" / "tokenizer.pt"
    tokenizer.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(english / "tokenize/news.pt", tokenizer)
    corpus = data / "polnear/train"
    network = AttributionNetwork()
    checkpoint = work / "finder.pt"
    if not checkpoint.exists() or torch.load(checkpoint, weights_only=True)["step"] < steps:
        windows, _ = load_windows(data, work, tokenizer)
        train(network, encoder, windows, features(encoder, pieces, windows), work, steps)
    network.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True)["model"])
    names = sorted(held_out([path.stem for path in (corpus / "text").iterdir()]))
    unseen = [data / "polnear/dev", data / "worldwide/dev"]
    calibrate(network, Finder(encoder, pieces, network), corpus, names, unseen, tokenizer)
    target = english / "quotations/news.safetensors"
    target.parent.mkdir(exist_ok=True)
    save_file({name: value.detach().half().contiguous() for name, value in network.state_dict().items()}, target)


def main() -> None:
    arguments = argparse.ArgumentParser(description="Train the finder of a finished model set again.")
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--work", type=Path, default=Path(".work"))
    arguments.add_argument("--out", type=Path, default=SHIPPED)
    arguments.add_argument("--steps", type=int, default=STEPS)
    options = arguments.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    build(options.data, options.work, options.out, options.steps)


if __name__ == "__main__":
    main()
