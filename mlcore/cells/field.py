"""Everything that is found in one picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mlcore.cells.film import Film
from mlcore.cells.guess import guess_diameter
from mlcore.cells.ruler import find_ruler
from mlcore.cells.white import locate_white_cells

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from mlcore.cells.ruler import Ruler
    from mlcore.cells.white import WhiteCell


@dataclass(frozen=True)
class Cells:
    """Red cells as a ruler, and white cells, the largest nucleus first.

    `diameter` is the red-cell diameter, in pixels of the picture, by which white cells were looked for: the
    ruler's or, where there is none, one guessed from the nuclei; None where nothing gives a scale.
    """

    ruler: Ruler | None
    diameter: float | None
    white: tuple[WhiteCell, ...]

    @property
    def guessed(self) -> bool:
        """Whether the scale is a guess: boxes can be used, sizes in red-cell diameters cannot."""
        return self.ruler is None and self.diameter is not None


NO_CELLS: Final = Cells(None, None, ())


def find_cells(pixels: npt.NDArray[np.uint8]) -> Cells:
    """Cells of an upright RGB image, uint8 [H, W, 3]."""
    film = Film.of(pixels)
    ruler = find_ruler(film)
    diameter = ruler.diameter if ruler else guess_diameter(film)
    white = locate_white_cells(film, diameter) if diameter else []
    return Cells(ruler, diameter, tuple(white))
