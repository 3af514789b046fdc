"""From logits that were given out of fold to honest probabilities, prediction sets and a least confidence."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import minimize_scalar

from mlcore.ensemble import sharpened, softmax

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
EVEN: Final = 0.5
FALSE_NORMAL: Final = 0.002
"""Share of the training laboratory's fields whose cells may be taken for normal ones."""
TINY: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What was fitted on the members' mean out of fold.

    `temperature` sharpens the mean; a quantile per class makes prediction sets; below `confidence_min` no
    class is named, nor where white cells are normal ones with a mean probability above `normal_max`.
    """

    temperature: float
    quantiles: dict[str, float]
    confidence_min: float
    normal_max: float = 1.0

    def probabilities(self, mean: Floats) -> npt.NDArray[np.float64]:
        """Calibrated probabilities [N, C] of the members' mean."""
        return sharpened(mean, self.temperature)


def calibrate(mean: Floats, truth: Ints, classes: Sequence[str], normal: Floats | None = None) -> Calibrated:
    """Fit everything on the members' mean [N, C], given out of fold, and on how normal cells look [N].

    Where a class is so well known that its quantile asks for more than the least confidence, the latter is
    enough: a set may hold its class more often than promised, never less.
    """
    temperature = fit_temperature(np.log(np.maximum(mean, TINY)), truth)
    probabilities = sharpened(mean, temperature)
    least = least_confidence(probabilities, truth)
    strict = conformal_quantiles(probabilities, truth, classes)
    quantiles = {name: max(quantile, 1 - least) for name, quantile in strict.items()}
    return Calibrated(temperature, quantiles, least, _normal_limit(normal))


def _normal_limit(normal: Floats | None) -> float:
    """Limit that hardly any field of the training laboratory exceeds, but no less than an even chance."""
    if normal is None:
        return 1.0
    return max(EVEN, float(np.nanquantile(normal, 1 - FALSE_NORMAL)))


def fit_temperature(logits: Floats, truth: Ints, widest: float = 10.0) -> float:
    """Temperature, `widest` at most, by which logits [N, C] are divided to make true classes most likely."""

    def surprise(log_temperature: float) -> float:
        chosen = softmax(logits / math.exp(log_temperature))[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(chosen, 1e-12)).mean())

    found = minimize_scalar(surprise, bounds=(math.log(0.2), math.log(widest)), method="bounded")
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
