"""Train the tokenizer and sentence splitter with Stanza's own trainer."""

from __future__ import annotations

import json
from pathlib import Path

from stanza.models import tokenizer as stanza_tokenizer

from training.treebanks import NON_COMMERCIAL, read_conllu, text_and_labels, with_news_style, with_typographic_marks


def prepare(treebanks: Path, work: Path) -> dict[str, Path]:
    """Write the text, label and empty multi-word-token files that Stanza's trainer reads."""
    work.mkdir(parents=True, exist_ok=True)
    train = read_conllu(treebanks / "ewt/train.conllu") + read_conllu(treebanks / "gum/train.conllu", NON_COMMERCIAL)
    dev = read_conllu(treebanks / "ewt/dev.conllu")
    files = {}
    for name, sentences in (
        ("train", with_typographic_marks(with_news_style(train, seed=3), share=0.5, seed=1)),
        ("dev", dev),
    ):
        text, labels = text_and_labels(sentences)
        for kind, content in (("txt", text), ("toklabels", labels)):
            files[f"{name}_{kind}"] = work / f"{name}.{kind}"
            files[f"{name}_{kind}"].write_text(content, encoding="utf-8")
    files["mwt"] = work / "mwt.json"
    files["mwt"].write_text(json.dumps([]), encoding="utf-8")
    files["gold"] = work / "dev.gold.conllu"
    with files["gold"].open("w", encoding="utf-8") as out:
        for sentence in dev:
            for number, word in enumerate(sentence.words, 1):
                misc = "_" if word.space_after else "SpaceAfter=No"
                head = 0 if number == 1 else 1
                out.write(f"{number}\t{word.form}\t_\t_\t_\t_\t{head}\t{'dep' if head else 'root'}\t_\t{misc}\n")
            out.write("\n")
    return files


def train(treebanks: Path, work: Path, steps: int = 10000) -> Path:
    """Train for `steps` steps, keeping the best by EWT dev; returns the model file."""
    files = prepare(treebanks, work)
    stanza_tokenizer.main([
        "--txt_file", str(files["train_txt"]), "--label_file", str(files["train_toklabels"]),
        "--dev_txt_file", str(files["dev_txt"]), "--dev_label_file", str(files["dev_toklabels"]),
        "--dev_conll_gold", str(files["gold"]), "--mwt_json_file", str(files["mwt"]),
        "--lang", "en", "--shorthand", "en_news", "--steps", str(steps), "--anneal_after", str(steps // 2),
        "--anneal", "0.98", "--batch_size", "32", "--hidden_dim", "96", "--no_use_mwt",
        "--dropout", "0.2", "--unit_dropout", "0.2",
        "--save_dir", str(work), "--save_name", "tokenizer.pt", "--cpu",
    ])  # fmt: skip
    return work / "tokenizer.pt"


if __name__ == "__main__":
    import sys

    train(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 10000)
