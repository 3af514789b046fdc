"""Changes of place: where a pixel lies, never what colour it has.

Every function takes and returns H x W x 3 uint8 and keeps the size. Where a change looks past the edge, the
picture is continued as in a mirror, so that no frame of one colour tells the network what was done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from mlcore.training.augmentation.values import Pixels


def flip(pixels: Pixels) -> Pixels:
    """Mirror left to right: the pixel at (x, y) goes to (width - x - 1, y)."""
    return np.ascontiguousarray(pixels[:, ::-1])


def turn(pixels: Pixels, quarters: int) -> Pixels:
    """Turn a square picture counter-clockwise by quarters of a circle; a smear has no upper side."""
    return np.ascontiguousarray(np.rot90(pixels, quarters))


def zoom(pixels: Pixels, factor: float) -> Pixels:
    """Magnify about the centre: factor 2 makes a cell twice as wide, 0.5 half as wide."""
    return _about_centre(pixels, ((1.0 / factor, 0.0), (0.0, 1.0 / factor)))


def shear(pixels: Pixels, slant: float) -> Pixels:
    """Slide every row sideways by `slant` pixels for each pixel that it lies below the centre."""
    return _about_centre(pixels, ((1.0, -slant), (0.0, 1.0)))


def _about_centre(pixels: Pixels, matrix: tuple[tuple[float, float], tuple[float, float]]) -> Pixels:
    """Sample bilinearly: the pixel at offset d from the centre comes from the offset `matrix @ d`."""
    height, width = pixels.shape[:2]
    margin = max(height, width) // 2
    mirrored = np.pad(pixels, ((margin, margin), (margin, margin), (0, 0)), mode="symmetric")
    (a, b), (d, e) = matrix
    centre_x, centre_y = width / 2, height / 2
    coefficients = (
        a,
        b,
        centre_x + margin - a * centre_x - b * centre_y,
        d,
        e,
        centre_y + margin - d * centre_x - e * centre_y,
    )
    moved = Image.fromarray(mirrored).transform(
        (width, height), Image.Transform.AFFINE, coefficients, Image.Resampling.BILINEAR
    )
    return np.asarray(moved)
