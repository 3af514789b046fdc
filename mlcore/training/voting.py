"""What the voters say together, and each of them beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mlcore import metrics
from mlcore.bundle.hashes import sha256_of
from mlcore.ensemble import mean_of
from mlcore.training.figures import describe_answers

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from mlcore.training.calibration import Calibrated
    from mlcore.training.classes import ClassList
    from mlcore.training.samples import Samples
    from mlcore.training.voter import Said

    Doubles = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

SHOWN_FAILURES: Final = 20
HASH_LENGTH: Final = 12
NOBODY: Final = -1
"""Stands for the class of a field that no majority names."""


def mean_said(said: Sequence[Said]) -> Doubles:
    """Mean [N, C] of what the voters say."""
    return mean_of([own.probabilities for own in said])


def normality(said: Sequence[Said]) -> Doubles | None:
    """How normal the white cells of fields look [N], by the voter that can tell."""
    return next((own.normal for own in said if own.normal is not None), None)


def hard_majority(said: Sequence[Said]) -> Ints:
    """Class [N] for which more than half of the voters that speak vote, NOBODY where there is none."""
    tops = np.stack([_tops(own.probabilities) for own in said])
    speaking = (tops != NOBODY).sum(axis=0)
    classes = said[0].probabilities.shape[1]
    counts = np.stack([(tops == index).sum(axis=0) for index in range(classes)], axis=1)
    return np.where(counts.max(axis=1) * 2 > speaking, counts.argmax(axis=1), NOBODY)


def measure_vote(
    said: dict[str, Said], samples: Samples, classes: ClassList, calibrated: Calibrated
) -> dict[str, Any]:
    """Figures of the calibrated mean and, under `voters`, accuracies of each voter and both kinds of vote."""
    truth, every = samples.truth, list(said.values())
    mean = mean_said(every)
    majority = hard_majority(every)
    probabilities = calibrated.probabilities(mean)
    return {
        **describe_answers(probabilities, truth, classes, samples.units, calibrated),
        "failures": _failures(probabilities, samples, classes),
        "voters": {
            **{name: _one(own, truth) for name, own in said.items()},
            "soft_vote": {"accuracy": metrics.accuracy(truth, mean.argmax(axis=1)), "silent": 0.0},
            "hard_vote": {
                "accuracy": metrics.accuracy(truth, majority),
                "silent": float((majority == NOBODY).mean()),
            },
        },
    }


def _failures(probabilities: Doubles, samples: Samples, classes: ClassList) -> list[dict[str, Any]]:
    """The surest wrong answers; an image is named by the start of its SHA-256: its name may tell a person."""
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != samples.truth)
    surest = wrong[np.argsort(-probabilities[wrong].max(axis=1), kind="stable")][:SHOWN_FAILURES]
    return [
        {
            "image": sha256_of(samples.items[row].path)[:HASH_LENGTH],
            "true": classes.names[int(samples.truth[row])],
            "answered": classes.names[int(probabilities[row].argmax())],
            "confidence": float(probabilities[row].max()),
            "true_confidence": float(probabilities[row, samples.truth[row]]),
        }
        for row in surest
    ]


def _one(said: Said, truth: Ints) -> dict[str, float]:
    tops = _tops(said.probabilities)
    return {"accuracy": metrics.accuracy(truth, tops), "silent": float((tops == NOBODY).mean())}


def _tops(probabilities: Doubles) -> Ints:
    """Most probable class [N], NOBODY where the voter is silent."""
    silent = np.isnan(probabilities).any(axis=1)
    return np.where(silent, NOBODY, np.nan_to_num(probabilities).argmax(axis=1))
