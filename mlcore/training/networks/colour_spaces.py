"""The colours that a backbone sees: RGB as it is, or brought to another space inside the graph.

Every space has three channels of 0 to 255, so that the scaling of a backbone fits it.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import tensorflow as tf

LEAST_COLOUR: Final = 0.5
"""Below half a step of a camera between its channels a pixel is grey: its hue would be rounding alone."""

SIXTH: Final = 255.0 / 6.0
RED: Final = 4.0
"""Sixths of the circle from green to red, where a grey pixel stands as well."""

BENT_FROM: Final = 0.04045
XYZ: Final = np.array(
    [
        [0.4123908, 0.3575843, 0.1804808],
        [0.2126390, 0.7151687, 0.0721923],
        [0.0193308, 0.1191948, 0.9505322],
    ]
)
"""Linear sRGB to CIE XYZ under D65 (IEC 61966-2-1, to the digits of CSS Color 4)."""

CUBE_FROM: Final = (6 / 29) ** 3
YCBCR: Final = np.array([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]])
"""ITU-R BT.601 over the full range, as in JFIF."""


def convert(values: Any, colour_space: str) -> Any:  # noqa: ANN401 - TensorFlow has no types
    """Channels 0..255 of the colour space [N, H, W, 3] for RGB values 0..255 of the same shape."""
    return _CONVERSIONS[colour_space](values)


def _rgb(values: Any) -> Any:  # noqa: ANN401
    return values


def _hsv(values: Any) -> Any:  # noqa: ANN401
    """Hue, saturation and value of A. R. Smith, "Color gamut transform pairs", SIGGRAPH 1978.

    The hue is counted from green, which no stained smear shows: counted from red, as it usually is, the
    pinks on either side of 0 would lie 255 apart.
    """
    red, green, blue = tf.unstack(values, axis=-1)
    highest = tf.reduce_max(values, axis=-1)
    spread = highest - tf.reduce_min(values, axis=-1)
    over = tf.maximum(spread, LEAST_COLOUR)
    near_green = (blue - red) / over
    near_green = tf.where(near_green < 0, near_green + 6.0, near_green)
    other = tf.where(highest > blue, (green - blue) / over + RED, (red - green) / over + 2.0)
    sixths = tf.where(highest > green, other, near_green)
    hue = tf.where(spread < LEAST_COLOUR, tf.fill(tf.shape(spread), RED), sixths) * SIXTH
    return tf.stack([hue, spread / tf.maximum(highest, LEAST_COLOUR) * 255.0, highest], axis=-1)


def _lab(values: Any) -> Any:  # noqa: ANN401
    """CIE L*a*b* 1976 (CIE 15) of sRGB under D65: L* 0..100 stretched to 0..255, a* and b* around 128."""
    share = values / 255.0
    bent = tf.pow((tf.maximum(share, BENT_FROM) + 0.055) / 1.055, 2.4)
    linear = tf.where(share <= BENT_FROM, share / 12.92, bent)
    from_white = _mixed(linear, XYZ / XYZ.sum(axis=1, keepdims=True))
    cube_root = tf.pow(tf.maximum(from_white, CUBE_FROM), 1 / 3)
    levels = tf.where(from_white > CUBE_FROM, cube_root, from_white * (841 / 108) + 4 / 29)
    x, y, z = tf.unstack(levels, axis=-1)
    light = (116.0 * y - 16.0) * 2.55
    return tf.stack([light, 500.0 * (x - y) + 128.0, 200.0 * (y - z) + 128.0], axis=-1)


def _ycbcr(values: Any) -> Any:  # noqa: ANN401
    return _mixed(values, YCBCR) + np.array([0.0, 128.0, 128.0], np.float32)


def _mixed(values: Any, matrix: np.ndarray) -> Any:  # noqa: ANN401
    """Every new channel is a row of the matrix times the old ones."""
    return tf.linalg.matmul(values, matrix.T.astype(np.float32))


_CONVERSIONS: Final = {"rgb": _rgb, "hsv": _hsv, "lab": _lab, "ycbcr": _ycbcr}
