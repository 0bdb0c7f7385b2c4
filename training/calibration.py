"""Fit the finder's confidence on documents that its network did not learn from."""

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

THRESHOLD = 0.33  # chosen on PolNeAR dev: F1 is flat from 0.3 to 0.45, and recall is best at its lower end
log = logging.getLogger("training")


@dataclass(frozen=True)
class Judged:
    """Attributions of held-out documents: what speaks for each, and whether it is right."""

    evidence: Tensor  # (attributions, EVIDENCE)
    right: Tensor  # (attributions), 0 or 1


def calibrate(network: AttributionNetwork, finder: Finder, corpus: Path, names: Sequence[str], tokenizer: Path) -> None:
    """Set the network's calibration from the documents `names` of a corpus, and its threshold."""
    judged = judge(finder, corpus, names, tokenizer)
    fit(network, judged)
    network.threshold.fill_(THRESHOLD)
    sure = network.calibration(judged.evidence).sigmoid().squeeze(1).tolist()
    pairs = tuple(zip(sure, judged.right.bool().tolist(), strict=True))
    log.info("calibrated on %d attributions of %d documents: error %.3f",
             len(pairs), len(names), calibration_error(equal_mass(pairs)))  # fmt: skip


def judge(finder: Finder, corpus: Path, names: Sequence[str], tokenizer: Path) -> Judged:
    """Everything that the finder finds in the documents, however unlikely, and whether it is right."""
    pipeline = tokenizing_pipeline(tokenizer)
    evidence, right = [], []
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
