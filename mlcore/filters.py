"""Small image filters, on arrays alone but for Pillow's reduction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Pixels = npt.NDArray[np.uint8]


def reduced(pixels: Pixels, factor: int) -> Pixels:
    """Means over squares of `factor` pixels of an RGB image: [ceil(H / factor), ceil(W / factor), 3]."""
    return np.asarray(Image.fromarray(pixels).reduce(factor)) if factor > 1 else pixels


def grey(pixels: Pixels) -> Floats:
    """Luminance [H, W], 0 to 255, of an RGB image [H, W, 3]."""
    return np.asarray(pixels @ np.array([0.299, 0.587, 0.114], np.float32), np.float32)


def halved(values: Floats) -> Floats:
    """Means over squares of two pixels, [H // 2, W // 2]; a ragged edge is dropped."""
    height, width = values.shape[0] // 2 * 2, values.shape[1] // 2 * 2
    rows = values[0:height:2, :width] + values[1:height:2, :width]
    return np.asarray((rows[:, ::2] + rows[:, 1::2]) / 4, np.float32)


def box_blur(values: Floats, radius: int, passes: int = 1) -> Floats:
    """Mean over a square of 2 * radius + 1 pixels, edges repeated; three passes come near a Gaussian."""
    for _ in range(passes):
        for axis in (0, 1):
            values = _box_along(values, radius, axis)
    return values


def _box_along(values: Floats, radius: int, axis: int) -> Floats:
    padding = [(0, 0), (0, 0)]
    padding[axis] = (radius + 1, radius)
    sums = np.cumsum(np.pad(values, padding, mode="edge"), axis=axis, dtype=np.float64)
    size = 2 * radius + 1
    upper, lower = np.split(sums, [size], axis=axis)[1], np.split(sums, [-size], axis=axis)[0]
    return np.asarray((upper - lower) / size, np.float32)


def window_max(values: Floats, radius: int) -> Floats:
    """Largest value within `radius` pixels of each pixel, along both axes; edges repeated."""
    for axis in (0, 1):
        length = values.shape[axis]
        padding = [(0, 0), (0, 0)]
        padding[axis] = (radius, radius)
        padded = np.pad(values, padding, mode="edge")
        shifted = (padded.take(range(start, start + length), axis) for start in range(2 * radius + 1))
        values = np.maximum.reduce(list(shifted))
    return values
