"""Covering the corner where one laboratory's camera burns in a scale bar that gives the class away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from mlcore.bundle import CornerCover
    from mlcore.training.augmentation.values import Pixels


def corner_mask(size: int, corner: CornerCover | None) -> np.ndarray:
    """Float32 [size, size, 1]: 1 where a pixel is kept, 0 in the corner."""
    kept = np.ones((size, size, 1), np.float32)
    if corner is not None:
        kept[corner.y :, corner.x :] = 0.0
    return kept


def cover_corner(pixels: Pixels, corner: CornerCover | None) -> Pixels:
    """Fill the corner of a square picture with the mean of all other pixels, as the exported graph does.

    Done before any change of place, so that no copy carries the scale bar elsewhere.
    """
    kept = corner_mask(len(pixels), corner)[..., 0] > 0
    covered = pixels.copy()
    covered[~kept] = np.rint(pixels[kept].mean(axis=0)).astype(np.uint8)
    return covered
