"""The one encoder behind every model of a model set.

Stanza's heads each ask their "bert model" for features of the same sentences. Here they share one
encoder that remembers what it has computed, so a sentence is encoded once however many heads read it.

The weights start from MiniLM (6 layers, 384 wide, uncased); capitals, which that vocabulary drops,
come back as a small embedding of each word's case.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from stanza.models.common.bert_embedding import extract_bert_embeddings
from tokenizers import Tokenizer
from torch import Tensor, nn

from quotetrack.parsing.precision import reading_precision
from quotetrack.parsing.transformer import layer_type, read_layers

NAME = "quotetrack-minilm"  # what the heads' files call their encoder; never a path
CASES = 4  # no capitals, Capitalised, CAPITALS, mIxed
MAX_PIECES = 512
MIDDLE = 3  # the layer from which on the finder has layers of its own
_TOGETHER = 64  # sentences that are looked up together
_CHUNK = 1024  # pieces, padding included, that go through the encoder together


def word_case(word: str) -> int:
    """0 for a word without capitals, 1 Capitalised, 2 CAPITALS (two letters or more), 3 any other mixture."""
    if word == word.lower():
        return 0
    if word[0].isupper() and word[1:] == word[1:].lower():
        return 1
    return 2 if word == word.upper() else 3


def _chunks(order: list[int], lengths: list[int]) -> Iterator[list[int]]:
    """Rows, shortest first, in groups whose padded size stays within _CHUNK pieces."""
    chunk: list[int] = []
    for i in order:
        if chunk and (len(chunk) + 1) * lengths[i] > _CHUNK:
            yield chunk
            chunk = []
        chunk.append(i)
    if chunk:
        yield chunk


class WordPieces:
    """Words to piece numbers, with the interface Stanza expects of a Hugging Face tokenizer.

    A piece's number also carries the case of its word: ``piece + case * vocabulary size``.
    """

    model_max_length = MAX_PIECES

    def __init__(self, path: Path):
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.vocab_size = self._tokenizer.get_vocab_size()
        ids = self._tokenizer.get_vocab()
        self._start, self._end, self._unknown = ids["[CLS]"], ids["[SEP]"], [ids["[UNK]"]]
        self._known: dict[str, tuple[int, ...]] = {}

    def pieces(self, word: str) -> tuple[int, ...]:
        """The numbers of a word's pieces: at least one, whatever the word."""
        found = self._known.get(word)
        if found is None:
            text = word.encode("utf-8", "replace").decode()  # half a surrogate pair is no text to the tokenizer
            ids = self._tokenizer.encode(text, add_special_tokens=False).ids or self._unknown
            shift = word_case(word) * self.vocab_size
            found = tuple(i + shift for i in ids[:32])
            if len(self._known) < 500_000:
                self._known[word] = found
        return found

    def __call__(self, sentences: Sequence[Sequence[str]], **_: Any) -> _Batch:
        rows: list[list[int]] = []
        owners: list[list[int | None]] = []
        for sentence in sentences:
            row = [self._start]
            owner: list[int | None] = [None]
            for number, word in enumerate(sentence):
                found = self.pieces(word)
                row.extend(found)
                owner.extend([number] * len(found))
            row.append(self._end)
            owner.append(None)
            rows.append(row)
            owners.append(owner)
        return _Batch(rows, owners)


class _Batch(dict[str, list[list[int]]]):
    """Padded piece numbers and attention mask as lists, and which word each piece belongs to."""

    def __init__(self, rows: list[list[int]], owners: list[list[int | None]]):
        width = max(map(len, rows), default=0)
        super().__init__(
            input_ids=[row + [0] * (width - len(row)) for row in rows],
            attention_mask=[[1] * len(row) + [0] * (width - len(row)) for row in rows],
        )
        self._owners = owners

    def word_ids(self, batch_index: int) -> list[int | None]:
        return self._owners[batch_index]


