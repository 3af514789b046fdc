"""The rims of cells: circles that are a little oval, a little dented, never perfect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from diagnostics.demo.drawing.planes import Plane

ANGLES = 720
FULL_TURN = 2 * np.pi

_TURN = np.arange(ANGLES) * FULL_TURN / ANGLES
_WAVES = np.array([2, 3, 4, 5, 7])
_COSINES, _SINES = np.cos(np.outer(_WAVES, _TURN)), np.sin(np.outer(_WAVES, _TURN))


@dataclass(frozen=True)
class Outline:
    """A closed rim around (x, y): its distance from the centre, one per half degree."""

    x: float
    y: float
    rim: npt.NDArray[np.float64]

    @property
    def reach(self) -> float:
        """Return the largest distance of the rim from the centre."""
        return float(self.rim.max())

    @property
    def radius(self) -> float:
        """Return the mean distance of the rim from the centre."""
        return float(self.rim.mean())

    def place(self, dx: Plane, dy: Plane) -> Plane:
        """Return where each pixel lies: 0 at the centre, 1 on the rim, above 1 outside."""
        steps = (np.arctan2(dy, dx) * (ANGLES / FULL_TURN)).astype(np.int16)
        rim = self.rim.astype(np.float32)[steps]
        return np.asarray(np.hypot(dx, dy) / rim, dtype=np.float32)

    def shifted(self, dx: float, dy: float, scale: float) -> Outline:
        """Return the same rim elsewhere and smaller, as a nucleus lies in its cell."""
        return Outline(self.x + dx, self.y + dy, self.rim * scale)


def wobbly(
    rng: np.random.Generator, centre: tuple[float, float], radius: float, *, oval: float, dents: float
) -> Outline:
    """Draw a rim; `oval` is the usual elongation, `dents` the finer irregularities, as shares of 1."""
    size = rng.normal(0.0, 1.0, len(_WAVES)) * np.where(_WAVES == 2, oval, dents * 3 / _WAVES**1.3)
    phase = rng.uniform(0.0, FULL_TURN, len(_WAVES))
    rim = 1.0 + (size * np.cos(phase)) @ _COSINES + (size * np.sin(phase)) @ _SINES
    return Outline(centre[0], centre[1], radius * np.clip(rim, 0.55, 1.6))


def crenated(rng: np.random.Generator, outline: Outline, depth: float) -> Outline:
    """Give a rim the short spikes of a cell that dried slowly."""
    spikes = int(rng.integers(9, 14))
    wave = np.cos(spikes * _TURN + rng.uniform(0, FULL_TURN)) * rng.uniform(0.4, 1.0)
    return Outline(outline.x, outline.y, outline.rim * (1.0 + depth * wave))
