"""What is refused before the model's answer counts, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlcore.findings import ReasonCode
from mlcore.smear import smear_score

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlcore.bundle import Thresholds


def is_hopeless(limits: Thresholds, measures: Mapping[str, float]) -> bool:
    """Whether no network could change the refusal, so that a look at one tile is enough."""
    return measures["side"] < limits.min_side


def refusals(limits: Thresholds, measures: Mapping[str, float], distance: float) -> list[ReasonCode]:
    """Reasons that make a field not analysable; none for a field that can be read.

    `measures` are those of `mlcore.serving.quality`, `distance` is that of the field's features to the
    training data.
    """
    is_smear = smear_score(limits.smear, measures) >= limits.smear.min_score
    held_against = {
        ReasonCode.TOO_SMALL: is_hopeless(limits, measures),
        ReasonCode.UNDER_EXPOSED: measures["brightness"] < limits.brightness_min,
        ReasonCode.OVER_EXPOSED: measures["brightness"] > limits.brightness_max,
        ReasonCode.OUT_OF_FOCUS: measures["sharpness"] < limits.sharpness_min,
        ReasonCode.NOT_A_SMEAR: not is_smear,
        ReasonCode.NO_WHITE_CELL: is_smear and measures["nuclei"] < limits.white_cell_min,
        ReasonCode.UNLIKE_TRAINING: distance > limits.distance_refuse,
    }
    return [code for code, holds in held_against.items() if holds]


def doubts(limits: Thresholds, distance: float, normal: float | None) -> list[ReasonCode]:
    """Reasons that leave a readable field without a class.

    `normal` is the mean probability that a white cell is a normal one, where a member can tell.
    """
    held_against = {
        ReasonCode.UNLIKE_TRAINING: distance > limits.distance_max,
        ReasonCode.NORMAL_CELLS: normal is not None and normal > limits.normal_max,
    }
    return [code for code, holds in held_against.items() if holds]
