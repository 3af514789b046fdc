"""How well red and white cells are found, against boxes drawn by people (Pascal VOC)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

import numpy as np
from PIL import Image

from mlcore.cells import find_ruler, locate_white_cells
from mlcore.dataset import IMAGE_SUFFIXES, DatasetError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels."""

BOX_MARGIN: Final = 1.11
"""Width of a box over the diameter of its red cell, median of bccd's even half: boxes are drawn around the
cell with some air, and around cells that are not round. Drawn discs are measured without any such factor."""

LEAST_OVERLAP: Final = 0.3
BORDER: Final = 2
"""A box that comes so near to the border, in pixels, shows a part of a cell."""


@dataclass(frozen=True)
class BoxedField:
    """A picture, the median width of its whole red cells' boxes (None without any), and its white cells."""

    path: Path
    red_cell: float | None
    white_cells: tuple[Box, ...]


@dataclass(frozen=True)
class Located:
    """What was found in one field: ruler over boxed diameter (else NaN), and boxes true, found and right."""

    ruled: bool
    ratio: float
    true: int
    found: int
    right: int


def read_boxed(root: Path) -> list[BoxedField]:
    """Fields of `root`, which holds `images` and, by the same names, `annotations` (Pascal VOC XML).

    Raises:
        DatasetError: no such folders, no picture, or an annotation that is missing or cannot be read.
    """
    folder = root / "images"
    if not folder.is_dir() or not (root / "annotations").is_dir():
        raise DatasetError(f"{root} does not hold the folders images and annotations.")
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in IMAGE_SUFFIXES)
    if not paths:
        raise DatasetError(f"There is no picture in {folder}.")
    return [_boxed(path, root / "annotations" / f"{path.stem}.xml") for path in paths]


def _boxed(path: Path, annotation: Path) -> BoxedField:
    try:
        tree = ElementTree.parse(annotation).getroot()  # noqa: S314 - the annotations are the caller's own files
        width, height = (float(tree.findtext(f"size/{name}", "")) for name in ("width", "height"))
        boxes = [(own.findtext("name", ""), _box(own)) for own in tree.iter("object")]
    except (OSError, ElementTree.ParseError, ValueError) as error:
        raise DatasetError(f"{annotation} cannot be read: {error}.") from error
    whole = [
        (right - left + bottom - top) / 2
        for name, (left, top, right, bottom) in boxes
        if name == "RBC" and min(left, top, width - right, height - bottom) > BORDER
    ]
    white = tuple(box for name, box in boxes if name == "WBC")
    return BoxedField(path, float(np.median(whole)) if whole else None, white)


def _box(element: ElementTree.Element) -> Box:
    left, top, right, bottom = (
        float(element.findtext(f"bndbox/{name}", "")) for name in ("xmin", "ymin", "xmax", "ymax")
    )
    return left, top, right, bottom


def measure_located(
    fields: Sequence[BoxedField], progress: Callable[[int, int], None]
) -> dict[str, int | float | None]:
    """Figures over fields; a white cell in a field without ruler counts as not found.

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
    ruler = find_ruler(pixels)
    cells = locate_white_cells(pixels, ruler) if ruler else []
    boxes: list[Box] = [(own.x, own.y, own.x + own.width, own.y + own.height) for own in cells]
    ratio = ruler.diameter / field.red_cell if ruler and field.red_cell else float("nan")
    right = matched(field.white_cells, boxes)
    return Located(ruler is not None, ratio, len(field.white_cells), len(boxes), right)


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
