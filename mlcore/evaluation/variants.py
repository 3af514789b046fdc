"""Copies of a field that ought to be answered alike, and copies that ought to give nothing away.

Every function takes and returns uint8 RGB [H, W, 3].
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from mlcore.evaluation.nuclei import white_cells_blanked, without_white_cells
from mlcore.training.augmentation.stain import scale_brightness, shift_hue, stretch_saturation

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Pixels = npt.NDArray[np.uint8]
    Variant = Callable[[Pixels], Pixels]

CORNER_X: Final = 180
CORNER_Y: Final = 200
"""Upper left pixel of the corner into which one laboratory's camera burns a scale bar: its fields are
224 x 224."""

NEUTRAL: Final = 127


def corner_alone(pixels: Pixels, fill: int | None = None) -> Pixels:
    """The corner in a plane of `fill`, else of the mean colour of what it replaces; none in a small field."""
    alone = np.empty_like(pixels)
    rest = np.ones(pixels.shape[:2], np.bool_)
    rest[CORNER_Y:, CORNER_X:] = False
    alone[:] = np.rint(pixels[rest].mean(axis=0)) if fill is None else fill
    alone[~rest] = pixels[~rest]
    return alone


COLOUR_CHANGES: Final[dict[str, Variant]] = {
    "hue -0.05": partial(shift_hue, turn=-0.05),
    "hue +0.05": partial(shift_hue, turn=0.05),
    "saturation x0.7": partial(stretch_saturation, factor=0.7),
    "saturation x1.3": partial(stretch_saturation, factor=1.3),
    "brightness x0.8": partial(scale_brightness, factor=0.8),
    "brightness x1.2": partial(scale_brightness, factor=1.2),
}
"""Hue in shares of its circle."""

SHORTCUTS: Final[dict[str, Variant]] = {
    "background_alone": without_white_cells,
    "background_and_outlines": white_cells_blanked,
    "corner_alone": corner_alone,
    "corner_alone_on_grey": partial(corner_alone, fill=NEUTRAL),
}
"""What a network that looks at white cells cannot answer; on a plane of the field's own colour, that colour
is left beside the corner."""
