"""Figures of a classifier, from arrays alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

ECE_BINS: Final = 15


def confusion_matrix(truth: Ints, predicted: Ints, classes: int) -> Ints:
    """Counts [classes, classes] by true (row) and predicted class; predictions of no class drop out."""
    matrix = np.zeros((classes, classes), dtype=np.int64)
    inside = (predicted >= 0) & (predicted < classes)
    np.add.at(matrix, (truth[inside], predicted[inside]), 1)
    return matrix


def accuracy(truth: Ints, predicted: Ints) -> float:
    """Share of right answers; NaN of nothing."""
    return float(np.mean(truth == predicted)) if truth.size else float("nan")


def balanced_accuracy(truth: Ints, predicted: Ints) -> float:
    """Mean over the classes that occur of the share of each that is recognised."""
    recalls = [float(np.mean(predicted[truth == cls] == cls)) for cls in np.unique(truth)]
    return float(np.mean(recalls)) if recalls else float("nan")


def per_class(truth: Ints, predicted: Ints, names: Sequence[str]) -> dict[str, dict[str, float | None]]:
    """Sensitivity, specificity, precision and F1 of every class; None where the denominator is zero."""
    return {name: _one_against_rest(truth == index, predicted == index) for index, name in enumerate(names)}


def _one_against_rest(truth: Bools, predicted: Bools) -> dict[str, float | None]:
    hits = int(np.sum(truth & predicted))
    return {
        "sensitivity": ratio(hits, int(np.sum(truth))),
        "specificity": ratio(int(np.sum(~truth & ~predicted)), int(np.sum(~truth))),
        "precision": ratio(hits, int(np.sum(predicted))),
        "f1": ratio(2 * hits, int(np.sum(truth)) + int(np.sum(predicted))),
    }


def ratio(part: int, whole: int) -> float | None:
    """Share `part` of `whole`, or None of an empty whole."""
    return part / whole if whole else None


def auroc(positive: Bools, scores: Floats) -> float | None:
    """Probability that a positive scores above a negative, ties counted half; None with one class only."""
    positives, negatives = int(np.sum(positive)), int(np.sum(~positive))
    if not positives or not negatives:
        return None
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[positive].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def binary(malignant: Bools, called: Bools, scores: Floats) -> dict[str, float | None]:
    """Sensitivity and specificity of the malignant call, and AUROC of its probability."""
    figures = _one_against_rest(malignant, called)
    area = auroc(malignant, scores)
    return {"sensitivity": figures["sensitivity"], "specificity": figures["specificity"], "auroc": area}


def expected_calibration_error(confidence: Floats, correct: Bools, bins: int = ECE_BINS) -> float:
    """Mean distance between confidence and accuracy over equally wide bins, weighted by their counts."""
    if not confidence.size:
        return float("nan")
    index = np.clip((confidence * bins).astype(int), 0, bins - 1)
    counts = np.bincount(index, minlength=bins)
    gaps = np.abs(np.bincount(index, confidence, bins) - np.bincount(index, correct.astype(float), bins))
    return float(gaps[counts > 0].sum() / confidence.size)


def reliability_curve(confidence: Floats, correct: Bools, bins: int = ECE_BINS) -> list[dict[str, float]]:
    """Mean confidence, accuracy and count of every bin that is not empty."""
    index = np.clip((confidence * bins).astype(int), 0, bins - 1)
    return [
        {
            "confidence": float(confidence[index == own].mean()),
            "accuracy": float(correct[index == own].mean()),
            "count": float(np.sum(index == own)),
        }
        for own in np.unique(index)
    ]


def selective_accuracy(truth: Ints, predicted: Ints, answered: Bools) -> float | None:
    """Accuracy among the images for which a class was named; None where none was."""
    return ratio(int(np.sum((truth == predicted) & answered)), int(np.sum(answered)))


def wilson_interval(hits: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson score interval of a share; (0, 1) of nothing."""
    if count == 0:
        return 0.0, 1.0
    share, spread = hits / count, z * z / count
    middle = share + spread / 2
    half = z * float(np.sqrt(share * (1 - share) / count + spread / (4 * count)))
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))


def bootstrap_interval(
    statistic: Callable[[Ints], float],
    units: Sequence[str],
    *,
    rounds: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> tuple[float, float]:
    """Percentile interval of `statistic(indices)` when whole units (for example blocks) are drawn again.

    `units` names the unit of every image; images of one unit are not independent of each other.
    """
    random = np.random.default_rng(seed)
    _, inverse = np.unique(np.asarray(units), return_inverse=True)
    members = [np.flatnonzero(inverse == unit) for unit in range(int(inverse.max()) + 1)]
    draws = (random.integers(0, len(members), len(members)) for _ in range(rounds))
    values = [statistic(np.concatenate([members[unit] for unit in draw])) for draw in draws]
    tail = (1 - level) / 2
    low, high = np.quantile(values, [tail, 1 - tail])
    return float(low), float(high)
