"""From an upright image to the tiles that the network sees.

A field whose red cells are much wider or narrower than those that were trained on is brought to their scale
first, as far as it stays at least one tile wide. One of the network's input size goes in whole, a larger one
is cut into tiles. Only a field with a side below the input size is enlarged further, and only one that would
make more than MAX_TILES tiles is reduced, evenly. Width and height are never stretched apart: a cell's
outline carries meaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from mlcore.filters import reduced

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from mlcore.bundle import CornerCover, Preprocessing, TileRule

    Pixels = npt.NDArray[np.uint8]

MAX_TILES: Final = 400
"""Most tiles of one field, which bounds the work for it: a camera of twelve megapixels stays below."""

STEP: Final = 0.98

TOLERATED: Final = 1.3
"""Factor by which red cells may differ from those trained on without the field being resampled."""

MAGNIFIED: Final = 2.0
"""Largest factor by which a field is enlarged: what the camera has not seen cannot be added."""


@dataclass(frozen=True)
class Corner:
    """Upper left corner of a tile, in pixels of the field it is cut from."""

    x: int
    y: int


def fit(pixels: Pixels, rule: TileRule) -> Pixels:
    """Field of at least one tile and of at most MAX_TILES, but for a strip that is one tile high."""
    height, width = pixels.shape[:2]
    if min(height, width) <= rule.size:
        return enlarge(pixels, rule.size)
    factor = 1.0
    while _tiles(round(width * factor), round(height * factor), rule) > MAX_TILES:
        factor = max(factor * STEP, rule.size / min(height, width))
        if factor * min(height, width) <= rule.size:
            break
    return pixels if factor == 1 else _reduce(pixels, factor)


def to_scale(pixels: Pixels, diameter: float | None, rule: TileRule) -> Pixels:
    """Field whose red cells, `diameter` pixels wide, are about as wide as those trained on."""
    if diameter is None or rule.red_cell is None:
        return pixels
    factor = rule.red_cell / diameter
    if 1 / TOLERATED <= factor <= TOLERATED:
        return pixels
    least = rule.size / min(pixels.shape[:2])
    factor = min(max(factor, least), MAGNIFIED)
    if factor < 1:
        return _reduce(pixels, factor)
    return enlarge(pixels, round(min(pixels.shape[:2]) * factor))


def _tiles(width: int, height: int, rule: TileRule) -> int:
    return _count(width, rule.size, rule.overlap) * _count(height, rule.size, rule.overlap)


def _reduce(pixels: Pixels, factor: float) -> Pixels:
    """A smaller copy, halved or more at first: the rest is then cheap."""
    height, width = pixels.shape[:2]
    rough = reduced(pixels, int(1 / factor))
    wanted = (round(width * factor), round(height * factor))
    return np.asarray(Image.fromarray(rough).resize(wanted, Image.Resampling.BILINEAR))


def centre(pixels: Pixels, size: int) -> Pixels:
    """The square in the middle of a field as one tile: all that is worth looking at in a hopeless one."""
    height, width = pixels.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = np.ascontiguousarray(pixels[top : top + side, left : left + side])
    return np.asarray(Image.fromarray(square).resize((size, size), Image.Resampling.BILINEAR))


def enlarge(pixels: Pixels, size: int) -> Pixels:
    """Field whose shorter side is at least `size` pixels; one that is large enough comes back as it is."""
    height, width = pixels.shape[:2]
    factor = size / min(height, width)
    if factor <= 1:
        return pixels
    wanted = (max(size, round(width * factor)), max(size, round(height * factor)))
    return np.asarray(Image.fromarray(pixels).resize(wanted, Image.Resampling.BILINEAR))


def covered(pixels: Pixels, rule: Preprocessing) -> Pixels:
    """A picture of exactly one tile with its corner covered, as the graphs cover it; any other as it is."""
    corner, size = rule.corner_cover, rule.input_size
    return cover_corner(pixels, corner) if corner and pixels.shape[:2] == (size, size) else pixels


def corner_mask(size: int, corner: CornerCover | None) -> npt.NDArray[np.float32]:
    """Float32 [size, size, 1]: 1 where a pixel is kept, 0 in the corner."""
    kept = np.ones((size, size, 1), np.float32)
    if corner is not None:
        kept[corner.y :, corner.x :] = 0.0
    return kept


def cover_corner(pixels: Pixels, corner: CornerCover | None) -> Pixels:
    """Fill the corner of a square picture with the mean of all other pixels.

    Done before any change of place, so that no copy carries a scale bar elsewhere.
    """
    kept = corner_mask(len(pixels), corner)[..., 0] > 0
    plain = pixels.copy()
    plain[~kept] = np.rint(pixels[kept].mean(axis=0)).astype(np.uint8)
    return plain


def tile_corners(width: int, height: int, rule: TileRule) -> list[Corner]:
    """Corners of tiles that cover a field wholly, row by row, overlapping by at least the rule's overlap.

    Of a strip that would need more than MAX_TILES tiles, as many as that, evenly apart.
    """
    columns = _starts(width, rule.size, rule.overlap)
    return [Corner(x, y) for y in _starts(height, rule.size, rule.overlap) for x in columns]


def _starts(length: int, size: int, overlap: int) -> list[int]:
    """Evenly spread starts of the fewest tiles that cover `length`."""
    if length <= size:
        return [0]
    count = min(_count(length, size, overlap), MAX_TILES)
    return [round(index * (length - size) / (count - 1)) for index in range(count)]


def _count(length: int, size: int, overlap: int) -> int:
    """How many tiles it takes to cover `length`."""
    return max(1, -(-(length - overlap) // (size - overlap)))


def batches(corners: list[Corner], size: int) -> Iterator[list[Corner]]:
    """Corners, `size` at a time."""
    for start in range(0, len(corners), size):
        yield corners[start : start + size]


def cut(field: Pixels, corners: list[Corner], size: int) -> Pixels:
    """Tiles [N, size, size, ...] of a field [H, W, ...]."""
    return np.stack([field[at.y : at.y + size, at.x : at.x + size] for at in corners])
