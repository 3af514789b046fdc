"""From answers to figures, for folders named after classes, after the binary call, or after anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mlcore import metrics
from mlcore.colour import colour_probabilities
from mlcore.findings import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from mlcore.bundle import Bundle
    from mlcore.evaluation.answers import Answers
    from mlcore.findings import Finding

LEUKAEMIA: Final = "leukaemia"
BINARY_FOLDERS: Final = frozenset({LEUKAEMIA, "healthy"})
REFUSED: Final = -1


def report(bundle: Bundle, answers: Answers) -> dict[str, Any]:
    """Figures as JSON values, of the kind that the folders' names allow."""
    folders = {item.cls for item in answers.items}
    if folders <= set(bundle.classes):
        return _classes_report(bundle, answers)
    if folders == BINARY_FOLDERS:
        return _binary_report(bundle, answers)
    return {"n": len(answers.items), "outcomes": answers.outcomes, "folders": _folder_counts(bundle, answers)}


def _classes_report(bundle: Bundle, answers: Answers) -> dict[str, Any]:
    """Accuracy is that of the highest calibrated probability; a field not analysable counts as wrong."""
    truth = np.array([bundle.classes.index(item.cls) for item in answers.items], np.int64)
    predicted = top_classes(bundle, answers.findings)
    classified = _are_classified(answers)
    return {
        "n": len(truth),
        "accuracy": metrics.accuracy(truth, predicted),
        "accuracy_interval": _accuracy_interval(truth, predicted, answers),
        "balanced_accuracy": metrics.balanced_accuracy(truth, predicted),
        "per_class": metrics.per_class(truth, predicted, bundle.classes),
        "binary": _binary_figures(bundle, answers, _in_malignant(bundle, truth)),
        "ece": _calibration_error(answers, truth, predicted),
        "coverage": float(classified.mean()),
        "selective_accuracy": metrics.selective_accuracy(truth, predicted, classified),
        "classes": list(bundle.classes),
        "confusion": metrics.confusion_matrix(truth, predicted, len(bundle.classes)).tolist(),
        "outcomes": answers.outcomes,
        "set_coverage": _set_coverage(bundle, answers, truth),
        "colour_only": _colour_accuracy(bundle, answers, truth),
    }


def _binary_report(bundle: Bundle, answers: Answers) -> dict[str, Any]:
    truth = np.array([item.cls == LEUKAEMIA for item in answers.items])
    return {
        "n": len(truth),
        "binary": _binary_figures(bundle, answers, truth),
        "coverage": float(_are_classified(answers).mean()),
        "outcomes": answers.outcomes,
        "folders": _folder_counts(bundle, answers),
    }


def _binary_figures(bundle: Bundle, answers: Answers, truth: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """A field not analysable is a wrong call, whichever it was; AUROC uses every field's probability."""
    predicted = top_classes(bundle, answers.findings)
    called = np.where(predicted == REFUSED, ~truth, _in_malignant(bundle, predicted))
    scores = np.array([finding.leukaemia_probability for finding in answers.findings])
    return metrics.binary(truth, called, scores)


def _folder_counts(bundle: Bundle, answers: Answers) -> dict[str, dict[str, Any]]:
    counts: dict[str, dict[str, Any]] = {}
    for item, finding in zip(answers.items, answers.findings, strict=True):
        empty = {"n": 0, "outcomes": {outcome.value: 0 for outcome in Outcome}, "classified_malignant": 0}
        own = counts.setdefault(item.cls, empty)
        own["n"] += 1
        own["outcomes"][finding.outcome.value] += 1
        own["classified_malignant"] += finding.label in bundle.malignant
    return counts


def top_classes(bundle: Bundle, findings: Sequence[Finding]) -> npt.NDArray[np.int64]:
    """Index of the most probable class [N], REFUSED where the field is not analysable."""
    tops = [
        max(finding.probabilities, key=finding.probabilities.__getitem__) if finding.probabilities else None
        for finding in findings
    ]
    return np.array([REFUSED if top is None else bundle.classes.index(top) for top in tops], np.int64)


def _in_malignant(bundle: Bundle, classes: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    malignant = [bundle.classes.index(slug) for slug in bundle.malignant]
    return np.isin(classes, malignant)


def _are_classified(answers: Answers) -> npt.NDArray[np.bool_]:
    return np.array([finding.outcome == Outcome.CLASSIFIED for finding in answers.findings])


def _calibration_error(
    answers: Answers, truth: npt.NDArray[np.int64], predicted: npt.NDArray[np.int64]
) -> float | None:
    """Calibration error of the fields that were given probabilities; None where none was."""
    analysed = predicted != REFUSED
    tops = [max(finding.probabilities.values()) for finding in answers.findings if finding.probabilities]
    if not tops:
        return None
    return metrics.expected_calibration_error(np.array(tops), (truth == predicted)[analysed])


def _accuracy_interval(
    truth: npt.NDArray[np.int64], predicted: npt.NDArray[np.int64], answers: Answers
) -> list[float]:
    """95 % interval, drawing whole blocks again: images taken in a row are not independent."""
    units = [item.group or f"{item.cls} {item.block}" for item in answers.items]
    right = truth == predicted
    return list(metrics.bootstrap_interval(lambda chosen: float(right[chosen].mean()), units))


def _set_coverage(bundle: Bundle, answers: Answers, truth: npt.NDArray[np.int64]) -> dict[str, float | None]:
    """By class, the share of the fields with a prediction set whose set holds the true class."""
    held: dict[str, list[bool]] = {slug: [] for slug in bundle.classes}
    for index, finding in zip(truth, answers.findings, strict=True):
        slug = bundle.classes[index]
        if finding.prediction_set is not None:
            held[slug].append(slug in finding.prediction_set)
    return {slug: metrics.ratio(sum(own), len(own)) for slug, own in held.items()}


def _colour_accuracy(bundle: Bundle, answers: Answers, truth: npt.NDArray[np.int64]) -> float | None:
    """Accuracy that the bundle's colour baseline reaches on the same images."""
    if bundle.colour_only is None:
        return None
    shares = colour_probabilities(bundle.colour_only, answers.colours)
    return metrics.accuracy(truth, shares.argmax(axis=1))
