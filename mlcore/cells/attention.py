"""Which pixels of a field belong to white cells: what networks that look at whole fields go by.

The classes are kinds of white cells. What lies between them tells the day, the slide and the lamp, and by
them the class of a picture from the same laboratory only.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from mlcore.cells.field import Cells
    from mlcore.cells.white import WhiteCell

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
    if cells.diameter is None or not cells.white:
        return np.zeros((height, width), np.uint8)
    mask = draw_ellipses(cells.white, [FULL] * len(cells.white), picture, field, rim * cells.diameter)
    softness = SOFTNESS * cells.diameter * width / picture[0]
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), softness), np.uint8)


def draw_ellipses(
    cells: Sequence[WhiteCell],
    values: Sequence[int],
    picture: tuple[int, int],
    field: tuple[int, int],
    rim: float = 0,
) -> Bytes:
    """Field [h, w] with the ellipse in every cell's box, `rim` pixels of the picture wider, in its value.

    Where cells lie over each other the greatest value shows.
    """
    width, height = field
    drawn = np.zeros((height, width), np.uint8)
    across, down = width / picture[0], height / picture[1]
    for value, cell in sorted(zip(values, cells, strict=True), key=itemgetter(0)):
        middle = ((cell.x + cell.width / 2) * across - 0.5, (cell.y + cell.height / 2) * down - 0.5)
        axes = ((cell.width / 2 + rim) * across, (cell.height / 2 + rim) * down)
        cv2.ellipse(
            drawn, _fixed(middle), _fixed(axes), 0, 0, 360, value, cv2.FILLED, cv2.LINE_AA, SUBPIXEL_BITS
        )
    return drawn


def _fixed(values: tuple[float, float]) -> tuple[int, int]:
    """Numbers in fixed-point, as OpenCV draws parts of pixels."""
    return round(values[0] * (1 << SUBPIXEL_BITS)), round(values[1] * (1 << SUBPIXEL_BITS))
