"""Bidirectional LSTMs over sequences of different lengths, as fast as over equal ones.

Through packed sequences torch goes step by step; over padded ones it runs one fused kernel, in half the time.
Read forwards, padding behind a sequence changes nothing; so both directions are read forwards, one of them reversed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

from quotetrack.parsing.precision import reading_precision

_ALIKE = 0.6  # sequences go together where the shortest has this share of the longest one's length


class PaddedLSTM(nn.Module):
    """A trained one-layer bidirectional ``nn.LSTM``, with its outputs; the states at the ends are not known and NaN."""

    def __init__(self, lstm: nn.LSTM):
        super().__init__()
        self.lstm = lstm
        self._precision = reading_precision()
        self._weights = [[weight.detach().to(self._precision) for weight in both] for both in lstm.all_weights]

    def forward(self, packed: PackedSequence, hx: tuple[Tensor, Tensor] | None = None) -> Any:
        if self.lstm.training or not isinstance(packed, PackedSequence):
            return self.lstm(packed, hx)
        x, lengths = pad_packed_sequence(PackedSequence(packed.data, packed.batch_sizes), batch_first=True)
        rows, width = len(lengths), self.lstm.hidden_size
        start = hx or (x.new_zeros(2, rows, width), x.new_zeros(2, rows, width))
        if packed.sorted_indices is not None:
            start = (start[0][:, packed.sorted_indices], start[1][:, packed.sorted_indices])
        both = x.new_zeros(rows, x.shape[1], 2 * width)
        for first, last in _alike(lengths.tolist()):
            steps = int(lengths[first])
            part, state = x[first:last, :steps], (start[0][:, first:last], start[1][:, first:last])
            turn = _reversing(lengths[first:last], steps)
            both[first:last, :steps, :width] = self._read(part, state, 0)
            both[first:last, :steps, width:] = _turned(self._read(_turned(part, turn), state, 1), turn)
        data = pack_padded_sequence(both, lengths, batch_first=True).data
        ends = x.new_full((2, rows, width), torch.nan)
        return PackedSequence(data, packed.batch_sizes, packed.sorted_indices, packed.unsorted_indices), (ends, ends)

    def _read(self, x: Tensor, start: tuple[Tensor, Tensor], direction: int) -> Tensor:
        """The outputs (rows, steps, width) of one direction, read forwards."""
        state = [part[direction : direction + 1].contiguous().to(self._precision) for part in start]
        given = x.to(self._precision)
        output: Tensor = torch.lstm(given, state, self._weights[direction], True, 1, 0.0, False, False, True)[0]
        return output.float()


def hasten(model: nn.Module) -> None:
    """Put a `PaddedLSTM` in the place of each one-layer bidirectional LSTM of a trained model."""
    owners = [module for module in model.modules() if not isinstance(module, PaddedLSTM)]
    for owner in owners:
        for name, part in list(owner.named_children()):
            if isinstance(part, nn.LSTM) and _fits(part):
                setattr(owner, name, PaddedLSTM(part))


def _fits(lstm: nn.LSTM) -> bool:
    return lstm.bidirectional and lstm.num_layers == 1 and lstm.bias and not lstm.proj_size


def _alike(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First row and the one behind the last of runs of rows of about the same length, the longest rows first."""
    first = 0
    for row in range(1, len(lengths) + 1):
        if row == len(lengths) or lengths[row] < _ALIKE * lengths[first]:
            yield first, row
            first = row


def _reversing(lengths: Tensor, steps: int) -> Tensor:
    """Of each row (rows, steps) the places from its last to its first; padding stays."""
    places = torch.arange(steps)
    turned = lengths[:, None] - 1 - places
    return turned.where(turned >= 0, places)


def _turned(x: Tensor, places: Tensor) -> Tensor:
    return x.gather(1, places[:, :, None].expand_as(x))
