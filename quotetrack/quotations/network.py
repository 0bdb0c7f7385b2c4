"""The trained part of the finder: tags words as source, cue or content, and links the three.

It reads the features that the encoder gives the parser too, a window of paragraphs at a time, so
that what stands before and after a sentence counts.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
LAYOUT = 6  # yes-or-no features of a word's place; see windows.py
_BUCKETS = (-200, -100, -50, -25, -12, -6, -3, -1, 0, 1, 3, 6, 12, 25, 50, 100, 200)


class AttributionNetwork(nn.Module):
    """A bidirectional LSTM over word features with a tagger and two linkers."""

    def __init__(self, width: int = 384, hidden: int = 160, link: int = 128, dropout: float = 0.3):
        super().__init__()
        self.drop = nn.Dropout(dropout)
        self.lstm = nn.LSTM(width + LAYOUT, hidden, batch_first=True, bidirectional=True)
        self.tags = nn.Linear(width + 2 * hidden, len(TAGS))
        span = 2 * (width + 2 * hidden)  # a span is its first and its last word
        self.content_to_cue = _Linker(span, link)
        self.cue_to_source = _Linker(span, link)

    def forward(self, features: Tensor, layout: Tensor, lengths: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Tag scores (windows, words, tags) and word states (windows, words, width + 2 * hidden).

        `features` is (windows, words, width), `layout` (windows, words, LAYOUT), both padded to the
        longest of `lengths`.
        """
        x = self.drop(torch.cat([features, layout], 2))
        packed = pack_padded_sequence(x, torch.as_tensor(lengths), batch_first=True, enforce_sorted=False)
        context, _ = pad_packed_sequence(self.lstm(packed)[0], batch_first=True, total_length=x.shape[1])
        states = self.drop(torch.cat([features, context], 2))
        return self.tags(states), states


class _Linker(nn.Module):
    """Scores which of the candidate spans a span belongs to, or none (the last column)."""

    def __init__(self, span: int, link: int):
        super().__init__()
        self.asking = nn.Sequential(nn.Linear(span, link), nn.GELU())
        self.offered = nn.Sequential(nn.Linear(span, link), nn.GELU())
        self.bilinear = nn.Linear(link, link)
        self.nothing = nn.Linear(link, 1)
        self.distance = nn.Embedding(len(_BUCKETS) + 1, 1)
        self.register_buffer("buckets", torch.tensor(_BUCKETS), persistent=False)

    def forward(self, states: Tensor, asking: Tensor, offered: Tensor) -> Tensor:
        """Scores (asking, offered + 1) for spans given as (n, 2) first and last words of one window."""
        a = self.asking(states[asking].flatten(1))
        o = self.offered(states[offered].flatten(1))
        scores = self.bilinear(a) @ o.T / a.shape[1] ** 0.5
        gap = offered[:, 0][None, :] - asking[:, 0][:, None]
        scores = scores + self.distance(torch.bucketize(gap, self.buckets)).squeeze(-1)
        return torch.cat([scores, self.nothing(a)], 1)
