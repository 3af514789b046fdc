"""One heatmap of the whole field from the coarse maps of its tiles, and its PNG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlcore.serving.preprocessing import Corner

    Floats = npt.NDArray[np.float32]

CELL: Final = 8
"""Pixels of the field per side of one cell of the canvas: fine enough for maps of 7 x 7 to 28 x 28."""

BRIGHTEST: Final = 99.5
"""Percentile that becomes white: one hot cell must not darken the rest of a large field."""


class HeatCanvas:
    """Adds up the maps of tiles, each fading towards its edges so that no seam shows."""

    def __init__(self, width: int, height: int, tile: int) -> None:
        """Cover a field of `width` x `height` pixels with tiles of `tile` pixels."""
        self._field = (width, height)
        self._cells = -(-tile // CELL)
        shape = (-(-height // CELL), -(-width // CELL))
        self._heat = np.zeros(shape, np.float32)
        self._weight = np.zeros(shape, np.float32)
        ramp = np.minimum(np.arange(1, self._cells + 1), np.arange(self._cells, 0, -1))
        self._fade = np.outer(ramp, ramp).astype(np.float32)

    def add(self, corner: Corner, heat: Floats) -> None:
        """Lay the map [h, w] of the tile at `corner` on the canvas."""
        map_ = _resize(heat, (self._cells, self._cells))
        row, column = round(corner.y / CELL), round(corner.x / CELL)
        window = (slice(row, row + self._cells), slice(column, column + self._cells))
        space = self._heat[window].shape
        self._heat[window] += (map_ * self._fade)[: space[0], : space[1]]
        self._weight[window] += self._fade[: space[0], : space[1]]

    def render(self, width: int, height: int) -> npt.NDArray[np.uint8]:
        """Heatmap uint8 [height, width], stretched to the size of the picture the field was made from."""
        heat = np.asarray(self._heat / np.maximum(self._weight, 1), np.float32)
        image = Image.fromarray(scale_robustly(heat))
        box = (0, 0, self._field[0] / CELL, self._field[1] / CELL)
        return np.asarray(image.resize((width, height), Image.Resampling.BILINEAR, box=box))


def scale_robustly(heat: Floats) -> npt.NDArray[np.uint8]:
    """Map heat >= 0 to 0..255 within one picture; a picture without heat stays black."""
    finite = np.nan_to_num(heat, nan=0.0, posinf=0.0, neginf=0.0)
    top = float(np.percentile(finite, BRIGHTEST)) or float(finite.max(initial=0.0))
    if top <= 0:
        return np.zeros(heat.shape, np.uint8)
    return np.asarray(np.rint(np.clip(finite / top, 0, 1) * 255), np.uint8)


def encode_heatmap(heatmap: npt.NDArray[np.uint8]) -> bytes:
    """8-bit grey PNG of a heatmap [H, W]."""
    stream = io.BytesIO()
    Image.fromarray(heatmap).save(stream, "PNG", compress_level=1)
    return stream.getvalue()


def _resize(heat: Floats, size: tuple[int, int]) -> Floats:
    if heat.shape == (size[1], size[0]):
        return heat
    image = Image.fromarray(np.ascontiguousarray(heat, np.float32))
    return np.asarray(image.resize(size, Image.Resampling.BILINEAR), np.float32)
