"""The colour spaces once more, computed in another way and another precision, to prove the graph by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

GREY_HUE: Final = 170.0
"""That of red, counted from green."""

PRIMARIES: Final = np.array([[0.64, 0.33], [0.30, 0.60], [0.15, 0.06]])
WHITE: Final = np.array([0.3127, 0.3290])
"""Chromaticities of sRGB and of D65 (ITU-R BT.709)."""

RED_LUMA, BLUE_LUMA = 0.299, 0.114


def convert_apart(values: npt.NDArray[np.float32], colour_space: str) -> npt.NDArray[np.float32]:
    """What `colour_spaces.convert` makes of RGB values 0..255 [N, H, W, 3], without TensorFlow."""
    return np.asarray(_CONVERSIONS[colour_space](values.astype(np.float64)), np.float32)


def _rgb(values: Floats) -> Floats:
    return values


def _hsv(values: Floats) -> Floats:
    """By OpenCV, the hue turned so that it begins at green."""
    flat = (values.reshape(1, -1, 3) / 255).astype(np.float32)
    hue, saturation, value = np.moveaxis(cv2.cvtColor(flat, cv2.COLOR_RGB2HSV).astype(float), -1, 0)
    turned = (hue - 120) % 360 / 360 * 255
    turned[np.ptp(values.reshape(1, -1, 3), axis=-1) < 0.5] = GREY_HUE  # noqa: PLR2004 - half a step
    return np.stack([turned, saturation * 255, value * 255], axis=-1).reshape(values.shape)


def _lab(values: Floats) -> Floats:
    """From the chromaticities of the primaries rather than from a published matrix."""
    share = values / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004
    mixed = linear @ (_xyz_of_primaries() / _xyz(WHITE)[:, None]).T
    low = mixed * (29 / 6) ** 2 / 3 + 4 / 29
    x, y, z = np.moveaxis(np.where(mixed > (6 / 29) ** 3, np.cbrt(mixed), low), -1, 0)
    return np.stack([255 * (1.16 * y - 0.16), 500 * (x - y) + 128, 200 * (y - z) + 128], axis=-1)


def _xyz_of_primaries() -> Floats:
    """Linear RGB to XYZ [3, 3]: each primary as strong as makes their sum white."""
    pure = np.stack([_xyz(own) for own in PRIMARIES], axis=1)
    return np.asarray(pure * np.linalg.solve(pure, _xyz(WHITE)))


def _xyz(chromaticity: Floats) -> Floats:
    x, y = chromaticity
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _ycbcr(values: Floats) -> Floats:
    """As differences from the luma: each is scaled so that it spans 255."""
    red, green, blue = np.moveaxis(values, -1, 0)
    luma = RED_LUMA * red + (1 - RED_LUMA - BLUE_LUMA) * green + BLUE_LUMA * blue
    towards_blue = (blue - luma) / (1 - BLUE_LUMA) / 2 + 128
    towards_red = (red - luma) / (1 - RED_LUMA) / 2 + 128
    return np.stack([luma, towards_blue, towards_red], axis=-1)


_CONVERSIONS: Final[dict[str, Callable[[Floats], Floats]]] = {
    "rgb": _rgb,
    "hsv": _hsv,
    "lab": _lab,
    "ycbcr": _ycbcr,
}
