"""How well red and white cells are found, against boxes drawn by people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from mlcore.cells import find_cells
from mlcore.dataset import DatasetError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mlcore.evaluation.boxed import Box, BoxedField

BOX_MARGIN: Final = 1.11
"""Width of a box over the diameter of its red cell, median of bccd's even half: boxes are drawn around the
cell with some air, and around cells that are not round. Drawn discs are measured without any such factor."""

LEAST_OVERLAP: Final = 0.3


@dataclass(frozen=True)
class Located:
    """What was found in one field: ruler over boxed diameter (else NaN), and boxes true, found and right.

    `guessed` says that the scale is a guess from nuclei, for want of a ruler.
    """

    ruled: bool
    guessed: bool
    ratio: float
    true: int
    found: int
    right: int


def measure_located(
    fields: Sequence[BoxedField], progress: Callable[[int, int], None]
) -> dict[str, int | float | None]:
    """Figures over fields; white cells count in fields without ruler too.

    Raises:
        DatasetError: a picture cannot be read.
    """
    answers = []
    for done, field in enumerate(fields, 1):
        answers.append(_locate(field))
        progress(done, len(fields))
    ratios = np.array([own.ratio for own in answers if np.isfinite(own.ratio)])
    true, found, right = (sum(getattr(own, name) for own in answers) for name in ("true", "found", "right"))
    return {
        "fields": len(answers),
        "without_ruler": round(sum(not own.ruled for own in answers) / len(answers), 4),
        "scale_guessed": round(sum(own.guessed for own in answers) / len(answers), 4),
        "ruler_fields": len(ratios),
        "ruler_ratio": _median(ratios),
        "ruler_error_of_boxes": _median(abs(ratios - 1)),
        "ruler_error": _median(abs(ratios * BOX_MARGIN - 1)),
        "ruler_off_by_fifth": round(float(np.mean(abs(ratios * BOX_MARGIN - 1) > 0.2)), 4)  # noqa: PLR2004
        if ratios.size
        else None,
        "white_cells": true,
        "white_cells_found": found,
        "white_cell_recall": round(right / true, 4) if true else None,
        "white_cell_precision": round(right / found, 4) if found else None,
    }


def _median(values: np.ndarray) -> float | None:
    return round(float(np.median(values)), 4) if values.size else None


def _locate(field: BoxedField) -> Located:
    try:
        with Image.open(field.path) as image:
            pixels = np.asarray(image.convert("RGB"))
    except OSError as error:
        raise DatasetError(f"{field.path} cannot be read: {error}.") from error
    cells = find_cells(pixels)
    ruler = cells.ruler
    boxes: list[Box] = [(own.x, own.y, own.x + own.width, own.y + own.height) for own in cells.white]
    ratio = ruler.diameter / field.red_cell if ruler and field.red_cell else float("nan")
    right = matched(field.white_cells, boxes)
    return Located(ruler is not None, cells.guessed, ratio, len(field.white_cells), len(boxes), right)


def matched(true: Sequence[Box], found: Sequence[Box]) -> int:
    """Pairs of a true and a found box, each used once, the best overlap first (at least LEAST_OVERLAP)."""
    pairs = sorted(
        ((overlap(one, other), i, j) for i, one in enumerate(true) for j, other in enumerate(found)),
        reverse=True,
    )
    used_true: set[int] = set()
    used_found: set[int] = set()
    for share, i, j in pairs:
        if share >= LEAST_OVERLAP and i not in used_true and j not in used_found:
            used_true.add(i)
            used_found.add(j)
    return len(used_true)


def overlap(one: Box, other: Box) -> float:
    """Area that two boxes share over the area that they cover together."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    common = max(0.0, width) * max(0.0, height)
    covered = sum((right - left) * (bottom - top) for left, top, right, bottom in (one, other)) - common
    return common / covered if covered else 0.0
