"""The figures of one set of answers, as they are written into the bundle and shown on its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mlcore import metrics

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from mlcore.training.calibration import Calibrated
    from mlcore.training.classes import ClassList

    Floats = npt.NDArray[np.floating]
    Ints = npt.NDArray[np.int64]


def describe(probabilities: Floats, truth: Ints, classes: ClassList, units: Sequence[str]) -> dict[str, Any]:
    """Figures of probabilities [N, C] about true classes [N].

    `units` [N] names what belongs together (the block): intervals draw whole units again, since
    neighbouring fields are not independent.
    """
    predicted = probabilities.argmax(axis=1)
    confidence = np.asarray(probabilities.max(axis=1), np.float64)
    right = predicted == truth
    malignant = [index for index, name in enumerate(classes.names) if name in classes.malignant]
    leukaemia = np.asarray(probabilities[:, malignant].sum(axis=1), np.float64)
    return {
        "n": len(truth),
        "accuracy": metrics.accuracy(truth, predicted),
        "accuracy_interval": list(metrics.bootstrap_interval(lambda rows: float(right[rows].mean()), units)),
        "balanced_accuracy": metrics.balanced_accuracy(truth, predicted),
        "per_class": _per_class(truth, predicted, classes),
        "binary": metrics.binary(np.isin(truth, malignant), np.isin(predicted, malignant), leukaemia),
        "ece": metrics.expected_calibration_error(confidence, right),
        "reliability": metrics.reliability_curve(confidence, right),
        "confusion": metrics.confusion_matrix(truth, predicted, len(classes.names)).tolist(),
    }


def _per_class(truth: Ints, predicted: Ints, classes: ClassList) -> dict[str, dict[str, Any]]:
    figures: dict[str, dict[str, Any]] = {}
    for index, (name, own) in enumerate(metrics.per_class(truth, predicted, classes.names).items()):
        theirs = truth == index
        interval = metrics.wilson_interval(int((predicted[theirs] == index).sum()), int(theirs.sum()))
        figures[name] = {**own, "n": int(theirs.sum()), "sensitivity_interval": list(interval)}
    return figures


def describe_answers(
    probabilities: Floats, truth: Ints, classes: ClassList, units: Sequence[str], calibrated: Calibrated
) -> dict[str, Any]:
    """The same, with what sets and least confidence make of the probabilities."""
    limits = np.array([calibrated.quantiles[name] for name in classes.names])
    inside = (1 - probabilities) <= limits
    covered = inside[np.arange(len(truth)), truth]
    confident = probabilities.max(axis=1) >= calibrated.confidence_min
    named = np.asarray(confident & (inside.sum(axis=1) == 1))
    return {
        **describe(probabilities, truth, classes, units),
        "set_coverage": {
            name: float(covered[truth == index].mean())
            for index, name in enumerate(classes.names)
            if (truth == index).any()
        },
        "set_size": float(inside.sum(axis=1).mean()),
        "named": float(named.mean()),
        "accuracy_of_named": metrics.selective_accuracy(truth, probabilities.argmax(axis=1), named),
    }
