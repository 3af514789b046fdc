"""Figures, against values worked out by hand and laws that must hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore import metrics

TRUTH = np.array([0, 0, 0, 0, 1, 1, 2, 2])
CALLS = np.array([0, 0, 0, 1, 1, 2, 2, -1])


def test_confusion_counts_truth_by_call_and_leaves_refusals_out() -> None:
    assert metrics.confusion_matrix(TRUTH, CALLS, 3).tolist() == [[3, 1, 0], [0, 1, 1], [0, 0, 1]]


def test_accuracies() -> None:
    assert metrics.accuracy(TRUTH, CALLS) == 5 / 8
    assert metrics.balanced_accuracy(TRUTH, CALLS) == pytest.approx((3 / 4 + 1 / 2 + 1 / 2) / 3)
    assert math.isnan(metrics.accuracy(TRUTH[:0], CALLS[:0]))


def test_per_class() -> None:
    figures = metrics.per_class(TRUTH, CALLS, ["a", "b", "c", "never"])

    assert figures["b"] == {"sensitivity": 0.5, "specificity": 5 / 6, "precision": 0.5, "f1": 0.5}
    assert figures["never"]["sensitivity"] is None
    assert figures["never"]["specificity"] == 1


def test_auroc_counts_ties_half() -> None:
    positive = np.array([True, True, False, False])

    assert metrics.auroc(positive, np.array([0.9, 0.8, 0.2, 0.1])) == 1
    assert metrics.auroc(positive, np.array([0.5, 0.5, 0.5, 0.5])) == 0.5
    assert metrics.auroc(positive, np.array([0.9, 0.3, 0.5, 0.1])) == 0.75
    assert metrics.auroc(positive[:2], np.array([0.9, 0.3])) is None


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=2, max_size=40))
def test_auroc_is_the_share_of_pairs_in_order(pairs: list[tuple[bool, int]]) -> None:
    sick = [score for positive, score in pairs if positive]
    well = [score for positive, score in pairs if not positive]
    area = metrics.auroc(np.array([p for p, _ in pairs]), np.array([s for _, s in pairs], float))

    if not sick or not well:
        assert area is None
    else:
        ordered = [(a > b) + (a == b) / 2 for a in sick for b in well]
        assert area == pytest.approx(sum(ordered) / len(ordered))


def test_calibration_error_is_the_gap_between_words_and_deeds() -> None:
    confidence = np.full(100, 0.9)
    right = np.arange(100) < 60

    assert metrics.expected_calibration_error(confidence, right) == pytest.approx(0.3)
    assert metrics.expected_calibration_error(confidence, np.arange(100) < 90) == pytest.approx(0)


def test_a_confidence_of_one_falls_into_the_last_bin() -> None:
    curve = metrics.reliability_curve(np.array([1.0, 0.99, 0.0]), np.array([True, False, False]))

    assert [own["count"] for own in curve] == [1, 2]
    assert curve[-1]["accuracy"] == 0.5


def test_selective_accuracy_counts_named_classes_only() -> None:
    named = np.array([True] * 3 + [False] * 5)

    assert metrics.selective_accuracy(TRUTH, CALLS, named) == 1
    assert metrics.selective_accuracy(TRUTH, CALLS, ~named) == 2 / 5
    assert metrics.selective_accuracy(TRUTH, CALLS, np.zeros(8, bool)) is None


def test_wilson_interval() -> None:
    assert metrics.wilson_interval(0, 0) == (0, 1)
    assert metrics.wilson_interval(97, 100) == pytest.approx((0.9155, 0.9897), abs=5e-4)
    assert metrics.wilson_interval(10, 10)[1] == 1


def test_images_of_one_block_widen_the_interval() -> None:
    right = np.repeat([1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0], 40)

    def share(chosen: np.ndarray) -> float:
        return float(right[chosen].mean())

    blocks = metrics.bootstrap_interval(share, [str(index // 40) for index in range(320)])
    alone = metrics.bootstrap_interval(share, [str(index) for index in range(320)])

    assert blocks[0] < alone[0] < 0.875 < alone[1] <= blocks[1]


def test_benign_and_malignant() -> None:
    malignant = np.array([True, True, True, False])

    figures = metrics.binary(malignant, np.array([True, True, False, False]), np.array([0.9, 0.7, 0.2, 0.4]))

    assert figures == {"sensitivity": 2 / 3, "specificity": 1, "auroc": pytest.approx(2 / 3)}
