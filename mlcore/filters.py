"""Small image filters in floating point, on arrays alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Pixels = npt.NDArray[np.uint8] | Floats


def grey(pixels: Pixels) -> Floats:
    """Luminance [H, W], 0 to 255, of an RGB image [H, W, 3]."""
    return np.asarray(pixels @ np.array([0.299, 0.587, 0.114], np.float32), np.float32)


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
    return ((upper - lower) / size).astype(np.float32)


def window_max(values: Floats, radius: int) -> Floats:
    """Largest value within `radius` pixels of each pixel, along both axes; edges repeated."""
    for axis in (0, 1):
        padding = [(0, 0), (0, 0)]
        padding[axis] = (radius, radius)
        windows = np.lib.stride_tricks.sliding_window_view(
            np.pad(values, padding, "edge"), 2 * radius + 1, axis
        )
        values = windows.max(axis=-1)
    return values


def block_mean(pixels: Pixels, factor: int) -> Floats:
    """Means over squares of `factor` pixels: [H // factor, W // factor, C]; a ragged edge is dropped."""
    height, width = (side // factor for side in pixels.shape[:2])
    cropped = pixels[: height * factor, : width * factor].astype(np.float32, copy=False)
    blocks = cropped.reshape(height, factor, width, factor, -1)
    return np.asarray(blocks.mean(axis=(1, 3), dtype=np.float32))
