"""How far to trust the finder in an article: of two statements that look alike, the one in the longer article is less
often right, as long articles hold more comment and less reporting."""

from __future__ import annotations

import math

# The logit of confidence is SCALE times the network's, plus SHIFT, minus LENGTH times the logarithm of the article's
# words, within the lengths that it was fitted on. By logistic regression on PolNeAR dev and the newswire of other
# countries, each as much as the other: python -m training.certainty DATA_DIR
SCALE, SHIFT, LENGTH = 1.02, 5.4, 0.79
SHORTEST, LONGEST = 200, 2000  # words


def log_length(words: int) -> float:
    """The logarithm of an article's number of words, kept within what the figures above were fitted on."""
    return math.log(min(max(words, SHORTEST), LONGEST))


def logit(probability: float) -> float:
    kept = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(kept / (1 - kept))


def trusted(probability: float, words: int) -> float:
    """The probability that content and source are right, 0 to 1, from the network's and the article's words."""
    return 1 / (1 + math.exp(-(SCALE * logit(probability) + SHIFT - LENGTH * log_length(words))))


def network_logit(confidence: float, words: int) -> float:
    """The network's logit that `trusted` made a confidence of."""
    return (logit(confidence) - SHIFT + LENGTH * log_length(words)) / SCALE
