"""The pixel array that passes through training, and its scaling to what a backbone expects."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Pixels: TypeAlias = npt.NDArray[np.uint8]
"""H x W x 3, RGB."""

HALF_RANGE = 127.5


def rescale(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Bring 0..255 to -1..1; the exported graph does the same with the same constant."""
    return pixels.astype(np.float32) / np.float32(HALF_RANGE) - np.float32(1.0)
