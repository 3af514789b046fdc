"""Stains: the colour each dye takes, and the light of the field behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from diagnostics.demo.drawing.film import Dye

if TYPE_CHECKING:
    from diagnostics.demo.drawing.planes import Plane

Colour: TypeAlias = tuple[float, float, float]


@dataclass(frozen=True)
class Stain:
    """Colours (RGB, 0 to 255) of one unit of each dye on clear glass, and of the glass itself.

    `middle` and `corner` are the bare glass in the middle and in the corners of the field.
    """

    haemoglobin: Colour
    chromatin: Colour
    basophil: Colour
    eosin: Colour
    azure: Colour
    serum: Colour
    middle: Colour
    corner: Colour

    def densities(self, rng: np.random.Generator, variation: float) -> Plane:
        """Return optical density per unit of dye, (dye, RGB), varied as from one staining to the next."""
        colours = np.array([getattr(self, dye.name.lower()) for dye in Dye], dtype=np.float64)
        densities = -np.log(np.clip(colours, 1.0, 254.0) / 255.0)
        strength = np.exp(rng.normal(0.0, variation, (len(Dye), 1)))
        tone = np.exp(rng.normal(0.0, 0.5 * variation, (len(Dye), 3)))
        return np.asarray(densities * strength * tone, dtype=np.float32)


GREY_VIOLET = Stain(
    haemoglobin=(185, 203, 229),
    chromatin=(150, 124, 245),
    basophil=(150, 176, 242),
    eosin=(226, 170, 240),
    azure=(92, 70, 176),
    serum=(250, 252, 220),
    middle=(249, 255, 249),
    corner=(219, 226, 248),
)
STEEL_BLUE = Stain(
    haemoglobin=(167, 200, 244),
    chromatin=(144, 118, 240),
    basophil=(140, 172, 240),
    eosin=(230, 168, 238),
    azure=(96, 80, 190),
    serum=(250, 252, 220),
    middle=(244, 255, 252),
    corner=(206, 220, 250),
)
DARK_TEAL = Stain(
    haemoglobin=(139, 169, 197),
    chromatin=(150, 112, 226),
    basophil=(130, 158, 214),
    eosin=(216, 158, 232),
    azure=(90, 74, 160),
    serum=(250, 252, 220),
    middle=(250, 254, 228),
    corner=(214, 222, 236),
)
PALE_PINK = Stain(
    haemoglobin=(187, 206, 233),
    chromatin=(202, 152, 249),
    basophil=(176, 196, 246),
    eosin=(234, 164, 238),
    azure=(140, 110, 220),
    serum=(250, 252, 220),
    middle=(255, 255, 249),
    corner=(234, 234, 253),
)
PALE_INDIGO = Stain(
    haemoglobin=(190, 207, 230),
    chromatin=(136, 102, 236),
    basophil=(158, 176, 240),
    eosin=(214, 150, 232),
    azure=(84, 62, 176),
    serum=(250, 252, 220),
    middle=(252, 255, 248),
    corner=(228, 230, 250),
)
