"""The ruler that every smear carries: its red cells, which are 7 to 8 micrometres wide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from mlcore.cells.circles import find_circles, find_edges

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlcore.cells.circles import Edges
    from mlcore.cells.film import Film

    Floats = npt.NDArray[np.float32]
    Indices = npt.NDArray[np.intp]

MEASURED: Final = 40
"""Circles measured at most, the surest first: more would add time and no certainty."""

OWN_EDGES: Final = (0.6, 1.5)
FACING: Final = 0.8
"""An edge is a circle's own at these distances, in radii, and where it faces the centre so (cosine)."""

SECTORS: Final = 16
LEAST_SEEN: Final = 0.65
KERNEL: Final = 0.12
ALIKE: Final = 0.25
"""Natural logarithms of diameters: width of the kernel that finds the most usual one, and reach around it."""

SIZE_WEIGHT: Final = 1.5
"""Power of the radius by which a circle counts: grains and bubbles are many, but small."""

FEWEST: Final = 4
LEAST_SHARE: Final = 0.3


@dataclass(frozen=True)
class Ruler:
    """Diameter of a usual red cell in pixels of the picture, between the steepest points of its rim.

    `cells` is the number of round cells it rests on (MEASURED at most), `spread` the standard deviation of
    their diameters relative to the diameter, `share` the weight, 0 to 1, that they have among all round
    things found in the field.
    """

    diameter: float
    cells: int
    spread: float
    share: float


def find_ruler(film: Film) -> Ruler | None:
    """Diameter of the red cells of a film; None where too few alike are found."""
    circles = round_cells(film)
    if len(circles) < FEWEST:
        return None
    sizes, weights = np.log(circles[:, 2]), circles[:, 3] * circles[:, 2] ** SIZE_WEIGHT
    near = np.exp(-0.5 * ((sizes[:, None] - sizes) / KERNEL) ** 2) @ weights
    alike = np.abs(sizes - sizes[near.argmax()]) < ALIKE
    share = float(weights[alike].sum() / weights.sum())
    cells = int(np.count_nonzero(alike))
    if cells < FEWEST or share < LEAST_SHARE:
        return None
    mean = np.average(sizes[alike], weights=weights[alike])
    spread = np.sqrt(np.average((sizes[alike] - mean) ** 2, weights=weights[alike]))
    return Ruler(2 * float(np.exp(mean)) * film.factor, cells, float(spread), share)


def round_cells(film: Film) -> Floats:
    """Round cells without a nucleus [n, 4]: x, y, radius in pixels of the film, and share of the rim seen."""
    nuclei = film.nuclei.mask
    hidden = cv2.dilate(nuclei.view(np.uint8), np.ones((3, 3), np.uint8)).view(np.bool_)
    edges = find_edges(film.stain, hidden)
    circles = find_circles(film.stain, hidden, edges)
    column, row = np.rint(circles[:, :2]).astype(np.intp).T
    height, width = nuclei.shape
    white = nuclei[row.clip(0, height - 1), column.clip(0, width - 1)]
    return _measured(circles[~white][:MEASURED], edges)


def _measured(circles: Floats, edges: Edges) -> Floats:
    """Circles [n, 4] measured on their own edges, without those that show too little of a rim.

    The votes know the radius in steps. Here every sector of the rim says its mean distance from the centre,
    and the median of the sectors is the radius: a neighbour that leans on the cell moves it little.
    """
    nearest, farthest = OWN_EDGES
    which, at = _rows_within(edges.y, circles[:, 1], farthest * circles[:, 2])
    dx = edges.x[at] - circles[which, 0]
    near = np.abs(dx) < farthest * circles[which, 2]
    which, at, dx = which[near], at[near], dx[near]
    dy = edges.y[at] - circles[which, 1]
    away, radius = np.sqrt(dx * dx + dy * dy), circles[which, 2]
    inward = -(dx * edges.ux[at] + dy * edges.uy[at])
    own = (away > nearest * radius) & (away < farthest * radius) & (inward > FACING * away)
    which, away = which[own], away[own]
    turn = np.arctan2(dy[own], dx[own]) / (2 * np.pi) + 0.5
    place = which * SECTORS + (turn * SECTORS).astype(np.intp) % SECTORS
    count = np.bincount(place, minlength=len(circles) * SECTORS).reshape(-1, SECTORS)
    total = np.bincount(place, away, minlength=len(circles) * SECTORS).reshape(-1, SECTORS)
    seen = (count > 0).sum(axis=1)
    # Sectors without an edge go to the end, past the middle of those that have one.
    means = np.sort(np.where(count > 0, total / np.maximum(count, 1), np.inf), axis=1)
    full = np.flatnonzero(seen >= LEAST_SEEN * SECTORS)
    radii = (means[full, (seen[full] - 1) // 2] + means[full, seen[full] // 2]) / 2
    return np.column_stack([circles[full, :2], radii, seen[full] / SECTORS]).astype(np.float32)


def _rows_within(y: Floats, middles: Floats, reach: Floats) -> tuple[Indices, Indices]:
    """Pairs, [n] each, of a middle and a place whose row, ascending in `y`, is within its reach."""
    first = np.searchsorted(y, middles - reach)
    count = np.searchsorted(y, middles + reach) - first
    which = np.repeat(np.arange(len(middles)), count)
    return which, np.arange(len(which)) + np.repeat(first - np.cumsum(count) + count, count)
