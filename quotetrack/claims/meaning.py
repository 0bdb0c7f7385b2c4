"""Sentence embeddings of what is said: near one another where it means about the same.

They are those of sentence-transformers/all-MiniLM-L6-v2: the mean over a text's word pieces, of length one (Reimers and
Gurevych, Sentence-BERT, EMNLP 2019). Its word pieces are those of the shipped encoder, which training does not touch;
its layers ship as ``encoder/meaning.safetensors``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import nn

from quotetrack.claims.wording import Wording
from quotetrack.errors import REINSTALL, ModelError
from quotetrack.parsing.encoder import Encoder, WordPieces
from quotetrack.parsing.models import LANGUAGE, SHIPPED
from quotetrack.parsing.precision import reading_precision

WIDTH = 384
_LONGEST = 200  # words
_SHARED = ("words.weight", "positions.weight")
_TOKEN = re.compile(r"\w+(?:[-'’.]\w+)*|[^\w\s]")


class Meaning:
    """The loaded encoder; `vector` gives the embedding of a wording."""

    def __init__(self, encoder: Encoder, pieces: WordPieces):
        self._encoder, self._pieces = encoder, pieces

    def vector(self, wording: Wording) -> NDArray[np.float16]:
        """The embedding of a wording behind its cue, shape (WIDTH,), of length one; of its first 200 words.

        One wording at a time: its vector must not depend on which others are embedded with it.
        """
        words = _TOKEN.findall(f"{wording.cue} {wording.text}")[:_LONGEST]
        with torch.inference_mode():
            ids = torch.tensor(self._pieces([words])["input_ids"])[:, :512]
            mean = self._encoder.encode(ids, torch.ones_like(ids))[1][0].mean(0)
            return nn.functional.normalize(mean, dim=0).numpy().astype(np.float16)


def vectors(wordings: Sequence[Wording]) -> list[NDArray[np.float16]]:
    """`Meaning.vector` of each, by embeddings that are loaded once; raises ModelError as `load` does.

    With one thread, whatever torch has: the last digits depend on it.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        meaning = _loaded()
        return [meaning.vector(wording) for wording in wordings]
    finally:
        torch.set_num_threads(threads)


@cache
def _loaded() -> Meaning:
    return load()


def load() -> Meaning:
    """The shipped embeddings; raises ModelError where their files are damaged or missing."""
    folder = SHIPPED / LANGUAGE / "encoder"
    try:
        shared = load_file(folder / "minilm.safetensors")
        own = load_file(folder / "meaning.safetensors")
        encoder = Encoder()
        own |= {name: shared[name] for name in _SHARED}
        own["cases.weight"] = torch.zeros_like(encoder.cases.weight)
        encoder.load_state_dict({name: value.float() for name, value in own.items()})
        encoder.layers.to(reading_precision())
        encoder.words.half()  # looked up, not computed with: half the memory
        return Meaning(encoder.eval(), WordPieces(folder / "tokenizer.json"))
    except Exception as error:  # each library has its own for a damaged file
        raise ModelError(f"the shipped models are damaged or missing ({folder}); {REINSTALL}") from error


def save_layers(encoder: Encoder, path: Path) -> None:
    """Write what `load` needs of an encoder that has MiniLM's weights, in half precision."""
    state = encoder.state_dict()
    kept = {name: value for name, value in state.items() if name not in (*_SHARED, "cases.weight")}
    save_file({name: value.detach().half().contiguous() for name, value in kept.items()}, path)
