"""Fields whose cells people have drawn boxes around (Pascal VOC)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

import numpy as np

from mlcore.dataset import IMAGE_SUFFIXES, DatasetError

if TYPE_CHECKING:
    from pathlib import Path

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels."""

BORDER: Final = 2
"""A box that comes so near to the border, in pixels, shows a part of a cell."""


@dataclass(frozen=True)
class BoxedField:
    """A picture, the median width of its whole red cells' boxes (None without any), and its white cells."""

    path: Path
    red_cell: float | None
    white_cells: tuple[Box, ...]


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
