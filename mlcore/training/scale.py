"""The scale of a set of pictures, by the red cells in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from mlcore.cells import find_cells
from mlcore.training.progress import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlcore.training.augmentation.values import Pixels

ENOUGH: Final = 0.5
"""Share of the pictures in which red cells must be found for their usual diameter to mean anything."""


def usual_diameter(pictures: Iterable[Pixels], what: str) -> float | None:
    """Median red-cell diameter, in pixels, of pictures by one camera; None where it is seldom found."""
    rulers = [find_cells(pixels).ruler for pixels in pictures]
    known = [ruler.diameter for ruler in rulers if ruler]
    usual = float(np.median(known)) if known and len(known) >= ENOUGH * len(rulers) else None
    say(f"Red cells of {what}: {f'{usual:.1f} pixels' if usual else 'none to measure by'}")
    return usual
