"""White cells of one picture among the red cells and on the background of another.

The background of a training set tells the day, the slide and the lamp, and with them the class. A copy whose
surroundings come from any other picture leaves a network nothing but the white cells to go by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageFilter

from mlcore.serving.quality import assess

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlcore.training.augmentation.values import Pixels

    Cover = npt.NDArray[np.float32]

SPECKLE: Final = 5
"""Width, in elements of the quality map, of the narrowest thing that counts as a cell."""

RIM: Final = 2
"""Elements by which a cell is made wider than its nucleus, so that its cytoplasm comes along."""

BACKGROUND_PERCENTILE: Final = 70


def white_cells(pixels: Pixels) -> Cover:
    """Share [H, W, 1] to which each pixel belongs to a white cell: 1 inside, 0 outside, soft at the rim."""
    quality = assess(pixels)
    rows, columns = quality.nuclei.shape
    nuclei = Image.fromarray(quality.nuclei.astype(np.uint8) * 255)
    cells = nuclei.filter(ImageFilter.MinFilter(SPECKLE)).filter(ImageFilter.MaxFilter(SPECKLE + RIM))
    whole = cells.resize((columns * quality.cell, rows * quality.cell), Image.Resampling.BILINEAR)
    soft = np.asarray(whole.filter(ImageFilter.GaussianBlur(1)), np.float32) / 255
    height, width = pixels.shape[:2]
    ragged = ((0, max(0, height - len(soft))), (0, max(0, width - soft.shape[1])))
    return np.asarray(np.pad(soft, ragged)[:height, :width, None], np.float32)


def clear(pixels: Pixels) -> Pixels:
    """The picture without its white cells: what lies half a picture away is laid over them."""
    cells = white_cells(pixels)
    half = (len(pixels) // 2, pixels.shape[1] // 2)
    outside = pixels[cells[..., 0] < 0.5]  # noqa: PLR2004 - mostly outside
    background = np.percentile(
        outside if len(outside) else pixels.reshape(-1, 3), BACKGROUND_PERCENTILE, axis=0
    )
    elsewhere = _blend(np.roll(pixels, half, (0, 1)), np.roll(cells, half, (0, 1)), background)
    return _blend(pixels, cells, elsewhere)


def transplant(pixels: Pixels, cells: Cover, surroundings: Pixels) -> Pixels:
    """The white cells of `pixels`, where `cells` is 1, in cleared surroundings."""
    return _blend(surroundings, cells, pixels)


def _blend(below: npt.ArrayLike, cover: Cover, above: npt.ArrayLike) -> Pixels:
    mixed = np.asarray(below, np.float32) * (1 - cover) + np.asarray(above, np.float32) * cover
    return np.asarray(np.rint(mixed), np.uint8)
