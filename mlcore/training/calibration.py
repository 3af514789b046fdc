"""From logits that were given out of fold to honest probabilities, prediction sets and a least confidence."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import minimize_scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.floating]
    Ints = npt.NDArray[np.int64]

ALPHA: Final = 0.05
"""Share of images whose true class may be missed by its prediction set."""
WANTED_ACCURACY: Final = 0.995
"""Accuracy aimed at among the images for which a class is named."""
LEAST_COVERAGE: Final = 0.96
"""Share of the training laboratory's images for which a class is named at least."""
LOWEST_CONFIDENCE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What was fitted out of fold: temperature, quantile per class, least confidence to name a class."""

    temperature: float
    quantiles: dict[str, float]
    confidence_min: float

    def probabilities(self, logits: Floats) -> npt.NDArray[np.float64]:
        """Calibrated probabilities [N, C] of logits."""
        return softmax(logits / self.temperature)


def calibrate(logits: Floats, truth: Ints, classes: Sequence[str]) -> Calibrated:
    """Fit everything on logits [N, C] that were given out of fold.

    Where a class is so well known that its quantile asks for more than the least confidence, the latter is
    enough: a set may hold its class more often than promised, never less.
    """
    temperature = fit_temperature(logits, truth)
    probabilities = softmax(logits / temperature)
    least = least_confidence(probabilities, truth)
    strict = conformal_quantiles(probabilities, truth, classes)
    quantiles = {name: max(quantile, 1 - least) for name, quantile in strict.items()}
    return Calibrated(temperature, quantiles, least)


def softmax(logits: Floats) -> npt.NDArray[np.float64]:
    """Probabilities of logits along the last axis."""
    powers = np.exp(np.asarray(logits, np.float64) - np.max(logits, axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def fit_temperature(logits: Floats, truth: Ints) -> float:
    """Temperature by which logits [N, C] are divided so that the true classes [N] become most probable."""

    def surprise(log_temperature: float) -> float:
        chosen = softmax(logits / math.exp(log_temperature))[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(chosen, 1e-12)).mean())

    found = minimize_scalar(surprise, bounds=(math.log(0.2), math.log(10)), method="bounded")
    return float(math.exp(found.x))


def conformal_quantiles(
    probabilities: Floats, truth: Ints, classes: Sequence[str], alpha: float = ALPHA
) -> dict[str, float]:
    """Per class, the largest 1 - probability with which it still belongs to a prediction set.

    Of new images of a class, at least 1 - alpha have it in their set, as far as they are like these.
    """
    quantiles = {}
    for index, name in enumerate(classes):
        scores = np.sort(1 - probabilities[truth == index, index])
        rank = math.ceil((len(scores) + 1) * (1 - alpha))
        quantiles[name] = float(scores[rank - 1]) if rank <= len(scores) else 1.0
    return quantiles


def least_confidence(probabilities: Floats, truth: Ints) -> float:
    """Confidence below which no class is named.

    The lowest that reaches the wanted accuracy among the named, but never so high that fewer than the least
    coverage are named.
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    order = np.argsort(-confidence, kind="stable")
    accuracy = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    last_of_equals = np.append(np.diff(confidence[order]) < 0, values=True)
    good = np.flatnonzero(last_of_equals & (accuracy >= WANTED_ACCURACY))
    count = max(int(good[-1]) + 1 if len(good) else 0, math.ceil(LEAST_COVERAGE * len(order)))
    return max(LOWEST_CONFIDENCE, float(confidence[order[count - 1]]))
