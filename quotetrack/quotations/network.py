"""The trained part of the finder: tags words, then reads each cue's source and content around it.

It goes on from the middle of the encoder that serves the parser too, with layers of its own over a window of
paragraphs, so that what stands before and after a sentence counts. In news every attribution has one cue and its
parts stand near it (PolNeAR train: all but one of 19,832 have a cue, two reach more than 25 words from it), so the cue
is found first and asked for its source and content, as semantic role labelling asks a predicate for its arguments.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from quotetrack.parsing.transformer import layer_type, read_layers

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
PARTS = ("O", "B-source", "I-source", "B-content", "I-content")  # what a word is to one cue
LAYOUT = 6  # yes-or-no features of a word's place; see windows.py
IMPOSSIBLE = -1e4
EVIDENCE = 6  # numbers from which an attribution's confidence is calibrated; see decoding.py
PLACES = 800  # rows of a window that are told apart by their place
REACH = 64  # words before and after a cue in which its source and content are looked for
_BUCKETS = (-50, -36, -24, -16, *range(-12, 13), 16, 24, 36, 50)


class AttributionNetwork(nn.Module):
    """The upper layers of an encoder over a window's words, with a tagger and a reader of each cue's parts."""

    def __init__(self, width: int = 384, depth: int = 3, heads: int = 12, link: int = 128, dropout: float = 0.2):
        super().__init__()
        self.drop, self.drop_rows = nn.Dropout(dropout), nn.Dropout(0.1)
        self.place = nn.Embedding(PLACES, width)
        self.layout = nn.Linear(LAYOUT, width)
        for start in (self.place.weight, self.layout.weight, self.layout.bias):
            nn.init.zeros_(start)  # at first the layers see what they saw in the encoder
        layer = nn.TransformerEncoderLayer(
            width, heads, 4 * width, dropout=0.1, activation="gelu", layer_norm_eps=1e-12, batch_first=True
        )
        layer.self_attn.dropout = 0.0
        self.layers = nn.TransformerEncoder(layer, depth, enable_nested_tensor=False)
        self.tags = nn.Linear(width, len(TAGS))
        self.parts = CueReader(width, link, dropout)
        # fitted after training: from a cue's evidence to the logit of its attribution being right, and the
        # confidence from which on an attribution is reported
        self.calibration = nn.Linear(EVIDENCE, 1)
        self.register_buffer("threshold", torch.tensor(0.5))

    def forward(self, windows: Sequence[tuple[Tensor, Tensor]], layouts: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """Tag scores (windows, words, tags) and word states (windows, words, width), padded.

        A window is its rows (rows, width), see `quotetrack.parsing.encoder.middle_features`, and which of them are
        words (words); its layout is (words, LAYOUT).
        """
        pad = nn.utils.rnn.pad_sequence
        spread = [
            layout.new_zeros(len(rows), LAYOUT).index_copy(0, words, layout)
            for (rows, words), layout in zip(windows, layouts, strict=True)
        ]
        x = pad([rows for rows, _ in windows], batch_first=True)
        places = torch.arange(x.shape[1])
        x = x + self.layout(pad(spread, batch_first=True)) + self.place(places.clamp(max=PLACES - 1))
        beyond = places[None, :] >= torch.tensor([len(rows) for rows, _ in windows])[:, None]
        padding = beyond if bool(beyond.any()) else None
        if self.training:
            with torch.autocast("cpu", torch.bfloat16):
                x = self.layers(self.drop_rows(x), src_key_padding_mask=padding)
        else:
            *_, x = read_layers(self.layers.layers, x.to(layer_type(self.layers)), padding)
        states = self.drop(pad([x[i, words] for i, (_, words) in enumerate(windows)], batch_first=True).float())
        return self.tags(states), states


class CueReader(nn.Module):
    """For given cues: what each word around is to it, and whether it is a cue at all."""

    def __init__(self, width: int, link: int, dropout: float):
        super().__init__()
        self.word = nn.Linear(width, link)
        self.cue = nn.Linear(2 * width, link)
        self.distance = nn.Embedding(len(_BUCKETS) + 1, link)
        self.apart = nn.Embedding(7 * 5, link)  # sentences by paragraphs between word and cue, clipped
        self.convolutions = nn.ModuleList(nn.Conv1d(link, link, 3, padding=d, dilation=d) for d in (1, 3))
        self.norms = nn.ModuleList(nn.LayerNorm(link) for _ in (1, 3))
        self.drop = nn.Dropout(dropout / 2)
        self.scores = nn.Linear(link, len(PARTS))
        self.valid = nn.Sequential(nn.Linear(3 * link, link), nn.GELU(), nn.Linear(link, 1))
        self.transitions = nn.Parameter(torch.zeros(len(PARTS), len(PARTS)))
        self.register_buffer("buckets", torch.tensor(_BUCKETS), persistent=False)
        self.register_buffer("allowed", allowed(PARTS), persistent=False)

    def forward(
        self, states: Tensor, layout: Tensor, lengths: Sequence[int], cues: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """For `cues` (cues, 3: window, first and last word): part scores (cues, 2 * REACH + 1, parts) and the
        logit of being a cue (cues). Row r of a cue's scores is word ``first - REACH + r`` of its window; the last
        return value (cues, 2 * REACH + 1) is false where there is no such word or where it is the cue's own.
        """
        window, first, last = cues.unbind(1)
        places = first[:, None] + torch.arange(-REACH, REACH + 1, device=states.device)
        ends = torch.as_tensor(lengths, device=states.device)[window]
        exists = (places >= 0) & (places < ends[:, None])
        at = places.clamp(0, states.shape[1] - 1)
        rows = window[:, None]
        x = self.word(states).flatten(0, 1).index_select(0, (rows * states.shape[1] + at).flatten()).view(*at.shape, -1)
        cue = self.cue(torch.cat([states[window, first], states[window, last]], 1))
        gap = places - first[:, None].where(places < last[:, None], last[:, None])
        near = self.distance(torch.bucketize(gap, self.buckets))
        sentence, paragraph = layout[..., 3].cumsum(1), layout[..., 4].cumsum(1)
        apart_s = (sentence[rows, at] - sentence[window, first][:, None]).clamp(-3, 3).long() + 3
        apart_p = (paragraph[rows, at] - paragraph[window, first][:, None]).clamp(-2, 2).long() + 2
        x = x + cue[:, None] + near + self.apart(apart_s * 5 + apart_p)
        outside = exists & ((places < first[:, None]) | (places > last[:, None]))
        x = nn.functional.gelu(x) * exists[..., None]
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            with torch.autocast("cpu", torch.bfloat16, enabled=self.training):
                y = convolution(norm(x).mul(exists[..., None]).transpose(1, 2)).transpose(1, 2).float()
            x = (x + self.drop(nn.functional.gelu(y))) * exists[..., None]
        pooled = torch.cat([cue, x.masked_fill(~exists[..., None], -9.0).max(1).values, x[:, REACH]], 1)
        return self.scores(x), self.valid(pooled).squeeze(1), outside


def allowed(tags: Sequence[str]) -> Tensor:
    """Zero where one tag may follow another, a large negative number elsewhere. [from, to]"""
    scores = torch.zeros(len(tags), len(tags))
    for j, tag in enumerate(tags):
        if tag.startswith("I-"):
            scores[:, j] = IMPOSSIBLE
            scores[j, j] = scores[tags.index("B-" + tag[2:]), j] = 0.0
    return scores
