"""Calibration on logits whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from mlcore.ensemble import softmax
from mlcore.training.calibration import (
    calibrate,
    conformal_quantiles,
    fit_temperature,
    least_confidence,
)

CLASSES = ("first", "second", "third")


def honest_logits(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Logits, and truths drawn with exactly their probabilities."""
    draw = np.random.default_rng(seed)
    logits = draw.normal(0, 2, (count, len(CLASSES)))
    truth = np.array([draw.choice(len(CLASSES), p=own) for own in softmax(logits)])
    return logits, truth


def test_overconfident_logits_are_cooled_by_the_factor_they_were_heated_with() -> None:
    logits, truth = honest_logits(4000)

    assert fit_temperature(logits * 3, truth) == pytest.approx(3, rel=0.1)
    assert fit_temperature(logits / 2, truth) == pytest.approx(0.5, rel=0.1)


def test_of_new_pictures_of_every_class_nineteen_in_twenty_have_it_in_their_set() -> None:
    logits, truth = honest_logits(6000)
    quantiles = conformal_quantiles(softmax(logits), truth, CLASSES)

    new, new_truth = honest_logits(6000, seed=1)
    for index, name in enumerate(CLASSES):
        own = softmax(new)[new_truth == index, index]
        assert float((1 - own <= quantiles[name]).mean()) == pytest.approx(0.95, abs=0.015)


def test_a_class_with_too_few_pictures_is_never_ruled_out() -> None:
    logits, _ = honest_logits(5)

    quantiles = conformal_quantiles(softmax(logits), np.array([0, 0, 1, 1, 2]), CLASSES)

    assert quantiles == {"first": 1.0, "second": 1.0, "third": 1.0}


def test_the_least_confidence_leaves_out_the_doubtful_wrong_ones() -> None:
    sure = np.tile([0.96, 0.02, 0.02], (970, 1))
    doubtful = np.tile([0.6, 0.39, 0.01], (30, 1))
    truth = np.array([0] * 970 + [1] * 30)

    assert least_confidence(np.concatenate([sure, doubtful]), truth) == pytest.approx(0.96)


def test_a_good_network_names_a_class_for_the_promised_share() -> None:
    logits, truth = honest_logits(2000)
    probabilities = softmax(logits * 4)

    named = probabilities.max(axis=1) >= least_confidence(probabilities, truth)

    assert named.mean() >= 0.96


def test_no_class_is_named_at_a_confidence_below_one_half() -> None:
    probabilities = np.tile([0.4, 0.3, 0.3], (50, 1))

    assert least_confidence(probabilities, np.zeros(50, int)) == 0.5


def test_calibrated_probabilities_sum_to_one() -> None:
    logits, truth = honest_logits(300)

    probabilities = calibrate(softmax(logits * 2), truth, CLASSES).probabilities(softmax(logits))

    assert probabilities.sum(axis=1) == pytest.approx(np.ones(300))
