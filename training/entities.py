"""Read the worldwide newswire NER articles (token TAB tag, a blank line between paragraphs)."""

from __future__ import annotations

import zlib
from pathlib import Path

Tagged = list[tuple[str, str]]


def read_articles(folder: Path) -> tuple[list[Tagged], list[Tagged]]:
    """(train, dev) sentences with BIOES tags; one article in twenty, by its name's checksum, is dev."""
    train: list[Tagged] = []
    dev: list[Tagged] = []
    for path in sorted(folder.glob("*.tsv")):
        sentences = dev if zlib.crc32(path.name.encode()) % 20 == 0 else train
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            words = [(cols[0], cols[1]) for cols in (line.split("\t") for line in block.split("\n")) if len(cols) == 2]
            words = [(word, tag.strip()) for word, tag in words if word.strip() and (tag == "O" or tag[1:2] == "-")]
            sentences.extend(_bioes(sentence) for sentence in _split(words))
    return train, dev


def _split(words: Tagged) -> list[Tagged]:
    """Paragraphs to sentences: a full stop outside an entity, then a capital or a quotation mark."""
    sentences, current = [], []
    for i, (word, tag) in enumerate(words):
        current.append((word, tag))
        after = words[i + 1][0] if i + 1 < len(words) else ""
        if (word in ".!?" and tag == "O" and (after[:1].isupper() or after[:1] in "“\"'‘")) or len(current) >= 120:
            sentences.append(current)
            current = []
    return [*sentences, current] if current else sentences


def _bioes(sentence: Tagged) -> Tagged:
    out = []
    tags = [tag for _, tag in sentence] + ["O"]
    for i, (word, tag) in enumerate(sentence):
        if tag != "O":
            goes_on = tags[i + 1] == "I-" + tag[2:]
            started = i > 0 and tags[i - 1][2:] == tag[2:] and tag[0] == "I"
            tag = ("I" if goes_on else "E") + tag[1:] if started else ("B" if goes_on else "S") + tag[1:]
        out.append((word, tag))
    return out