class Encoder(nn.Module):
    """A BERT encoder that gives features of shape (sentences, pieces, width)."""

    _hf_peft_config_loaded = False  # Stanza asks every encoder whether it carries adapters

    def __init__(self, vocab_size: int = 30522, width: int = 384, depth: int = 6, heads: int = 12):
        super().__init__()
        self.config = SimpleNamespace(hidden_size=width)
        self.vocab_size = vocab_size
        self.words = nn.Embedding(vocab_size, width)
        self.cases = nn.Embedding(CASES, width)
        self.positions = nn.Embedding(MAX_PIECES, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(0.1)
        layer = nn.TransformerEncoderLayer(
            width, heads, 4 * width, dropout=0.1, activation="gelu", layer_norm_eps=1e-12, batch_first=True
        )
        layer.self_attn.dropout = layer.dropout.p = 0.0  # dropout where it is cheap: on the residuals only
        self.layers = nn.TransformerEncoder(layer, depth, enable_nested_tensor=False)
        self.autocast = False
        self._memory: dict[bytes, tuple[Tensor, Tensor]] | None = None

    @contextlib.contextmanager
    def remembering(self) -> Iterator[None]:
        """Within this context no sentence is encoded twice; what was remembered is forgotten at its end."""
        outer = self._memory
        self._memory = {} if outer is None else outer
        try:
            yield
        finally:
            self._memory = outer

    def encode(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Features (sentences, pieces, width) of padded piece numbers after layer MIDDLE and after the last one;
        `mask` is 1 on pieces, 0 on padding."""
        with torch.autocast("cpu", torch.bfloat16, enabled=self.autocast):
            positions = torch.arange(ids.shape[1], device=ids.device)
            x = self.words(ids % self.vocab_size) + self.cases(ids // self.vocab_size) + self.positions(positions)
            padding = None if bool(mask.all()) else ~mask.bool()
            states = [self.drop(self.norm(x))]
            if self.training:
                for layer in self.layers.layers:
                    states.append(layer(states[-1], src_key_padding_mask=padding))
            else:
                states += read_layers(self.layers.layers, states[0].to(layer_type(self.layers)), padding)
        return states[MIDDLE].float(), states[-1].float()

    def forward(self, ids: Tensor, attention_mask: Tensor, output_hidden_states: bool = True) -> SimpleNamespace:
        """What Stanza calls: an object whose ``hidden_states`` ends with the last layer's features."""
        if self._memory is None:
            return SimpleNamespace(hidden_states=self.encode(ids, attention_mask))
        last = nn.utils.rnn.pad_sequence([last for _, last in self.rows(ids, attention_mask)], batch_first=True)
        return SimpleNamespace(hidden_states=(nn.functional.pad(last, (0, 0, 0, ids.shape[1] - last.shape[1])),))

    def rows(self, ids: Tensor, mask: Tensor) -> list[tuple[Tensor, Tensor]]:
        """Of each row of padded piece numbers its features (pieces, width) after layer MIDDLE and after the last
        one, from memory where they are known."""
        lengths = mask.sum(1).tolist()
        memory = {} if self._memory is None else self._memory
        keys = [np.ascontiguousarray(row[:n]).tobytes() for row, n in zip(ids.cpu().numpy(), lengths, strict=True)]
        missing = {key: i for i, key in enumerate(keys) if key not in memory and lengths[i]}
        for chunk in _chunks(sorted(missing.values(), key=lambda i: lengths[i]), lengths):
            width = lengths[chunk[-1]]
            both = self.encode(ids[chunk, :width], mask[chunk, :width])
            for i, middle, last in zip(chunk, *both, strict=True):
                memory[keys[i]] = (middle[: lengths[i]], last[: lengths[i]])
        empty = torch.zeros(0, self.config.hidden_size)
        return [memory[key] if key else (empty, empty) for key in keys]

    def load_bert(self, path: Path) -> None:
        """Take over the weights of a Hugging Face BERT file (safetensors) of the same shape."""
        bert = load_file(path)
        own: dict[str, Tensor] = {
            "words.weight": bert["embeddings.word_embeddings.weight"],
            "cases.weight": torch.zeros(CASES, self.config.hidden_size),
            "positions.weight": bert["embeddings.position_embeddings.weight"]
            + bert["embeddings.token_type_embeddings.weight"][0],
            "norm.weight": bert["embeddings.LayerNorm.weight"],
            "norm.bias": bert["embeddings.LayerNorm.bias"],
        }
        names = {
            "attention.output.dense": "self_attn.out_proj",
            "attention.output.LayerNorm": "norm1",
            "intermediate.dense": "linear1",
            "output.dense": "linear2",
            "output.LayerNorm": "norm2",
        }
        for i in range(self.layers.num_layers):
            source, target = f"encoder.layer.{i}.", f"layers.layers.{i}."
            for kind in ("weight", "bias"):
                own[f"{target}self_attn.in_proj_{kind}"] = torch.cat(
                    [bert[f"{source}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
                )
                for theirs, ours in names.items():
                    own[f"{target}{ours}.{kind}"] = bert[f"{source}{theirs}.{kind}"]
        self.load_state_dict(own)

    def save(self, path: Path) -> None:
        """Write the weights in half precision."""
        save_file({name: value.detach().half().contiguous() for name, value in self.state_dict().items()}, path)

    @classmethod
    def load(cls, path: Path) -> Encoder:
        """An encoder with the weights of a file that `save` wrote, ready to run."""
        encoder = cls()
        encoder.load_state_dict({name: value.float() for name, value in load_file(path).items()})
        encoder.layers.to(reading_precision())
        return encoder.eval()


_LAST_LAYER = nn.Linear(1, 1, bias=False)  # Stanza's layer mix for "the last layer as it is"
nn.init.zeros_(_LAST_LAYER.weight)


def word_features(encoder: Encoder, pieces: WordPieces, sentences: list[list[str]]) -> list[Tensor]:
    """Features (words, width) of each sentence: those of each word's last piece, as Stanza's heads see them."""
    return extract_bert_embeddings(
        NAME, pieces, encoder, sentences, torch.device("cpu"), keep_endpoints=False, detach=not encoder.training,
        bert_layer_mix=_LAST_LAYER,
    )  # fmt: skip


def middle_features(
    encoder: Encoder, pieces: WordPieces, sentences: Sequence[Sequence[str]]
) -> list[tuple[Tensor, list[int]]]:
    """Features after layer MIDDLE of each sentence, (rows, width): a row for its beginning, one a word (the mean of
    the word's pieces), one for its end; and which rows are words. A sentence of too many pieces gives several such
    runs, one behind the other.
    """
    runs = [(number, run) for number, sentence in enumerate(sentences) for run in _runs(pieces, sentence)]
    order = sorted(range(len(runs)), key=lambda i: len(runs[i][1]))
    rows_of: dict[int, Tensor] = {}
    for at in range(0, len(order), _TOGETHER):
        some = order[at : at + _TOGETHER]
        batch = pieces([runs[i][1] for i in some])
        found = encoder.rows(torch.tensor(batch["input_ids"]), torch.tensor(batch["attention_mask"]))
        for row, ((middle, _), i) in enumerate(zip(found, some, strict=True)):
            rows_of[i] = _means(middle, batch.word_ids(row), len(runs[i][1]))
    parts: list[tuple[list[Tensor], list[int]]] = [([], []) for _ in sentences]
    for i, (number, run) in enumerate(runs):
        rows, words = parts[number]
        before = sum(map(len, rows))
        words.extend(range(before + 1, before + 1 + len(run)))
        rows.append(rows_of[i])
    return [(torch.cat(rows) if rows else torch.zeros(0, encoder.config.hidden_size), words) for rows, words in parts]


def _means(features: Tensor, owners: Sequence[int | None], words: int) -> Tensor:
    """The features of a sentence's beginning, the mean of those of each word's pieces, and those of its end."""
    inner = [owner + 1 for owner in owners[1:-1] if owner is not None]
    places = torch.tensor([0, *inner, words + 1])
    sums = features.new_zeros(words + 2, features.shape[1]).index_add(0, places, features[: len(places)])
    return sums / torch.bincount(places)[:, None]


def _runs(pieces: WordPieces, sentence: Sequence[str]) -> Iterator[list[str]]:
    """The sentence's words, cut where the encoder could not take more pieces."""
    run: list[str] = []
    size = 2
    for word in sentence:
        more = len(pieces.pieces(word))
        if size + more > MAX_PIECES:
            yield run
            run, size = [], 2
        run.append(word)
        size += more
    if run:
        yield run
