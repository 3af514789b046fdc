"""Pixels listed nucleus by nucleus and cell by cell, so that all are measured at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlcore.cells.film import Film

    Indices = npt.NDArray[np.intp]
    Labels = npt.NDArray[np.int32]
    Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Parts:
    """Pixels of every nucleus or cell, one after the other: places [n], and where each starts [m]."""

    column: Indices
    row: Indices
    starts: Indices

    @classmethod
    def of(cls, places: Indices, numbers: Labels, wide: int) -> Parts:
        """Parts from places in a flat picture so `wide`, and the number of the part at each of them."""
        # Sorting short integers takes linear time; there are never so many nuclei.
        short = numbers.astype(np.uint16)
        order = np.argsort(short, kind="stable")
        row, column = np.divmod(places[order], wide)
        return cls(column, row, np.flatnonzero(np.diff(short[order], prepend=0)))

    def boxes(self, film: Film, rim: float) -> Indices:
        """Left, top, right and bottom in pixels of the picture, with a rim in pixels of the film, [m, 4]."""
        places = (self.column, self.row)
        least = [np.minimum.reduceat(own, self.starts) - rim for own in places]
        most = [np.maximum.reduceat(own, self.starts) + 1 + rim for own in places]
        height, width = film.shape
        edges = np.rint(np.column_stack(least + most) * film.factor).astype(np.intp)
        return edges.clip(0, (width, height, width, height))


def part(labels: Labels, body: Mask, reach: float) -> tuple[Parts, Parts]:
    """Nuclei, and each with the cytoplasm that is nearest to it and no farther away than `reach`."""
    away, nearest = cv2.distanceTransformWithLabels(
        (labels == 0).view(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    flat, nearest, wide = labels.ravel(), nearest.ravel(), labels.shape[1]
    nuclei = np.flatnonzero(flat != 0)
    numbers = flat[nuclei]
    owner = np.zeros(len(nuclei) + 1, np.int32)
    owner[nearest[nuclei]] = numbers
    cells = np.flatnonzero(body & (away <= reach))
    return Parts.of(nuclei, numbers, wide), Parts.of(cells, owner[nearest[cells]], wide)
