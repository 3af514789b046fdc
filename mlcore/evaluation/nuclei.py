"""Where white cells lie, and fields without them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from mlcore.cells.film import Film
from mlcore.serving.quality import assess

if TYPE_CHECKING:
    import numpy.typing as npt

    Pixels = npt.NDArray[np.uint8]
    Mask = npt.NDArray[np.bool_]

SPECK: Final = 3
NUCLEUS_RIM: Final = 2
CELL_RIM: Final = 6
"""Radii in pixels: of the largest speck that is no nucleus, of the rim that goes with a nucleus, and of the
rim that takes in its cytoplasm."""

BACKGROUND_PERCENTILE: Final = 70
INPAINT_RADIUS: Final = 5


def nuclei_mask(pixels: Pixels, rim: int = NUCLEUS_RIM) -> Mask:
    """Nuclei of white cells [H, W] of an RGB field [H, W, 3], made `rim` pixels wider all round.

    What either of two rules takes for a nucleus: the gate's fixed limits miss the palest stains, the limits
    that a field sets for itself miss the paler cells of a crowd.
    """
    masks = (Film.of(pixels).nuclei.mask, assess(pixels).nuclei)
    one, other = (_enlarged(mask, pixels.shape) for mask in masks)
    opened = cv2.morphologyEx(one | other, cv2.MORPH_OPEN, _ball(SPECK))
    return np.asarray(cv2.dilate(opened, _ball(rim)) > 0)


def without_white_cells(pixels: Pixels) -> Pixels:
    """The field continued over its white cells from what surrounds them (Telea 2004): background alone."""
    cells = nuclei_mask(pixels, CELL_RIM).astype(np.uint8)
    filled = cv2.inpaint(np.ascontiguousarray(pixels), cells, INPAINT_RADIUS, cv2.INPAINT_TELEA)
    return np.asarray(filled, np.uint8)


def white_cells_blanked(pixels: Pixels) -> Pixels:
    """The field with the empty slide's colour over its white cells: their number and outlines still show."""
    cells = nuclei_mask(pixels, CELL_RIM)
    outside = pixels[~cells] if not cells.all() else pixels.reshape(-1, 3)
    blanked = pixels.copy()
    blanked[cells] = np.rint(np.percentile(outside, BACKGROUND_PERCENTILE, axis=0))
    return blanked


def _enlarged(mask: Mask, shape: tuple[int, ...]) -> Pixels:
    size = (shape[1], shape[0])
    return np.asarray(cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST), np.uint8)


def _ball(radius: int) -> Pixels:
    size = 2 * radius + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)
