"""From an upright image to the tiles that the network sees.

A square field of the network's input size goes in whole, a larger one is cut into tiles at its own scale.
Only a field with a side below the input size is enlarged, evenly. Width and height are never stretched apart:
a cell's outline carries meaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from mlcore.bundle import TileRule

    Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Corner:
    """Upper left corner of a tile, in pixels of the field it is cut from."""

    x: int
    y: int


def enlarge(pixels: Pixels, size: int) -> Pixels:
    """Field whose shorter side is at least `size` pixels; one that is large enough comes back as it is."""
    height, width = pixels.shape[:2]
    factor = size / min(height, width)
    if factor <= 1:
        return pixels
    wanted = (max(size, round(width * factor)), max(size, round(height * factor)))
    return np.asarray(Image.fromarray(pixels).resize(wanted, Image.Resampling.BILINEAR))


def tile_corners(width: int, height: int, rule: TileRule) -> list[Corner]:
    """Corners of tiles that cover a field wholly, row by row, overlapping by at least the rule's overlap."""
    columns = _starts(width, rule.size, rule.overlap)
    return [Corner(x, y) for y in _starts(height, rule.size, rule.overlap) for x in columns]


def _starts(length: int, size: int, overlap: int) -> list[int]:
    """Evenly spread starts of the fewest tiles that cover `length`."""
    if length <= size:
        return [0]
    count = -(-(length - overlap) // (size - overlap))
    return [round(index * (length - size) / (count - 1)) for index in range(count)]


def cut(
    pixels: Pixels, corners: list[Corner], size: int, batch: int
) -> Iterator[tuple[list[Corner], Pixels]]:
    """Batches of tiles [N, size, size, 3] with their corners."""
    for start in range(0, len(corners), batch):
        own = corners[start : start + batch]
        yield own, np.stack([pixels[at.y : at.y + size, at.x : at.x + size] for at in own])
