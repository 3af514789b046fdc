"""Distance to the training data in feature space."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mlcore.reference import Reference, fit_reference

if TYPE_CHECKING:
    from pathlib import Path


def features(count: int, seed: int, offset: float = 0.0) -> np.ndarray:
    """Features [N, 40] that lie in ten dimensions of unequal size."""
    draw = np.random.default_rng(seed)
    basis = np.random.default_rng(99).normal(0, 1, (10, 40)) * np.linspace(10, 0.5, 10)[:, None]
    return draw.normal(offset, 1, (count, 10)) @ basis


@pytest.fixture(scope="module")
def reference() -> Reference:
    return fit_reference(features(600, 0))


def test_new_features_of_the_same_kind_are_near_and_others_far(reference: Reference) -> None:
    near = reference.distances(features(200, 1))
    far = reference.distances(features(200, 2, offset=4.0))

    assert np.quantile(near, 0.99) < np.quantile(far, 0.01)


def test_the_bank_is_small_and_survives_being_saved(reference: Reference, tmp_path: Path) -> None:
    path = tmp_path / "reference.npz"
    reference.save(path)

    loaded = Reference.load(path)

    wanted = features(50, 3)
    assert loaded.distances(wanted) == pytest.approx(reference.distances(wanted), rel=0.01)
    assert path.stat().st_size < 100_000


def test_a_feature_that_never_varied_breaks_nothing() -> None:
    values = features(50, 4)
    values[:, 3] = 7.0

    assert np.isfinite(fit_reference(values).distances(values)).all()
