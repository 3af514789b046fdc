"""What is refused before the model's answer counts, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlcore.findings import ReasonCode
from mlcore.smear import smear_score

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlcore.bundle import Thresholds
    from mlcore.serving.look import Look


def is_hopeless(limits: Thresholds, measures: Mapping[str, float]) -> bool:
    """Whether no network could change the refusal, so that a look at one tile is enough."""
    return measures["side"] < limits.min_side


def refusals(
    limits: Thresholds, measures: Mapping[str, float], distance: float, *, cells: bool, told: bool = False
) -> list[ReasonCode]:
    """Reasons that make a field not analysable; none for a field that can be read.

    `measures` are those of `mlcore.serving.quality`, `distance` is that of the field's features to the
    training data; `cells` says whether a white cell was located, `told` whether the members look at located
    cells alone: then the colour of nuclei somewhere is not enough.
    """
    # A picture whose features are like those of the training data is a smear, however odd its colours.
    looks_so = smear_score(limits.smear, measures) >= limits.smear.min_score
    is_smear = looks_so or distance <= limits.distance_max
    held_against = {
        ReasonCode.TOO_SMALL: is_hopeless(limits, measures),
        ReasonCode.UNDER_EXPOSED: measures["brightness"] < limits.brightness_min,
        ReasonCode.OVER_EXPOSED: measures["brightness"] > limits.brightness_max,
        ReasonCode.OUT_OF_FOCUS: measures["sharpness"] < limits.sharpness_min,
        ReasonCode.NOT_A_SMEAR: not is_smear,
        ReasonCode.NO_WHITE_CELL: is_smear
        and not cells
        and (told or measures["nuclei"] < limits.white_cell_min),
        ReasonCode.UNLIKE_TRAINING: distance > limits.distance_refuse,
    }
    return [code for code, holds in held_against.items() if holds]


def doubts(look: Look) -> list[ReasonCode]:
    """Reasons that leave a readable field without a class.

    Cells of another microscope look normal to a network that has seen malignant ones of one laboratory only:
    there, that is no finding about the patient.
    """
    limits, magnification = look.bundle.thresholds, look.magnification
    normal = look.normal is not None and look.normal > limits.normal_max
    scaled = look.bundle.preprocessing.tile.red_cell is not None
    held_against = {
        ReasonCode.NO_RULER: scaled and look.cells.ruler is None,
        ReasonCode.MAGNIFICATION: magnification is not None
        and not 1 / limits.magnification_max <= magnification <= limits.magnification_max,
        ReasonCode.UNLIKE_TRAINING: look.distance > limits.distance_max or (normal and not look.is_familiar),
        ReasonCode.NORMAL_CELLS: normal and look.is_familiar,
    }
    return [code for code, holds in held_against.items() if holds]
