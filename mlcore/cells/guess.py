"""A scale for fields without a ruler: nuclei of white cells are seldom far from a red cell's width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from mlcore.cells.circles import SMALLEST_RADIUS, WIDEST

if TYPE_CHECKING:
    from mlcore.cells.film import Film

NUCLEUS: Final = 1.2
"""Diameter of a usual nucleus in red-cell diameters: fields with a ruler have 1.3 (0.9 to 1.7). Fitted on
fields with known boxes and without a ruler, which hardly change between 0.8 and 1.3."""


def guess_diameter(film: Film) -> float | None:
    """Diameter that red cells should have, in pixels of the picture; None without nuclei of a likely size.

    The usual nucleus is the one in which half of all nuclear colour is reached, from the largest on:
    platelets and specks are many, but small.
    """
    figures = cv2.connectedComponentsWithStats(film.nuclei.mask.view(np.uint8))[2]
    areas = np.sort(figures[1:, cv2.CC_STAT_AREA])[::-1]
    if not len(areas):
        return None
    usual = areas[np.searchsorted(np.cumsum(areas), areas.sum() / 2)]
    radius = float(np.sqrt(usual / np.pi)) / NUCLEUS
    likely = SMALLEST_RADIUS <= radius <= WIDEST * min(film.stain.shape)
    return 2 * radius * film.factor if likely else None
