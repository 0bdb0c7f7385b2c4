"""Train the dictionary lemmatizer with Stanza's own trainer."""

from __future__ import annotations

from pathlib import Path

import torch
from stanza.models import lemmatizer

from training.treebanks import NON_COMMERCIAL, Sentence, read_conllu


def _write(sentences: list[Sentence], path: Path) -> None:
    with path.open("w", encoding="utf-8") as out:
        for sentence in sentences:
            for number, w in enumerate(sentence.words, 1):
                head = 0 if number == 1 else 1
                out.write(
                    f"{number}\t{w.form}\t{w.lemma}\t{w.upos}\t{w.xpos}\t_\t{head}\t{'dep' if head else 'root'}\t_\t_\n"
                )
            out.write("\n")


def train(treebanks: Path, work: Path) -> Path:
    """A dictionary of (word, UPOS) to lemma from EWT and GUM train; returns the model file."""
    work.mkdir(parents=True, exist_ok=True)
    sentences = read_conllu(treebanks / "ewt/train.conllu")
    sentences += read_conllu(treebanks / "gum/train.conllu", NON_COMMERCIAL)
    _write(sentences, work / "train.conllu")
    _write(read_conllu(treebanks / "ewt/dev.conllu"), work / "dev.conllu")
    lemmatizer.main([
        "--train_file", str(work / "train.conllu"), "--eval_file", str(work / "dev.conllu"), "--dict_only",
        "--save_dir", str(work), "--save_name", "lemma.pt", "--shorthand", "en_news", "--cpu",
    ])  # fmt: skip
    return work / "lemma.pt"


def scrubbed(path: Path) -> dict:
    """The checkpoint of a Stanza model file with no file or folder name left in its settings."""
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    config = checkpoint["config"]
    for key in list(config):
        if key.endswith(("_file", "_dir", "_name", "conll_gold")):
            config[key] = None
    return checkpoint
