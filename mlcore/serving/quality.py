"""What a picture is like before any network sees it: focus, light, dyes, cells.

Everything is measured on reduced copies, so that a large field costs little more than a small one, and
relative to the picture's own background, so that the colour of the lamp drops out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mlcore.filters import grey, halved, reduced

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Pixels = npt.NDArray[np.uint8]
    Mask = npt.NDArray[np.bool_]

FOCUS_SIDE: Final = 720
COLOUR_SIDE: Final = 256
BACKGROUND_SHARE: Final = 0.92
SMALLEST_SIDE: Final = 64
SLIVER: Final = 1024
FOCUS_ROWS: Final = 0.88
"""Share of the rows looked at for focus: a burnt-in scale bar below them is sharp whatever the optics did."""

SMEAR_MEASURES: Final = (
    "background",
    "nuclei",
    "warm",
    "green",
    "black",
    "dye_strength",
    "dye_chroma",
    "second_dye",
    "third_dye",
    "unevenness",
    "granularity",
)
"""Measures that tell a stained smear from other pictures; the bundle's smear model weighs them."""

STAINED: Final = 0.12
"""Mean optical density from which a pixel counts as stained rather than as background."""

NUCLEUS_GREEN: Final = 0.3
NUCLEUS_BLUE: Final = 0.6
NUCLEUS_RED: Final = 1.1
RED_CELL_RED: Final = 0.35
RED_CELL_GREEN: Final = 0.6
CLIPPED: Final = 250
BLACK: Final = 40

_TINY: Final = 1e-3


@dataclass(frozen=True, eq=False)
class Quality:
    """Measures by name, and where nuclei may lie: bool [h, w] on a grid of `cell` pixels of the picture."""

    measures: dict[str, float]
    nuclei: Mask
    cell: int


def measure(pixels: Pixels) -> dict[str, float]:
    """All quality measures of an upright RGB image [H, W, 3], by name."""
    return assess(pixels).measures


def assess(pixels: Pixels) -> Quality:
    """Measure an upright RGB image [H, W, 3] and find what is coloured like a nucleus."""
    shorter = min(pixels.shape[:2])
    if shorter < SMALLEST_SIDE:
        pixels = _padded(pixels)
    longer = max(pixels.shape[:2])
    cell = max(2, -(-longer // COLOUR_SIDE))
    colours = reduced(pixels, cell)
    planes = np.ascontiguousarray(np.moveaxis(colours, -1, 0), np.float32)
    density = optical_density(planes)
    nuclei = _nuclei(density)
    measures = {
        "side": float(shorter),
        "sharpness": _sharpness(grey(reduced(pixels, -(-longer // FOCUS_SIDE)))),
        **_light(planes),
        "nuclei": _share(nuclei),
        **_dyes(density),
        **_texture(grey(colours)),
    }
    return Quality({name: round(value, 5) for name, value in measures.items()}, nuclei, cell)


def _padded(pixels: Pixels) -> Pixels:
    """The middle of a sliver, its edges repeated until it can be measured; it is refused as too small."""
    height, width = pixels.shape[:2]
    top, left = max(0, height - SLIVER) // 2, max(0, width - SLIVER) // 2
    pixels = pixels[top : top + SLIVER, left : left + SLIVER]
    missing = [(0, max(0, SMALLEST_SIDE - side)) for side in pixels.shape[:2]]
    return np.pad(pixels, [*missing, (0, 0)], mode="edge")


def optical_density(planes: Floats) -> Floats:
    """Optical density [3, H, W] of red, green and blue planes, relative to the picture's own background."""
    sample = planes[:, ::2, ::2].reshape(3, -1)
    place = int(sample.shape[1] * BACKGROUND_SHARE)
    light = np.partition(sample, place, axis=1)[:, place][:, None, None] + 1
    return np.asarray(-np.log(np.minimum((planes + 1) / light, 1)), np.float32)


def _sharpness(picture: Floats) -> float:
    """Detail of a pixel's size relative to detail of a nucleus's parts: the first to go off focus."""
    upper = picture[: int(len(picture) * FOCUS_ROWS)]
    columns = upper[:, :-2] + upper[:, 1:-1] + upper[:, 2:]
    smooth = (columns[:-2] + columns[1:-1] + columns[2:]) / 9
    _, half, _, eighth = _variances(upper, 4)
    return float((upper[1:-1, 1:-1] - smooth).std()) / (_root(half - eighth) + 1)


def _light(planes: Floats) -> dict[str, float]:
    return {
        "brightness": float(planes.mean() / 255),
        "clipped": _share(np.minimum.reduce(planes) >= CLIPPED),
        "black": _share(np.maximum.reduce(planes) <= BLACK),
    }


def _nuclei(density: Floats) -> Mask:
    """Purple: much more green taken away than blue, unlike in red cells, and hardly less than red."""
    red, green, blue = density
    return np.asarray((green > NUCLEUS_GREEN) & (blue < NUCLEUS_BLUE * green) & (red < NUCLEUS_RED * green))


def _dyes(density: Floats) -> dict[str, float]:
    """How much of which colour the picture takes from the light, and along how many directions."""
    red, green, blue = density
    mean = (red + green + blue) / 3
    stained = mean >= STAINED
    area = _share(stained) + _TINY
    chroma = np.maximum.reduce(density) - np.minimum.reduce(density)
    flat = density.reshape(3, -1)
    centred = flat - flat.mean(axis=1, keepdims=True)
    first, second, third = _axes(centred @ centred.T / flat.shape[1])
    return {
        "background": 1 - area,
        "red_cells": _share(stained & (red < RED_CELL_RED) & (green < RED_CELL_GREEN)),
        "warm": _share(stained & (blue > 1.25 * green)) / area,
        "green": _share(stained & (green < 0.8 * np.minimum(red, blue))) / area,
        "dye_strength": float((mean * stained).mean()) / area,
        "dye_chroma": float((chroma * stained).mean()) / area,
        "second_dye": second / first,
        "third_dye": third / first,
    }


def _axes(covariance: Floats) -> tuple[float, float, float]:
    """Spread along the three principal axes, the largest first."""
    third, second, first = np.sqrt(np.linalg.eigvalsh(covariance + np.eye(3) * 1e-5)).tolist()
    return first, second, third


def _texture(picture: Floats) -> dict[str, float]:
    """Light that changes over the whole field, and fine grain, each relative to detail of a cell's size."""
    finest, _, cells, _, widest = _variances(picture, 5)
    detail = _root(cells - widest) + 1
    return {"unevenness": _root(widest) / detail, "granularity": _root(finest - cells) / detail}


def _variances(picture: Floats, levels: int) -> list[float]:
    """Variance of a picture and of its successive halvings: what each loses is the detail of that size."""
    found = [float(picture.var())]
    for _ in range(levels - 1):
        picture = halved(picture)
        found.append(float(picture.var()))
    return found


def _root(variance: float) -> float:
    """Square root of a difference of variances, which rounding may leave below zero."""
    return math.sqrt(max(0.0, variance))


def _share(mask: Mask) -> float:
    return float(np.count_nonzero(mask) / mask.size)
