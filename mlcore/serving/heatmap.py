"""One heatmap of the whole field from the coarse maps of its tiles and cells, and its PNG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from mlcore.serving.preprocessing import Corner

    Floats = npt.NDArray[np.float32]

CELL: Final = 8
"""Pixels of the field per side of one cell of the canvas: fine enough for maps of 7 x 7 to 28 x 28."""

BRIGHTEST: Final = 99.5
"""Percentile that becomes white: one hot cell must not darken the rest of a large field."""


class HeatCanvas:
    """Adds up the maps of patches, each fading towards its edges so that no seam shows."""

    def __init__(self, width: int, height: int) -> None:
        """Cover a field of `width` x `height` pixels."""
        self.field = (width, height)
        shape = (-(-height // CELL), -(-width // CELL))
        self._heat = np.zeros(shape, np.float32)
        self._weight = np.zeros(shape, np.float32)

    def add(self, corner: Corner, side: int, heat: Floats) -> None:
        """Lay the map [h, w] of the tile at `corner`, `side` pixels wide, on the canvas."""
        cells = max(1, -(-side // CELL))
        map_, fade = _resize(heat, (cells, cells)), _fade(cells)
        row, column = round(corner.y / CELL), round(corner.x / CELL)
        window = (slice(row, row + cells), slice(column, column + cells))
        height, width = self._heat[window].shape
        part = (slice(height), slice(width))
        self._heat[window] += (map_ * fade)[part]
        self._weight[window] += fade[part]

    def cover(self, heat: npt.NDArray[np.uint8]) -> None:
        """Lay a map [H, W] of every pixel of the field on the canvas."""
        rows, columns = self._heat.shape
        padded = np.pad(heat, ((0, rows * CELL - len(heat)), (0, columns * CELL - heat.shape[1])))
        self._heat += padded.reshape(rows, CELL, columns, CELL).mean(axis=(1, 3), dtype=np.float32)
        self._weight += 1

    @property
    def heat(self) -> Floats:
        """Heat of every cell of the canvas, between 0 and about 1: relative to the hottest."""
        heat = np.nan_to_num(self._heat / np.maximum(self._weight, 1), nan=0.0, posinf=0.0, neginf=0.0)
        return np.asarray(heat / (_top(heat) or 1.0), np.float32)


def render(canvases: Sequence[HeatCanvas], width: int, height: int) -> npt.NDArray[np.uint8]:
    """Mean of canvases of one field, uint8 [height, width], stretched to the size of its picture."""
    heat = np.asarray(np.mean([canvas.heat for canvas in canvases], axis=0), np.float32)
    image = Image.fromarray(scale_robustly(heat))
    box = (0, 0, canvases[0].field[0] / CELL, canvases[0].field[1] / CELL)
    return np.asarray(image.resize((width, height), Image.Resampling.BILINEAR, box=box))


def scale_robustly(heat: Floats) -> npt.NDArray[np.uint8]:
    """Map heat >= 0 to 0..255 within one picture; a picture without heat stays black."""
    finite = np.nan_to_num(heat, nan=0.0, posinf=0.0, neginf=0.0)
    top = _top(finite)
    if top <= 0:
        return np.zeros(heat.shape, np.uint8)
    return np.asarray(np.rint(np.clip(finite / top, 0, 1) * 255), np.uint8)


def encode_heatmap(heatmap: npt.NDArray[np.uint8]) -> bytes:
    """8-bit grey PNG of a heatmap [H, W]."""
    stream = io.BytesIO()
    Image.fromarray(heatmap).save(stream, "PNG", compress_level=1)
    return stream.getvalue()


def _top(heat: npt.NDArray[np.floating]) -> float:
    """Heat that becomes white."""
    return float(np.percentile(heat, BRIGHTEST)) or float(heat.max(initial=0.0))


def _fade(cells: int) -> Floats:
    """Weight [cells, cells], 1 at the rim and more towards the middle."""
    ramp = np.minimum(np.arange(1, cells + 1), np.arange(cells, 0, -1))
    return np.asarray(np.outer(ramp, ramp), np.float32)


def _resize(heat: Floats, size: tuple[int, int]) -> Floats:
    if heat.shape == (size[1], size[0]):
        return heat
    image = Image.fromarray(np.ascontiguousarray(heat, np.float32))
    return np.asarray(image.resize(size, Image.Resampling.BILINEAR), np.float32)
