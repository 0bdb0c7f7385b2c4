"""Fit what becomes of the network's confidence: python -m training.certainty DATA_DIR [--model DIR]

DATA_DIR holds polnear/dev and worldwide/dev with speakers.jsonl and aliases.json. It prints the figures of
quotetrack/quotations/confidence.py (how far to trust the finder in an article) and the SHARES of
quotetrack/speakers/certainty.py (how often speakers are right, by what led to them).
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import torch

from benchmarks.accuracy import GoldDocument, read_folder
from benchmarks.scoring import Prediction, Verdict, calibration_error, equal_width, verdicts
from quotetrack.quotations.confidence import log_length, network_logit
from quotetrack.reading import Reader
from quotetrack.speakers import Resolved
from quotetrack.speakers.certainty import SHARES, kind
from quotetrack.types import Attribution, Document
from training.calibration import fit

CORPORA = ("polnear/dev", "worldwide/dev")
FIXED = (0.4, 0.9)  # what rules give, not the network
Judged = list[tuple[Attribution, Resolved, Verdict | None, int]]  # of a corpus, with its document's number of words


def main() -> None:
    arguments = argparse.ArgumentParser(description="Fit what becomes of the network's confidence.")
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--model", default=None)
    options = arguments.parse_args()
    reader = Reader(options.model)
    judged = [judge(reader, read_folder(options.data / corpus)) for corpus in CORPORA]
    fit_trust(judged)
    count_speakers([row for rows in judged for row in rows])


def judge(reader: Reader, documents: list[GoldDocument]) -> Judged:
    """All that is found in the documents, with its verdict where it is paired with a gold attribution."""
    rows: Judged = []
    gold = {d.name: d.gold for d in documents if d.gold}
    texts = (Document(d.name, d.text) for d in documents if d.gold)
    for parsed, found, resolved in reader.resolved(texts):
        document = parsed.document
        predictions = [
            Prediction(a.content, (a.source,) if a.source else (), (a.cue,) if a.cue else (),
                       "; ".join(speaker.name for speaker in who.speakers))
            for a, who in zip(found, resolved, strict=True)
        ]  # fmt: skip
        known = verdicts(document.text, gold[document.name] or (), predictions)
        words = len(document.text.split())
        rows += [(a, who, known.get(i), words) for i, (a, who) in enumerate(zip(found, resolved, strict=True))]
    return rows


def fit_trust(judged: list[Judged]) -> None:
    """SCALE, SHIFT and LENGTH, and the error of calibration with them."""
    inputs, right, weight = [], [], []
    for rows in judged:
        kept = [row for row in rows if row[0].confidence not in FIXED]
        inputs += [[network_logit(a.confidence, words), log_length(words)] for a, _, _, words in kept]
        right += [bool(verdict and verdict.source) for _, _, verdict, _ in kept]
        weight += [1 / len(kept)] * len(kept)
    line = torch.nn.Linear(2, 1)
    fit(line, torch.tensor(inputs), torch.tensor(right).float(), torch.tensor(weight))
    (scale, length), shift = line.weight[0].tolist(), line.bias.item()
    print(f"SCALE, SHIFT, LENGTH = {scale:.2f}, {shift:.1f}, {-length:.2f}")
    with torch.no_grad():
        sure = line(torch.tensor(inputs)).sigmoid().squeeze(1).tolist()
    at = 0
    for corpus, rows in zip(CORPORA, judged, strict=True):
        count = sum(row[0].confidence not in FIXED for row in rows)
        pairs = tuple(zip(sure[at : at + count], right[at : at + count], strict=True))
        print(f"{corpus}: error of calibration {calibration_error(equal_width(pairs)):.3f} on {count}")
        at += count


def count_speakers(rows: Judged) -> None:
    right, paired = Counter[str](), Counter[str]()
    for found, resolved, verdict, _ in rows:
        if verdict and verdict.source and verdict.speaker is not None:
            what = kind(found, resolved)
            paired[what] += 1
            right[what] += verdict.speaker
    for what in SHARES:
        print(f"{what:14} {right[what]:4} of {paired[what]:4}: {(right[what] + 1) / (paired[what] + 2):.2f}")


if __name__ == "__main__":
    main()
