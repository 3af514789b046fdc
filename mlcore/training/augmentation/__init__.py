"""Changes to a training picture, each under the name it has in the recipe."""

from __future__ import annotations

from mlcore.training.augmentation.geometry import flip, shear, turn, zoom
from mlcore.training.augmentation.policy import Augmentation, augment
from mlcore.training.augmentation.stain import jitter_optical_density, shift_hue, stretch_saturation
from mlcore.training.augmentation.surroundings import transplant
from mlcore.training.augmentation.values import rescale

__all__ = [
    "Augmentation",
    "augment",
    "flip",
    "jitter_optical_density",
    "rescale",
    "shear",
    "shift_hue",
    "stretch_saturation",
    "transplant",
    "turn",
    "zoom",
]
