"""The conditional random field against sums and maxima over all paths, one by one."""

from __future__ import annotations

from itertools import product

import pytest
import torch

from quotetrack.quotations.crf import best_paths, log_normalizer, path_score


def random_field(seed: int, steps: int, tags: int = 3, sequences: int = 2) -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(seed)
    scores = torch.randn(sequences, steps, tags, dtype=torch.double) * 3
    return scores.requires_grad_(), torch.randn(tags, tags, dtype=torch.double).requires_grad_()


def every_path(scores: torch.Tensor, transitions: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """All paths (paths, steps) and their scores (paths, sequences)."""
    paths = torch.tensor(list(product(range(scores.shape[2]), repeat=scores.shape[1])))
    totals = []
    for path in paths.tolist():
        total = sum(scores[:, step, tag] for step, tag in enumerate(path))
        totals.append(total + sum(transitions[a, b] for a, b in zip(path, path[1:], strict=False)))
    return paths, torch.stack(totals)


@pytest.mark.parametrize(("seed", "steps"), [(1, 1), (2, 2), (3, 5), (4, 6)])
def test_normalizer_gradient_and_best_path(seed: int, steps: int) -> None:
    scores, transitions = random_field(seed, steps)
    paths, totals = every_path(scores, transitions)
    expected = totals.logsumexp(0)
    found = log_normalizer(scores, transitions)
    assert torch.allclose(found, expected)
    weights = torch.tensor([1.0, -2.0], dtype=torch.double)
    for ours, theirs in zip(
        torch.autograd.grad((found * weights).sum(), (scores, transitions), allow_unused=True),
        torch.autograd.grad((expected * weights).sum(), (scores, transitions), allow_unused=True),
        strict=True,
    ):
        assert torch.allclose(ours, torch.zeros_like(ours) if theirs is None else theirs)
    best = best_paths(scores, transitions)
    assert torch.equal(best, paths[totals.argmax(0)])
    assert torch.allclose(path_score(scores, transitions, best), totals.max(0).values)


def test_impossible_transitions_are_never_taken_and_cost_no_precision() -> None:
    scores = torch.randn(4, 200, 3) * 5
    transitions = torch.zeros(3, 3)
    transitions[0, 2] = -1e4
    paths = best_paths(scores, transitions)
    assert not ((paths[:, :-1] == 0) & (paths[:, 1:] == 2)).any()
    assert (path_score(scores, transitions, paths) <= log_normalizer(scores, transitions) + 1e-2).all()
