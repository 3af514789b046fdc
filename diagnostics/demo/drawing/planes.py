"""Arithmetic on planes of float pixels: random textures, blurring, shrinking."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

Plane: TypeAlias = npt.NDArray[np.float32]
Pixels: TypeAlias = npt.NDArray[np.uint8]

NARROW = 0.2
"""A blur of fewer pixels than this would change nothing."""


def clouds(rng: np.random.Generator, shape: tuple[int, int], grain: float) -> Plane:
    """Return smooth noise of (height, width), mean 0, deviation 1; its blobs are `grain` pixels apart."""
    rows, columns = (max(2, int(side / grain) + 2) for side in shape)
    coarse = rng.standard_normal((rows, columns)).astype(np.float32)
    picture = Image.fromarray(coarse).resize((shape[1], shape[0]), Image.Resampling.BICUBIC)
    plane = np.asarray(picture, dtype=np.float32)
    return np.asarray(plane / max(float(plane.std()), 1e-6), dtype=np.float32)


def soften(plane: Plane, sigma: float) -> Plane:
    """Blur the first two axes by a Gaussian of `sigma` pixels, the border repeated outwards."""
    if sigma < NARROW:
        return plane
    reach = max(1, int(3 * sigma + 0.5))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2).astype(np.float32)
    weights /= weights.sum()
    for axis in (0, 1):
        padding = [(0, 0)] * plane.ndim
        padding[axis] = (reach, reach)
        wide = np.pad(plane, padding, mode="edge")
        plane = _weighted_shifts(wide, weights, axis, plane.shape[axis])
    return plane


def _weighted_shifts(wide: Plane, weights: Plane, axis: int, length: int) -> Plane:
    total: Plane | None = None
    for start, weight in enumerate(weights):
        part = wide[start : start + length] if axis == 0 else wide[:, start : start + length]
        total = part * weight if total is None else total + part * weight
    return np.asarray(total, dtype=np.float32)


def shrink(plane: Plane, factor: int) -> Plane:
    """Average blocks of `factor` x `factor` pixels: the anti-aliasing of everything drawn finer."""
    if factor == 1:
        return plane
    height, width = plane.shape[0] // factor, plane.shape[1] // factor
    blocks = plane.reshape(height, factor, width, factor, *plane.shape[2:])
    return np.asarray(blocks.mean(axis=(1, 3)), dtype=np.float32)


def step(distance: Plane, softness: float) -> Plane:
    """Return 1 inside (positive distance), 0 outside, with a smooth ramp `softness` wide between."""
    ramp = np.clip(distance / softness + 0.5, 0.0, 1.0)
    return np.asarray(ramp * ramp * (3.0 - 2.0 * ramp), dtype=np.float32)
