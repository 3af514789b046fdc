"""Drawn fields to measure with: the speed does not depend on whose blood it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from diagnostics.demo.drawing import draw_smear, encode

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

TILE: Final = (224, 224)
LARGE: Final = (2592, 1944)


def small_field(seed: int = 1) -> npt.NDArray[np.uint8]:
    """A field of one tile, uint8 [224, 224, 3]."""
    return draw_smear(seed, size=TILE, kind="pre_b")


def small_file(seed: int = 1) -> bytes:
    """The same as a JPEG."""
    return encode(small_field(seed))


def large_field(seed: int = 1) -> npt.NDArray[np.uint8]:
    """A field of a good camera at the scale of the training images, uint8 [1944, 2592, 3]."""
    return draw_smear(seed, size=LARGE, kind="pre_b")
