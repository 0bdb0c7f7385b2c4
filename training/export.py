"""Write the trained models as the Stanza resource directory that ships."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch

from quotetrack.claims.meaning import save_layers
from quotetrack.parsing.encoder import Encoder
from training.joint import Joint
from training.lemmas import scrubbed

PROCESSORS = ("tokenize", "pos", "lemma", "depparse", "ner")


def export(model: Joint, tokenizer: Path, lemmas: Path, minilm: Path, target: Path) -> None:
    """Fill `target` (quotetrack/models) but for the finder: resources.json, en/PROCESSOR/news.pt, the encoder."""
    english = target / "en"
    for processor in PROCESSORS:
        (english / processor).mkdir(parents=True, exist_ok=True)
    torch.save(scrubbed(tokenizer), english / "tokenize/news.pt")
    torch.save(scrubbed(lemmas), english / "lemma/news.pt")
    model.heads.save(english)
    (english / "encoder").mkdir(exist_ok=True)
    model.encoder.save(english / "encoder/minilm.safetensors")
    shutil.copyfile(minilm / "tokenizer.json", english / "encoder/tokenizer.json")
    untrained = Encoder()
    untrained.load_bert(minilm / "model.safetensors")
    save_layers(untrained, english / "encoder/meaning.safetensors")
    packages = dict.fromkeys(PROCESSORS, "news")
    resources = {"en": {"lang_name": "English", "packages": {"default": packages}}}
    resources["en"] |= {processor: {"news": {}} for processor in PROCESSORS}
    (target / "resources.json").write_text(json.dumps(resources, indent=1) + "\n", encoding="utf-8")


def load_checkpoint(model: Joint, path: Path) -> int:
    """Put a joint checkpoint's weights into the model; returns its step."""
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(checkpoint["model"])
    return checkpoint["step"]


if __name__ == "__main__":
    import sys

    from training.joint import build
    from training.lemmas import train as train_lemmas

    data, work, minilm, target = map(Path, sys.argv[1:5])
    joint, _ = build(data, work, minilm, work / "tokenizer/tokenizer.pt")
    print("step", load_checkpoint(joint, work / "joint.pt"))
    export(joint, work / "tokenizer/tokenizer.pt", train_lemmas(data / "treebanks", work / "lemma"), minilm, target)
