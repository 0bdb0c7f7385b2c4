"""Rebuild quotetrack/models from a data folder: ``python -m training DATA_DIR``.

DATA_DIR holds treebanks/{ewt,gum}/{train,dev}.conllu, ner/*.tsv, polnear/{train,dev}/{text,attributions}
and worldwide/dev/{text,attributions}.
Needs training/requirements.txt installed. Every step keeps its result in the work folder and is not done
again while that is there; the joint training goes on where it was cut off. About three hours on two cores that have
nothing else to do.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from training import evaluate, finder, joint, lemmas, tokenizer
from training.export import export
from training.minilm import unpack_minilm

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    arguments = argparse.ArgumentParser(description="Rebuild quotetrack/models from a data folder.")
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--work", type=Path, default=ROOT / ".work")
    arguments.add_argument("--out", type=Path, default=ROOT / "quotetrack" / "models")
    arguments.add_argument("--steps", type=int, default=6000, help="steps of the joint training")
    arguments.add_argument("--finder-steps", type=int, default=finder.STEPS, help="steps of the finder's training")
    options = arguments.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    work: Path = options.work
    minilm = unpack_minilm(work / "minilm")
    segmenter = work / "tokenizer/tokenizer.pt"
    if not segmenter.exists():
        tokenizer.train(options.data / "treebanks", segmenter.parent)
    dictionary = work / "lemma/lemma.pt"
    if not dictionary.exists():
        lemmas.train(options.data / "treebanks", dictionary.parent)
    model, sets = joint.build(options.data, work, minilm, segmenter)
    joint.train(model, sets, work, options.steps)
    export(model, segmenter, dictionary, minilm, options.out)
    finder.build(options.data, work, options.out, options.finder_steps)
    evaluate.main(options.data, options.out)


if __name__ == "__main__":
    main()
