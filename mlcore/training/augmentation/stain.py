"""Changes of colour such as another stain, another batch or another lamp would make.

Every function takes and returns H x W x 3 uint8 RGB.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlcore.training.augmentation.values import Pixels

WHITE = 255.0

_STAINS = np.array([[0.65, 0.70, 0.29], [0.07, 0.99, 0.11], [0.27, 0.57, 0.78]])
"""Optical density of haematoxylin, eosin and the rest in red, green and blue (Ruifrok and Johnston 2001)."""

_TO_DENSITY = _STAINS / np.linalg.norm(_STAINS, axis=1, keepdims=True)
_TO_STAINS = np.linalg.inv(_TO_DENSITY)


def shift_hue(pixels: Pixels, turn: float) -> Pixels:
    """Turn every hue by `turn` of a full circle (0.05 is 18 degrees); grey stays grey."""
    hsv = np.array(Image.fromarray(pixels).convert("HSV"))
    hsv[..., 0] += np.uint8(round(turn * 256) % 256)
    return np.asarray(Image.fromarray(hsv, mode="HSV").convert("RGB"))


def stretch_saturation(pixels: Pixels, factor: float) -> Pixels:
    """Move every pixel away from its own grey (factor above 1) or towards it (below 1)."""
    values = pixels.astype(np.float32)
    grey = values @ np.array([0.299, 0.587, 0.114], np.float32)
    return _to_pixels(grey[..., None] + factor * (values - grey[..., None]))


def scale_brightness(pixels: Pixels, factor: float) -> Pixels:
    """Multiply red, green and blue, cut off at white, as a longer exposure would."""
    return _to_pixels(pixels * np.float32(factor))


def jitter_optical_density(
    pixels: Pixels,
    haematoxylin: float,
    eosin: float,
    light: tuple[float, float, float] = (1.0, 1.0, 1.0),
) -> Pixels:
    """Multiply the amount of each stain, as a longer bath would, and the lamp's red, green and blue.

    All ones leave the picture as it is, but for rounding.
    """
    density = -np.log((pixels.astype(np.float32) + 1.0) / (WHITE + 1.0))
    mix = _TO_STAINS @ np.diag([haematoxylin, eosin, 1.0]) @ _TO_DENSITY
    seen = np.exp(-(density @ mix.astype(np.float32))) * (WHITE + 1.0) - 1.0
    return _to_pixels(seen * np.array(light, np.float32))


def _to_pixels(values: npt.NDArray[np.floating]) -> Pixels:
    return np.asarray(np.clip(np.rint(values), 0, WHITE), np.uint8)
