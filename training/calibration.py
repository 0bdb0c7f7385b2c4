"""Fit the finder's confidence and threshold on documents that its network did not learn from."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from benchmarks.scoring import Gold, Prediction, calibration_error, equal_mass, score
from quotetrack.quotations.finder import Finder, attributions, complete
from quotetrack.quotations.network import AttributionNetwork
from quotetrack.types import Attribution, Span
from training.attributions import read_standoff, tokenizing_pipeline

log = logging.getLogger("training")


@dataclass(frozen=True)
class Judged:
    """Attributions of held-out documents: what speaks for each, whether it is right; and the number of gold ones."""

    evidence: Tensor  # (attributions, EVIDENCE)
    right: Tensor  # (attributions), 0 or 1
    gold: int


def calibrate(network: AttributionNetwork, finder: Finder, corpus: Path, names: Sequence[str], tokenizer: Path) -> None:
    """Set the network's calibration and threshold from the documents `names` of a corpus."""
    judged = judge(finder, corpus, names, tokenizer)
    fit(network, judged)
    network.threshold.fill_(best_threshold(network, judged))
    sure = network.calibration(judged.evidence).sigmoid().squeeze(1).tolist()
    pairs = tuple(zip(sure, judged.right.bool().tolist(), strict=True))
    log.info("calibrated on %d attributions of %d documents: error %.3f, threshold %.2f",
             len(pairs), len(names), calibration_error(equal_mass(pairs)), float(network.threshold))  # fmt: skip


def judge(finder: Finder, corpus: Path, names: Sequence[str], tokenizer: Path) -> Judged:
    """Everything that the finder finds in the documents, however unlikely, and whether it is right."""
    pipeline = tokenizing_pipeline(tokenizer)
    evidence, right, total = [], [], 0
    for name in names:
        text = (corpus / "text" / f"{name}.txt").read_text(encoding="utf-8")
        sentences = [[(t.text, t.start_char, t.end_char) for t in s.tokens] for s in pipeline(text).sentences]
        (read,) = finder.read([text], [sentences])
        reasons = {window.starts[f.cue[0]]: f.evidence for window, found in read for f in found}
        found = complete(text, [a for window, items in read for a in attributions(window, items, 0.0)])
        found = [a for a in found if a.cue and a.cue.start in reasons]
        gold = [
            Gold(*(tuple(Span(*span) for span in row[role]) for role in ("content", "source", "cue")))
            for row in read_standoff(sorted((corpus / "attributions").glob(f"{name}_*.ann"))[0])
        ]
        verdicts = score(text, gold, [_prediction(a, i) for i, a in enumerate(found)])
        total += verdicts.attribution.gold
        for number, verdict in verdicts.judged:
            cue = found[int(number)].cue
            assert cue is not None
            evidence.append(reasons[cue.start])
            right.append(verdict)
    return Judged(torch.tensor(evidence), torch.tensor(right).float(), total)


def _prediction(found: Attribution, number: int) -> Prediction:
    """For the scorer, with its number where the confidence stands, so that the verdict can be told whose it is."""
    source, cue = ((span,) if span else () for span in (found.source, found.cue))
    return Prediction(found.content, source, cue, confidence=float(number))


def fit(network: AttributionNetwork, judged: Judged) -> None:
    """Logistic regression from evidence to being right (Platt scaling of several scores)."""
    calibration = network.calibration
    torch.nn.init.zeros_(calibration.weight)
    torch.nn.init.zeros_(calibration.bias)
    optimizer = torch.optim.LBFGS(calibration.parameters(), max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = F.binary_cross_entropy_with_logits(calibration(judged.evidence).squeeze(1), judged.right)
        loss.backward()
        return loss

    with torch.enable_grad():
        optimizer.step(closure)


def best_threshold(network: AttributionNetwork, judged: Judged) -> float:
    """The confidence from which on attributions are kept for the best F1, in steps of 0.01."""
    with torch.no_grad():
        sure = network.calibration(judged.evidence).sigmoid().squeeze(1)

    def f1(threshold: float) -> float:
        kept = sure >= threshold
        return float(2 * judged.right[kept].sum() / (kept.sum() + judged.gold))

    return max((step / 100 for step in range(5, 80)), key=f1)
