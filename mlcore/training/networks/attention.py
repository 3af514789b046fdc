"""Pooling over white cells alone, inside a graph."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import tensorflow as tf

if TYPE_CHECKING:
    import numpy.typing as npt

LEAST: Final = 1e-6
"""Share of a cell in every pixel that is not covered: without any white cell all of them count alike."""


def attention(looked_at: Any, size: tuple[int, int]) -> Any:  # noqa: ANN401 - TensorFlow has no types
    """Weights [N, h, w, 1] of the positions of a map, summing to 1.

    A position counts by how much the pixels in its area do, `looked_at` [N, H, W]; of None all count alike.
    """
    if looked_at is None:
        return tf.fill((1, *size, 1), 1 / (size[0] * size[1]))
    height, width = int(looked_at.shape[1]), int(looked_at.shape[2])
    down, across = area_weights(height, size[0]), area_weights(width, size[1])
    inside = tf.einsum("ij,njk,lk->nil", down, looked_at, across)[..., None]
    return inside / tf.reduce_sum(inside, axis=(1, 2), keepdims=True)


def size_of(tap: Any) -> tuple[int, int]:  # noqa: ANN401
    """Height and width of a map [N, h, w, c]."""
    return int(tap.shape[1]), int(tap.shape[2])


@lru_cache
def area_weights(pixels: int, positions: int) -> npt.NDArray[np.float32]:
    """Matrix [positions, pixels] that takes the mean over each of `positions` equal parts of a line."""
    edges = np.linspace(0, pixels, positions + 1)
    starts = np.arange(pixels)
    shared = np.minimum(edges[1:, None], starts + 1) - np.maximum(edges[:-1, None], starts)
    return np.asarray(np.maximum(shared, 0) * positions / pixels, np.float32)
