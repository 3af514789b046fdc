"""White cells cut out one by one, alike in scale, light and strength of stain.

A crop is as wide as a number of red-cell diameters, is brought to the same number of pixels per red cell
whatever the camera, and its optical density over its own background is scaled to one strength (Beer and
Lambert). What is left is what the cell looks like, and as little as can be of who photographed it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from mlcore.bundle import CropRule
    from mlcore.cells.field import Cells
    from mlcore.cells.white import WhiteCell

    Floats = npt.NDArray[np.float32]
    Pixels = npt.NDArray[np.uint8]

BACKGROUND_PERCENTILE: Final = 92
STRONG_PERCENTILE: Final = 97
STAINED: Final = 0.12
"""Mean optical density from which a pixel counts as stained."""

WEAKEST: Final = 0.15
"""Optical density that is taken for the strongest stain of a crop at least: noise is not blown up."""

SLIDE: Final = 240.0
"""Brightness of the empty slide in a crop."""


def chosen_cells(cells: Cells, rule: CropRule) -> list[WhiteCell]:
    """The largest white cells that lie wholly in the field, or, where none does, the largest of all."""
    whole = [cell for cell in cells.white if not cell.cut]
    return (whole or list(cells.white))[: rule.most]


def cut_crops(pixels: Pixels, cells: Sequence[WhiteCell], diameter: float, rule: CropRule) -> Pixels:
    """Normalised crops [N, size, size, 3] round white cells of an upright RGB image [H, W, 3].

    `diameter` is that of a red cell in pixels of the image.
    """
    if not cells:
        return np.zeros((0, rule.size, rule.size, 3), np.uint8)
    side = rule.diameters * diameter
    return np.stack(
        [finish(normalise(cut_square(pixels, cell, side, rule.detail), rule), rule) for cell in cells]
    )


def cut_square(pixels: Pixels, cell: WhiteCell, side: float, detail: int) -> Pixels:
    """Square `side` pixels wide round the middle of a cell's box, as [detail, detail, 3].

    What lies beyond the border of the image mirrors what lies within.
    """
    wide = max(2, round(side))
    left = round(cell.x + cell.width / 2 - wide / 2)
    top = round(cell.y + cell.height / 2 - wide / 2)
    height, width = pixels.shape[:2]
    inside = pixels[max(0, top) : top + wide, max(0, left) : left + wide]
    missing = (max(0, -top), max(0, top + wide - height), max(0, -left), max(0, left + wide - width))
    if any(missing):
        framed = cv2.copyMakeBorder(np.ascontiguousarray(inside), *missing, cv2.BORDER_REFLECT_101)
        inside = np.asarray(framed, np.uint8)
    return _resized(inside, detail, cv2.INTER_AREA if wide > detail else cv2.INTER_CUBIC)


def normalise(crop: Pixels, rule: CropRule) -> Pixels:
    """The same crop over a white slide, its strongest stain at the rule's optical density."""
    values = crop.astype(np.float32)
    flat = values.reshape(-1, 3)
    light = np.percentile(flat, BACKGROUND_PERCENTILE, axis=0).astype(np.float32) + 1
    density = -np.log(np.minimum((values + 1) / light, 1))
    mean = density.mean(axis=2)
    stained = mean[mean > STAINED]
    strongest = float(np.percentile(stained, STRONG_PERCENTILE)) if stained.size else 0.0
    density *= rule.strength / max(strongest, WEAKEST)
    return np.asarray(np.rint(np.exp(-density) * SLIDE), np.uint8)


def finish(crop: Pixels, rule: CropRule) -> Pixels:
    """The crop at the size that the network sees."""
    return _resized(crop, rule.size, cv2.INTER_CUBIC)


def _resized(pixels: Pixels, size: int, interpolation: int) -> Pixels:
    if pixels.shape[:2] == (size, size):
        return pixels
    return np.asarray(
        cv2.resize(np.ascontiguousarray(pixels), (size, size), interpolation=interpolation), np.uint8
    )
