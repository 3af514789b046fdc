"""The reduced copy on which cells are looked for: optical density over an evenly lit background.

Optical density adds up where dyes lie over each other and does not know the lamp (Beer and Lambert), so that
one set of rules serves pale and dark slides. A microscope's field is darker towards its corners; a quadratic
surface fitted to the background takes that away before anything is compared with anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from mlcore.filters import reduced

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Pixels = npt.NDArray[np.uint8]
    Mask = npt.NDArray[np.bool_]

WORKING_SIDE: Final = 448
"""Longer side of the working copy at most: red cells of a usual field are 12 to 50 pixels wide on it."""

BACKGROUND_SIDE: Final = 64
BACKGROUND_START: Final = 0.25
BACKGROUND_ROUNDS: Final = 3
BACKGROUND_NOISE: Final = 0.06
STIFFNESS: Final = 0.02

STAINED: Final = 0.1
"""Mean optical density from which a pixel belongs to a cell."""

LEVELS: Final = 128
LEAST_PURPLE: Final = 0.12
PURPLE_OVER_RED_CELLS: Final = 1.5
PURPLE_MARGIN: Final = 0.08
FEWEST_STAINED: Final = 50

WHITE: Final = 254
WASHED_OUT: Final = 0.5
"""Share of a field's pixels at white in red and in blue from which neither tells anything any more."""

TRACE: Final = 0.04
PURPLE_OVER_OTSU: Final = 1.2
"""In a washed-out field, the density in green from which a pixel is looked at, and how far above Otsu's limit
nuclei begin: red cells are many and hardly seen. Fitted on training fields made brighter."""

_DENSITIES: Final = -np.log((np.arange(256, dtype=np.float32) + 1) / 256)


@dataclass(frozen=True, eq=False)
class Nuclei:
    """Where nuclei lie, bool [h, w], the purpleness of the field's red cells, and the least of a nucleus."""

    mask: Mask
    red_cells: float
    limit: float


@dataclass(frozen=True, eq=False)
class Film:
    """A field reduced `factor` times: mean optical density and purpleness, both float32 [h, w].

    `shape` is that of the picture, (H, W); `washed_out` says whether its background has no red and no blue
    left to take away, so that green alone tells.
    """

    stain: Floats
    purple: Floats
    factor: int
    shape: tuple[int, int]
    washed_out: bool

    @classmethod
    def of(cls, pixels: Pixels) -> Film:
        """Film of an upright RGB image, uint8 [H, W, 3]."""
        factor = -(-max(pixels.shape[:2]) // WORKING_SIDE)
        copy = np.ascontiguousarray(reduced(pixels, factor))
        density = np.asarray(cv2.LUT(copy, _DENSITIES), np.float32)
        density -= _background(density)
        np.maximum(density, 0, out=density)
        _, green, blue = cv2.split(density)
        stain = cv2.transform(density, np.full((1, 3), 1 / 3, np.float32))
        return cls(
            np.asarray(stain, np.float32),
            np.asarray(green - blue, np.float32),
            factor,
            pixels.shape[:2],
            _is_washed_out(copy),
        )

    @cached_property
    def nuclei(self) -> Nuclei:
        """Pixels of nuclei: green taken away much more than blue.

        Haemoglobin takes both alike, the purple of a nucleus hardly any blue, whatever the strength of the
        dye. How much is much is asked of the field itself (Otsu 1979, over its stained pixels), with a limit
        relative to its red cells for a field without white cells, which Otsu's method would split too. A
        washed-out field takes its red cells for purple ones, so that they set no limit there.
        """
        seen = self.purple > TRACE if self.washed_out else self.stain > STAINED
        if np.count_nonzero(seen) < FEWEST_STAINED:
            return Nuclei(np.zeros(seen.shape, np.bool_), 0.0, LEAST_PURPLE)
        purple = self.purple[seen]
        coded = np.clip(purple * LEVELS, 0, 255).astype(np.uint8)
        limit = cv2.threshold(coded, 0, 255, cv2.THRESH_OTSU)[0] / LEVELS
        below = purple[purple <= limit]
        usual = float(np.median(below)) if below.size else 0.0
        relative = usual * PURPLE_OVER_RED_CELLS + PURPLE_MARGIN
        limit = limit * PURPLE_OVER_OTSU if self.washed_out else max(limit, relative)
        limit = max(limit, LEAST_PURPLE)
        return Nuclei(np.asarray(self.purple > limit), usual, limit)


def _is_washed_out(copy: Pixels) -> bool:
    red, _, blue = cv2.split(copy)
    share = [np.count_nonzero(own >= WHITE) / own.size for own in (red, blue)]
    return bool(min(share) > WASHED_OUT)


def _background(density: Floats) -> Floats:
    """Density of the empty slide [h, w, 3]: a quadratic surface through the palest pixels, robustly."""
    height, width = density.shape[:2]
    step = max(1, max(height, width) // BACKGROUND_SIDE)
    sample = density[min(step // 2, height - 1) :: step, min(step // 2, width - 1) :: step]
    terms = _terms(*sample.shape[:2])
    colours = sample.reshape(-1, 3)
    third = np.full(3, 1 / 3, np.float32)
    mean = colours @ third
    empty = mean <= np.quantile(mean, BACKGROUND_START)
    surface = np.zeros((terms.shape[1], 3), np.float32)
    # The ridge keeps the surface flat where cells cover most of the field and little background is seen.
    ridge = np.diag([0, *[STIFFNESS] * (terms.shape[1] - 1)]).astype(np.float32)
    for _ in range(BACKGROUND_ROUNDS):
        own = terms[empty]
        surface = np.linalg.solve(own.T @ own + ridge * len(own), own.T @ colours[empty])
        above = mean - terms @ (surface @ third)
        spread = float(np.sqrt(np.mean(above[empty] ** 2))) + 0.01
        empty = above < min(BACKGROUND_NOISE, 1.5 * spread)
    fitted = (terms @ surface).reshape(sample.shape).astype(np.float32)
    return np.asarray(cv2.resize(fitted, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


@lru_cache(maxsize=8)
def _terms(height: int, width: int) -> Floats:
    """Terms of a quadratic surface over a field, float32 [height * width, 6]; both axes run from -1 to 1."""
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], -1).reshape(-1, 6).astype(np.float32)
