"""White cells, found by their nuclei and grown to what cytoplasm shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from mlcore.cells.film import Film
from mlcore.cells.lobes import separate

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlcore.cells.film import Nuclei
    from mlcore.cells.ruler import Ruler

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


def locate_white_cells(pixels: Bytes, ruler: Ruler) -> list[WhiteCell]:
    """White cells of an upright RGB image, uint8 [H, W, 3], the largest nucleus first."""
    film = Film.of(pixels)
    diameter = ruler.diameter / film.factor
    nuclei = film.nuclei()
    mask = _smoothed(nuclei.mask.astype(np.uint8), NUCLEUS_GRAIN * diameter)
    body = _bodies(mask, film, nuclei, diameter)
    labels = separate(mask > 0, body, diameter)
    own = _places(labels)
    cells = _places(_grown(labels, body, CYTOPLASM_REACH * diameter))
    least = LEAST_AREA * np.pi / 4 * diameter**2
    found = [
        _cell(film, own[number], cells[number], RIM * diameter, pixels.shape)
        for number in own
        if len(own[number]) >= least
    ]
    return sorted(found, key=lambda cell: -cell.nucleus_area)


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
    return np.asarray((body > 0) | hole[labels])


def _grown(labels: Labels, body: Mask, reach: float) -> Labels:
    """Nuclei [h, w] with the cytoplasm that is nearest to each of them, no farther away than `reach`."""
    if not labels.any():
        return labels
    away, nearest = cv2.distanceTransformWithLabels(
        (labels == 0).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    owner = np.zeros(int(nearest.max()) + 1, np.int32)
    owner[nearest[labels > 0]] = labels[labels > 0]
    return np.where(body & (away <= reach), owner[nearest], 0).astype(np.int32)


def _places(labels: Labels) -> dict[int, Indices]:
    """Pixels (x, y) [n, 2] of every label but 0."""
    row, column = np.nonzero(labels)
    values = labels[row, column]
    order = np.argsort(values, kind="stable")
    numbers, starts = np.unique(values[order], return_index=True)
    parts = np.split(np.column_stack([column, row])[order], starts[1:])
    return dict(zip(numbers.tolist(), parts, strict=False))


def _cell(film: Film, nucleus: Indices, cell: Indices, rim: float, shape: tuple[int, ...]) -> WhiteCell:
    """White cell from the pixels of its nucleus and of its whole, [n, 2], on the film."""
    most = (shape[1], shape[0])
    left, top = np.rint((cell.min(axis=0) - rim) * film.factor).clip(0).astype(int).tolist()
    right, bottom = np.rint((cell.max(axis=0) + 1 + rim) * film.factor).clip(None, most).astype(int).tolist()
    column, row = nucleus.T
    # The hull runs through the middles of pixels; half its outline's length is the area beyond them.
    hull = cv2.convexHull(nucleus.astype(np.int32))
    hull_area = cv2.contourArea(hull) + cv2.arcLength(hull, closed=True) / 2 + 1
    return WhiteCell(
        x=left,
        y=top,
        width=right - left,
        height=bottom - top,
        nucleus_area=float(len(nucleus) * film.factor**2),
        density=float(film.stain[row, column].mean()),
        purple=float(film.purple[row, column].mean()),
        solidity=min(1.0, len(nucleus) / hull_area),
        cut=left == 0 or top == 0 or right == most[0] or bottom == most[1],
    )
