"""Which pixels of a field belong to white cells: what networks that look at whole fields go by.

The classes are kinds of white cells. What lies between them tells the day, the slide and the lamp, and by
them the class of a picture from the same laboratory only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlcore.cells.field import Cells

    Bytes = npt.NDArray[np.uint8]

FULL: Final = 255
SOFTNESS: Final = 0.08
"""Standard deviation of the soft edge, in red-cell diameters."""

SUBPIXEL_BITS: Final = 4


def draw_white_cells(cells: Cells, picture: tuple[int, int], field: tuple[int, int], rim: float) -> Bytes:
    """Mask [h, w] of a `field` (w, h) that shows the whole `picture` (W, H): 255 in white cells, 0 outside.

    A cell is the ellipse in its box, wider by `rim` red-cell diameters all round, with a soft edge.
    """
    width, height = field
    mask = np.zeros((height, width), np.uint8)
    if cells.diameter is None or not cells.white:
        return mask
    across, down = width / picture[0], height / picture[1]
    for cell in cells.white:
        middle = ((cell.x + cell.width / 2) * across - 0.5, (cell.y + cell.height / 2) * down - 0.5)
        axes = (
            (cell.width / 2 + rim * cells.diameter) * across,
            (cell.height / 2 + rim * cells.diameter) * down,
        )
        cv2.ellipse(
            mask, _fixed(middle), _fixed(axes), 0, 0, 360, FULL, cv2.FILLED, cv2.LINE_AA, SUBPIXEL_BITS
        )
    softness = SOFTNESS * cells.diameter * across
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), softness), np.uint8) if softness else mask


def _fixed(values: tuple[float, float]) -> tuple[int, int]:
    """Numbers in fixed-point, as OpenCV draws parts of pixels."""
    return round(values[0] * (1 << SUBPIXEL_BITS)), round(values[1] * (1 << SUBPIXEL_BITS))
