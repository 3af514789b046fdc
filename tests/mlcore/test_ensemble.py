"""One probability from several cells and several members."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.ensemble import mean_of, pooled_evidence, sharpened, softmax


def test_evidence_of_a_field_is_that_of_its_own_cells_added_up() -> None:
    shares = np.array([[0.5, 0.5], [0.9, 0.1], [0.2, 0.8]])

    evidence = pooled_evidence(shares, np.array([0, 2, 2]), 3, 2)

    assert softmax(evidence)[0] == pytest.approx([0.5, 0.5])
    assert softmax(evidence)[1] == pytest.approx([0.5, 0.5])
    assert softmax(evidence)[2] == pytest.approx([0.18 / 0.26, 0.08 / 0.26])


def test_what_is_said_of_classes_that_no_field_can_be_does_not_count() -> None:
    with_normal = np.array([[0.1, 0.3, 0.6]])

    assert softmax(pooled_evidence(with_normal, np.array([0]), 1, 2))[0] == pytest.approx([0.25, 0.75])


def test_one_cell_alone_cannot_rule_a_class_out() -> None:
    shares = np.array([[1.0, 0.0]] + [[0.05, 0.95]] * 8)

    assert softmax(pooled_evidence(shares, np.zeros(9, int), 1, 2))[0].argmax() == 1


def test_a_silent_member_is_not_heard() -> None:
    one, other = np.array([[0.8, 0.2], [0.6, 0.4]]), np.array([[0.4, 0.6], [np.nan, np.nan]])

    assert mean_of([one, other]) == pytest.approx(np.array([[0.6, 0.4], [0.6, 0.4]]))


@given(st.lists(st.floats(0, 1), min_size=2, max_size=5).filter(sum), st.floats(0.3, 5))
def test_sharpening_keeps_the_order_and_the_sum(shares: list[float], temperature: float) -> None:
    before = np.array(shares) / sum(shares)

    after = sharpened(before, temperature)

    assert after.sum() == pytest.approx(1)
    order = np.argsort(before)
    assert (np.diff(after[order]) >= -1e-12).all()
    if temperature == 1:
        assert after == pytest.approx(before)
