"""Read PolNeAR (text and brat standoff) into windows of tagged words with links."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import stanza

from quotetrack.quotations import windows
from quotetrack.quotations.network import TAGS

_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


@dataclass(frozen=True)
class Tagged:
    """A window with its gold: one tag a word, spans by first and last word, links by position."""

    sentences: tuple[tuple[str, ...], ...]
    layout: tuple[tuple[float, ...], ...]
    tags: tuple[int, ...]
    cues: tuple[tuple[int, int], ...]
    sources: tuple[tuple[int, int], ...]
    contents: tuple[tuple[int, int], ...]
    content_cue: tuple[int, ...]  # index into cues, len(cues) where none
    cue_source: tuple[int, ...]  # index into sources, len(sources) where none


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
            yield _tagged(window, rows)


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


def _tagged(window: windows.Window, rows: list[dict[str, list[tuple[int, int]]]]) -> Tagged:
    starts, ends = window.starts, window.ends
    tags = [0] * len(starts)
    spans: dict[str, list[tuple[int, int]]] = {"source": [], "cue": [], "content": []}
    content_cue: list[int | None] = []
    cue_source: list[int | None] = []

    def add(role: str, span: tuple[int, int]) -> int | None:
        inside = [i for i in range(len(starts)) if starts[i] < span[1] and ends[i] > span[0]]
        if not inside:
            return None
        words = (inside[0], inside[-1])
        if words in spans[role]:
            return spans[role].index(words)
        for i in inside:
            tags[i] = TAGS.index(f"{'B' if i == inside[0] else 'I'}-{role}")
        spans[role].append(words)
        return len(spans[role]) - 1

    for row in rows:
        if row["content"][0][1] <= starts[0] or row["content"][0][0] >= ends[-1]:
            continue
        cue = add("cue", row["cue"][0]) if row["cue"] else None
        source = add("source", row["source"][0]) if row["source"] else None
        if cue is not None and cue == len(cue_source):
            cue_source.append(source)
        for span in row["content"]:
            before = len(spans["content"])
            if add("content", span) == before:
                content_cue.append(cue)
    return Tagged(
        sentences=tuple(map(tuple, window.sentences)),
        layout=tuple(map(tuple, window.layout)),
        tags=tuple(tags),
        cues=tuple(spans["cue"]),
        sources=tuple(spans["source"]),
        contents=tuple(spans["content"]),
        content_cue=tuple(len(spans["cue"]) if c is None else c for c in content_cue),
        cue_source=tuple(len(spans["source"]) if s is None else s for s in cue_source),
    )
