"""White cells, found by their nuclei and grown to what cytoplasm shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from mlcore.cells.lobes import separate
from mlcore.cells.parts import part

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from mlcore.cells.film import Film, Nuclei
    from mlcore.cells.parts import Parts

    Bytes = npt.NDArray[np.uint8]
    Indices = npt.NDArray[np.intp]
    Labels = npt.NDArray[np.int32]
    Mask = npt.NDArray[np.bool_]

LEAST_AREA: Final = 0.3
"""Area of a nucleus in areas of a red cell: platelets are smaller."""

CYTOPLASM: Final = 0.18
"""Purpleness of cytoplasm, from that of the field's red cells (0) to the least of a nucleus (1)."""

NUCLEUS_GRAIN: Final = 0.04
CYTOPLASM_GRAIN: Final = 0.08
CYTOPLASM_REACH: Final = 0.5
HOLE: Final = 0.3
RIM: Final = 0.06
"""Radii, distances and, of holes, area in red-cell diameters; all fitted on fields with known boxes."""


@dataclass(frozen=True)
class WhiteCell:
    """Box of one white cell, in pixels of the upright picture, and what its nucleus is like.

    `nucleus_area` is in squared pixels of the picture; `density` the mean optical density of the nucleus and
    `purple` its density in green over that in blue, both natural logarithms; `solidity` the share of its
    convex hull that the nucleus fills; `cut` says whether the box touches the border of the picture.
    """

    x: int
    y: int
    width: int
    height: int
    nucleus_area: float
    density: float
    purple: float
    solidity: float
    cut: bool


def locate_white_cells(film: Film, diameter: float) -> list[WhiteCell]:
    """White cells, the largest nucleus first; `diameter` is that of a red cell in pixels of the picture."""
    diameter /= film.factor
    nuclei = film.nuclei
    mask = _smoothed(nuclei.mask.view(np.uint8), NUCLEUS_GRAIN * diameter)
    body = _bodies(mask, film, nuclei, diameter)
    labels = separate(mask.view(np.bool_), body, diameter)
    if not labels.any():
        return []
    inner, outer = part(labels, body, CYTOPLASM_REACH * diameter)
    boxes = outer.boxes(film, RIM * diameter)
    cells = _described(film, inner, boxes, LEAST_AREA * np.pi / 4 * diameter**2)
    return sorted(cells, key=lambda cell: -cell.nucleus_area)


def _ball(radius: float) -> Bytes:
    size = 2 * round(radius) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)


def _smoothed(mask: Bytes, radius: float) -> Bytes:
    """Mask [h, w] of 0 and 1 without specks and cracks narrower than twice `radius`."""
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, _ball(radius))
    return np.asarray(cv2.morphologyEx(opened, cv2.MORPH_CLOSE, _ball(radius)), np.uint8)


def _bodies(mask: Bytes, film: Film, nuclei: Nuclei, diameter: float) -> Mask:
    """Nuclei and what lies about them in a paler purple [h, w], holes filled."""
    limit = nuclei.red_cells + CYTOPLASM * (nuclei.limit - nuclei.red_cells)
    ball = _ball(CYTOPLASM_GRAIN * diameter)
    pale = cv2.morphologyEx((film.purple > limit).astype(np.uint8), cv2.MORPH_OPEN, ball)
    body = cv2.morphologyEx(cv2.max(pale, mask), cv2.MORPH_CLOSE, ball)
    _, labels, figures, _ = cv2.connectedComponentsWithStats(1 - body, connectivity=4)
    hole = figures[:, cv2.CC_STAT_AREA] <= HOLE * diameter**2
    hole[0] = False
    return np.asarray(body.view(np.bool_) | hole[labels])


def _described(film: Film, nuclei: Parts, boxes: Indices, least: float) -> Iterator[WhiteCell]:
    """White cells from their nuclei and boxes [m, 4], but for nuclei smaller than `least` pixels."""
    area = np.diff(nuclei.starts, append=len(nuclei.row))
    places = np.column_stack([nuclei.column, nuclei.row]).astype(np.int32)
    at = nuclei.row * film.stain.shape[1] + nuclei.column
    density, purple = (
        np.add.reduceat(own.ravel()[at], nuclei.starts) / area for own in (film.stain, film.purple)
    )
    height, width = film.shape
    for own in np.flatnonzero(area >= least):
        # The hull runs through the middles of pixels; half its outline's length is the area beyond them.
        hull = cv2.convexHull(places[nuclei.starts[own] : nuclei.starts[own] + area[own]])
        hull_area = cv2.contourArea(hull) + cv2.arcLength(hull, closed=True) / 2 + 1
        left, top, right, bottom = boxes[own].tolist()
        yield WhiteCell(
            x=left,
            y=top,
            width=right - left,
            height=bottom - top,
            nucleus_area=float(area[own] * film.factor**2),
            density=float(density[own]),
            purple=float(purple[own]),
            solidity=min(1.0, float(area[own]) / hull_area),
            cut=left == 0 or top == 0 or right == width or bottom == height,
        )
