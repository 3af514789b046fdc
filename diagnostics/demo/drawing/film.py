"""The film on the glass: how much of each dye lies at each point, before any light goes through it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from diagnostics.demo.drawing.planes import Plane, clouds

if TYPE_CHECKING:
    from diagnostics.demo.drawing.outlines import Outline


class Dye(IntEnum):
    """What takes up light. Each has its own colour in a stain."""

    HAEMOGLOBIN = 0
    CHROMATIN = 1
    BASOPHIL = 2
    EOSIN = 3
    AZURE = 4
    SERUM = 5


@dataclass(frozen=True)
class Window:
    """A rectangle of the film around a cell; dx and dy are output pixels from the cell's centre."""

    rows: slice
    columns: slice
    dx: Plane
    dy: Plane


@dataclass
class Film:
    """Dye per point, drawn `fineness` times finer than the output of `columns` x `rows` pixels.

    Lengths on the film are in output pixels downwards; across, `squeeze` output pixels are one such
    length, as in pictures that were forced into a square. `unit` is the diameter of a red cell on the
    film; every other size follows from it.
    """

    columns: int
    rows: int
    unit: float
    fineness: int
    squeeze: float
    layers: list[Plane] = field(init=False)
    grain: Plane = field(init=False)
    mottle: Plane = field(init=False)

    def __post_init__(self) -> None:
        self.layers = [np.zeros(self.shape, dtype=np.float32) for _ in Dye]

    @property
    def shape(self) -> tuple[int, int]:
        """Return (rows, columns) of the fine drawing."""
        return self.rows * self.fineness, self.columns * self.fineness

    @property
    def width(self) -> float:
        """Return the breadth of the film."""
        return self.columns / self.squeeze

    @property
    def height(self) -> float:
        """Return the height of the film."""
        return float(self.rows)

    def weave(self, rng: np.random.Generator) -> None:
        """Prepare the textures that cells cut their pieces from."""
        fine = self.unit / 19.5 * self.fineness
        self.grain = clouds(rng, self.shape, 1.5 * fine) + 0.8 * clouds(rng, self.shape, 2.8 * fine)
        self.mottle = clouds(rng, self.shape, 6.0 * fine)

    def window(self, x: float, y: float, reach: float) -> Window | None:
        """Return the rectangle of +-`reach` around (x, y), or nothing where that is off the film."""
        left, right = self._span(x, reach, self.columns, self.squeeze)
        top, bottom = self._span(y, reach, self.rows, 1.0)
        if left >= right or top >= bottom:
            return None
        across = (np.arange(left, right, dtype=np.float32) + 0.5) / (self.fineness * self.squeeze) - x
        down = (np.arange(top, bottom, dtype=np.float32) + 0.5) / self.fineness - y
        dx, dy = np.meshgrid(across, down)
        return Window(slice(top, bottom), slice(left, right), dx, dy)

    def around(self, outline: Outline, margin: float = 1.5) -> Window | None:
        """Return the rectangle that holds a cell."""
        return self.window(outline.x, outline.y, outline.reach + margin)

    def pile(self, dye: Dye, window: Window, amount: Plane, overlap: float = 1.0) -> None:
        """Lay more dye down; where some lies already, `overlap` of the thinner is added to the thicker."""
        there = self.layers[dye][window.rows, window.columns]
        there[...] = np.maximum(there, amount) + overlap * np.minimum(there, amount)

    def clear(self, dye: Dye, window: Window, share: Plane) -> None:
        """Take the given share of a dye away, as a cell pushes its neighbours aside."""
        self.layers[dye][window.rows, window.columns] *= 1.0 - share

    def _span(self, centre: float, reach: float, length: int, squeeze: float) -> tuple[int, int]:
        fine = self.fineness * squeeze
        first, last = int((centre - reach) * fine), int((centre + reach) * fine) + 1
        return max(0, first), min(length * self.fineness, last)
