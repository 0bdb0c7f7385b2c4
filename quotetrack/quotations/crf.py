"""A linear-chain conditional random field (Lafferty et al. 2001): normalizer and best path.

Scores are (sequences, steps, tags), `transitions` (tags, tags) from one tag to the next, both natural logarithms.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

_TINY = 1e-30


class _LogNormalizer(torch.autograd.Function):
    """The log sum over all paths; its gradient, the marginals, by forward and backward sums.

    Sums are kept as probabilities that each step scales to one: many times faster than logarithms that
    autograd follows step by step.
    """

    @staticmethod
    def forward(ctx: Any, scores: Tensor, transitions: Tensor) -> Tensor:
        top = scores.max(2, keepdim=True).values
        emitted = (scores - top).exp()
        jump = transitions.exp()
        ahead = torch.empty_like(emitted)
        scale = torch.empty_like(emitted[..., 0])
        for step in range(scores.shape[1]):
            now = emitted[:, step] if not step else (ahead[:, step - 1] @ jump) * emitted[:, step]
            total = now.sum(1, keepdim=True).clamp_min(_TINY)
            ahead[:, step] = now / total
            scale[:, step] = total[:, 0]
        ctx.save_for_backward(emitted, jump, ahead, scale)
        return (scale.log() + top[..., 0]).sum(1)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor]:  # type: ignore[override]
        emitted, jump, ahead, scale = ctx.saved_tensors
        behind = torch.ones_like(emitted)
        for step in range(emitted.shape[1] - 2, -1, -1):
            onward = behind[:, step + 1] * emitted[:, step + 1] / scale[:, step + 1, None]
            behind[:, step] = onward @ jump.T
        marginals = ahead * behind
        onward = behind[:, 1:] * emitted[:, 1:] / scale[:, 1:, None] * gradient[:, None, None]
        pairs = torch.einsum("nsa,nsb->ab", ahead[:, :-1], onward) * jump
        return marginals * gradient[:, None, None], pairs


def log_normalizer(scores: Tensor, transitions: Tensor) -> Tensor:
    """The log sum over all paths. (sequences)"""
    result: Tensor = _LogNormalizer.apply(scores, transitions)
    return result


def path_score(scores: Tensor, transitions: Tensor, tags: Tensor) -> Tensor:
    """The score of given paths (sequences, steps). (sequences)"""
    emitted = scores.gather(2, tags[:, :, None]).squeeze(2).sum(1)
    return emitted + transitions[tags[:, :-1], tags[:, 1:]].sum(1)


def best_paths(scores: Tensor, transitions: Tensor) -> Tensor:
    """The best path of each sequence. (sequences, steps)"""
    total, back = scores[:, 0], []
    for step in range(1, scores.shape[1]):
        best, choice = (total[:, :, None] + transitions).max(1)
        total = best + scores[:, step]
        back.append(choice)
    current = total.argmax(1)
    path = [current]
    for choice in reversed(back):
        current = choice.gather(1, current[:, None]).squeeze(1)
        path.append(current)
    return torch.stack(path[::-1], 1)
