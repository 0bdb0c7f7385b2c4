"""Count how often speakers are right, by what led to them: python -m training.certainty DATA_DIR [--model DIR]

DATA_DIR holds polnear/dev and worldwide/dev with speakers.jsonl and aliases.json. What it prints are the SHARES of
quotetrack/speakers/certainty.py.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import torch

from benchmarks.accuracy import read_folder
from benchmarks.scoring import Prediction, verdicts
from quotetrack.reading import Reader
from quotetrack.speakers.certainty import SHARES, kind
from quotetrack.types import Document


def main() -> None:
    arguments = argparse.ArgumentParser(description="Count how often speakers are right, by what led to them.")
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--model", default=None)
    options = arguments.parse_args()
    reader = Reader(options.model)
    right, paired = Counter[str](), Counter[str]()
    with torch.inference_mode():
        for corpus in ("polnear/dev", "worldwide/dev"):
            labelled = {
                d.name: d for d in read_folder(options.data / corpus) if d.gold and any(g.label for g in d.gold)
            }
            for document, found, resolved in reader.resolved(Document(d.name, d.text) for d in labelled.values()):
                predictions = [
                    Prediction(a.content, (a.source,) if a.source else (), (a.cue,) if a.cue else (),
                               "; ".join(speaker.name for speaker in who.speakers))
                    for a, who in zip(found, resolved, strict=True)
                ]  # fmt: skip
                gold = labelled[document.name].gold
                assert gold is not None
                for number, verdict in verdicts(document.text, gold, predictions).items():
                    if verdict.source and verdict.speaker is not None:
                        what = kind(found[number], resolved[number])
                        paired[what] += 1
                        right[what] += verdict.speaker
    for what in SHARES:
        print(f"{what:14} {right[what]:4} of {paired[what]:4}: {(right[what] + 1) / (paired[what] + 2):.2f}")


if __name__ == "__main__":
    main()
