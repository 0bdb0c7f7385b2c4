"""Read PolNeAR (text and brat standoff) into windows of tagged words with links."""

from __future__ import annotations

import json
import pickle
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import stanza

from quotetrack.quotations import windows
from quotetrack.quotations.network import TAGS

_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


@dataclass(frozen=True)
class Gold:
    """One attribution by the first and last words of its parts in their window."""

    cue: tuple[int, int]
    source: tuple[int, int] | None
    contents: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Tagged:
    """A window with its gold: one tag a word, and the attributions whose cue stands in it."""

    document: str
    sentences: tuple[tuple[str, ...], ...]
    layout: tuple[tuple[float, ...], ...]
    tags: tuple[int, ...]
    attributions: tuple[Gold, ...]


def read_standoff(path: Path) -> list[dict[str, list[tuple[int, int]]]]:
    """The attributions of a brat file: role to character spans."""
    spans: dict[str, list[tuple[int, int]]] = {}
    rows = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        cols = line.split("\t")
        if re.match(r"T\d+\t", line):
            offsets = cols[1].split(" ", 1)[1]
            spans[cols[0]] = [(int(a), int(b)) for a, b in (part.split() for part in offsets.split(";"))]
        elif re.match(r"E\d+\t", line):
            row: dict[str, list[tuple[int, int]]] = {"source": [], "cue": [], "content": []}
            for part in cols[1].split():
                role, target = part.split(":")
                role = re.sub(r"\d+$", "", role).lower()
                if role in row and target in spans:
                    row[role] += spans[target]
            if row["content"]:
                rows.append(row)
    return rows


def read_corpus(folder: Path, tokenizer: Path, *, straighten_every: int = 0) -> Iterator[Tagged]:
    """Windows of every document; each `straighten_every`-th document with straight quotation marks."""
    pipeline = tokenizing_pipeline(tokenizer)
    for number, path in enumerate(sorted((folder / "text").iterdir())):
        text = path.read_text(encoding="utf-8")
        standoff = sorted((folder / "attributions").glob(f"{path.stem}_*.ann"))
        if not standoff:
            continue
        if straighten_every and number % straighten_every == 0:
            text = text.translate(_STRAIGHT)
        sentences = [[(t.text, t.start_char, t.end_char) for t in s.tokens] for s in pipeline(text).sentences]
        rows = read_standoff(standoff[0])
        for window in windows.windows(text, sentences):
            yield _tagged(path.stem, window, rows)


def load_windows(data: Path, work: Path, tokenizer: Path) -> tuple[list[Tagged], list[Tagged]]:
    """The windows of PolNeAR train and dev; kept in the work folder."""
    cache = work / "windows.pickle"
    if not cache.exists():
        train = list(read_corpus(data / "polnear/train", tokenizer, straighten_every=3))
        dev = list(read_corpus(data / "polnear/dev", tokenizer))
        cache.write_bytes(pickle.dumps((train, dev)))
    return pickle.loads(cache.read_bytes())


def tokenizing_pipeline(model: Path) -> stanza.Pipeline:
    """A pipeline that only tokenizes, with the given model file."""
    resources = model.parent / "resources.json"
    resources.write_text(
        json.dumps({"en": {"packages": {"default": {"tokenize": "news"}}, "tokenize": {"news": {}}}}), encoding="utf-8"
    )
    return stanza.Pipeline(
        "en", dir=str(model.parent), processors="tokenize", tokenize_model_path=str(model), download_method=None,
        use_gpu=False, verbose=False,
    )  # fmt: skip


def _tagged(document: str, window: windows.Window, rows: list[dict[str, list[tuple[int, int]]]]) -> Tagged:
    starts, ends = window.starts, window.ends
    tags = [0] * len(starts)
    attributions = []

    def place(role: str, span: tuple[int, int]) -> tuple[int, int] | None:
        """The span's first and last word in the window, tagged there; None where it stands outside."""
        first, last = bisect_right(ends, span[0]), bisect_left(starts, span[1]) - 1
        if last < first:
            return None
        for i in range(first, last + 1):
            tags[i] = TAGS.index(f"{'B' if i == first else 'I'}-{role}")
        return first, last

    for row in rows:
        contents = tuple(sorted(words for span in row["content"] if (words := place("content", span))))
        source = place("source", row["source"][0]) if row["source"] else None
        cue = place("cue", row["cue"][0]) if row["cue"] else None
        if cue and contents:
            attributions.append(Gold(cue, source, contents))
    return Tagged(
        document, tuple(map(tuple, window.sentences)), tuple(map(tuple, window.layout)), tuple(tags),
        tuple(attributions),
    )  # fmt: skip
