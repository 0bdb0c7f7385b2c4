"""Fit the finder's confidence on documents that its network did not learn from."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from benchmarks.scoring import Gold, Prediction, calibration_error, equal_width, score
from quotetrack.quotations.decoding import Found
from quotetrack.quotations.finder import Finder, attributions, complete
from quotetrack.quotations.network import EVIDENCE, AttributionNetwork
from quotetrack.quotations.windows import Window
from quotetrack.types import Attribution, Span
from training.attributions import read_standoff, tokenizing_pipeline

THRESHOLD = 0.29  # chosen on PolNeAR dev: F1 is flat from 0.27 to 0.45, and recall is best at its lower end
log = logging.getLogger("training")


@dataclass(frozen=True)
class Judged:
    """Attributions of held-out documents: what speaks for each, and whether it is right."""

    evidence: Tensor  # (attributions, EVIDENCE)
    right: Tensor  # (attributions), 0 or 1


def calibrate(
    network: AttributionNetwork, finder: Finder, corpus: Path, names: Sequence[str], unseen: Sequence[Path],
    tokenizer: Path,
) -> None:  # fmt: skip
    """Set the network's calibration from the documents `names` of a corpus, and its threshold.

    The encoder has seen these documents, though the network has not, and makes it surer of them than of new text. So
    they tell how the evidence weighs, and the corpora of `unseen`, each as much as the other, how far to trust it
    (Platt 1999).
    """
    calibration = network.calibration
    for parameter in calibration.parameters():
        torch.nn.init.zeros_(parameter)
    documents = read(finder, corpus, names, tokenizer)
    for _ in range(2):  # of two readings of one statement the surer one is judged, so confidence has to be known
        judged = judge(calibration, documents)
        fit(calibration, judged.evidence, judged.right, torch.ones_like(judged.right))
    new = [
        judge(calibration, read(finder, c, sorted(path.stem for path in (c / "text").iterdir()), tokenizer))
        for c in unseen
    ]
    evidence, right = torch.cat([j.evidence for j in new]), torch.cat([j.right for j in new])
    scale = torch.nn.Linear(1, 1)
    with torch.no_grad():
        logits = calibration(evidence)
    fit(scale, logits, right, torch.cat([torch.ones_like(j.right) / len(j.right) for j in new]))
    with torch.no_grad():
        calibration.weight.mul_(scale.weight)
        calibration.bias.mul_(scale.weight[0]).add_(scale.bias)
    network.threshold.fill_(THRESHOLD)
    log.info("calibrated on %d and %d attributions: scale %.2f, shift %.2f", len(judged.right), len(right),
             scale.weight.item(), scale.bias.item())  # fmt: skip
    for place, found in zip(unseen, new, strict=True):
        sure = calibration(found.evidence).sigmoid().squeeze(1).tolist()
        pairs = tuple(zip(sure, found.right.bool().tolist(), strict=True))
        log.info("%s: error of calibration %.3f", place, calibration_error(equal_width(pairs)))


@dataclass(frozen=True)
class Read:
    """A document with its gold attributions and all that the network finds in its windows, however unlikely."""

    text: str
    gold: tuple[Gold, ...]
    windows: tuple[tuple[Window, list[Found]], ...]


def read(finder: Finder, corpus: Path, names: Sequence[str], tokenizer: Path) -> list[Read]:
    """The documents `names` of a corpus as the finder's network sees them."""
    pipeline = tokenizing_pipeline(tokenizer)
    documents = []
    for name in names:
        text = (corpus / "text" / f"{name}.txt").read_text(encoding="utf-8")
        sentences = [[(t.text, t.start_char, t.end_char) for t in s.tokens] for s in pipeline(text).sentences]
        (windows,) = finder.read([text], [sentences])
        gold = tuple(
            Gold(*(tuple(Span(*span) for span in row[role]) for role in ("content", "source", "cue")))
            for row in read_standoff(sorted((corpus / "attributions").glob(f"{name}_*.ann"))[0])
        )
        documents.append(Read(text, gold, tuple(windows)))
    return documents


def judge(calibration: torch.nn.Linear, documents: Sequence[Read]) -> Judged:
    """What speaks for each attribution that is found with this calibration, and whether it is right."""
    evidence, right = [], []
    for document in documents:
        reasons, found = {}, []
        for window, items in document.windows:
            with torch.no_grad():
                sure = calibration(torch.tensor([f.evidence for f in items]).view(-1, EVIDENCE)).sigmoid().squeeze(1)
            items = [replace(f, confidence=p) for f, p in zip(items, sure.tolist(), strict=True)]
            reasons |= {window.starts[f.cue[0]]: f.evidence for f in items}
            found += attributions(window, items, 0.0)
        found = [a for a in complete(document.text, found) if a.cue and a.cue.start in reasons]
        verdicts = score(document.text, document.gold, [_prediction(a, i) for i, a in enumerate(found)])
        for number, verdict in verdicts.judged:
            cue = found[int(number)].cue
            assert cue is not None
            evidence.append(reasons[cue.start])
            right.append(verdict)
    return Judged(torch.tensor(evidence), torch.tensor(right).float())


def _prediction(found: Attribution, number: int) -> Prediction:
    """For the scorer, with its number where the confidence stands, so that the verdict can be told whose it is."""
    source, cue = ((span,) if span else () for span in (found.source, found.cue))
    return Prediction(found.content, source, cue, confidence=float(number))


def fit(line: torch.nn.Linear, evidence: Tensor, right: Tensor, weight: Tensor) -> None:
    """Logistic regression from evidence (attributions, numbers) to being right, each with its weight."""
    torch.nn.init.zeros_(line.weight)
    torch.nn.init.zeros_(line.bias)
    optimizer = torch.optim.LBFGS(line.parameters(), max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = F.binary_cross_entropy_with_logits(line(evidence).squeeze(1), right, weight / weight.mean())
        loss.backward()
        return loss

    with torch.enable_grad():
        optimizer.step(closure)
