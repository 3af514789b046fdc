"""What a picture is like before any network sees it: focus, light, dyes, cells.

Everything is measured on reduced copies, so that a large field costs little more than a small one, and
relative to the picture's own background, so that the colour of the lamp drops out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mlcore.filters import block_mean, box_blur, grey

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

FOCUS_SIDE: Final = 720
COLOUR_SIDE: Final = 256
BACKGROUND_PERCENTILE: Final = 92
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
NUCLEUS_BLUE_GAP: Final = 0.12
RED_CELL_RED: Final = 0.35
RED_CELL_GREEN: Final = 0.6
CLIPPED: Final = 250
BLACK: Final = 40

_TINY: Final = 1e-3


@dataclass(frozen=True, eq=False)
class Quality:
    """Measures by name, and where nuclei may lie: bool [h, w] on a grid of `cell` pixels of the picture."""

    measures: dict[str, float]
    nuclei: npt.NDArray[np.bool_]
    cell: int


def measure(pixels: npt.NDArray[np.uint8]) -> dict[str, float]:
    """All quality measures of an upright RGB image [H, W, 3], by name."""
    return assess(pixels).measures


def assess(pixels: npt.NDArray[np.uint8]) -> Quality:
    """Measure an upright RGB image [H, W, 3] and find what is coloured like a nucleus."""
    longer = max(pixels.shape[:2])
    cell = max(2, -(-longer // COLOUR_SIDE))
    colours = block_mean(pixels, cell)
    density = optical_density(colours)
    nuclei = _nuclei(density)
    sharpness = _sharpness(grey(_reduced(pixels, -(-longer // FOCUS_SIDE))))
    measures = {
        "side": float(min(pixels.shape[:2])),
        "sharpness": sharpness,
        **_light(colours),
        "nuclei": float(nuclei.mean()),
        **_dyes(density),
        **_texture(grey(colours)),
    }
    return Quality({name: round(value, 5) for name, value in measures.items()}, nuclei, cell)


def optical_density(colours: Floats) -> Floats:
    """Optical density [H, W, 3] of RGB colours, relative to the picture's own background."""
    sample = colours[::2, ::2].reshape(-1, 3)
    light = np.percentile(sample, BACKGROUND_PERCENTILE, axis=0).astype(np.float32) + 1
    return np.asarray(-np.log(np.minimum((colours + 1) / light, 1)), np.float32)


def _reduced(pixels: npt.NDArray[np.uint8], factor: int) -> npt.NDArray[np.uint8] | Floats:
    return block_mean(pixels, factor) if factor > 1 else pixels


def _sharpness(picture: Floats) -> float:
    """Detail of a pixel's size relative to detail of a nucleus's parts: the first to go off focus."""
    upper = picture[: int(len(picture) * FOCUS_ROWS)]
    inner = upper[1:-1, 1:-1]
    columns = upper[:, :-2] + upper[:, 1:-1] + upper[:, 2:]
    smooth = (columns[:-2] + columns[1:-1] + columns[2:]) / 9
    half = block_mean(upper[..., None], 2)[..., 0]
    return float((inner - smooth).std() / ((half - box_blur(half, 2)).std() + 1))


def _light(colours: Floats) -> dict[str, float]:
    return {
        "brightness": float(colours.mean() / 255),
        "clipped": float((colours.min(axis=-1) >= CLIPPED).mean()),
        "black": float((colours.max(axis=-1) <= BLACK).mean()),
    }


def _nuclei(density: Floats) -> npt.NDArray[np.bool_]:
    """Purple: more green taken away than blue, and not less than red."""
    red, green, blue = np.moveaxis(density, -1, 0)
    return np.asarray((green > NUCLEUS_GREEN) & (green > blue + NUCLEUS_BLUE_GAP) & (green > 0.9 * red))


def _dyes(density: Floats) -> dict[str, float]:
    """How much of which colour the picture takes from the light, and along how many directions."""
    red, green, blue = np.moveaxis(density, -1, 0)
    mean = density.mean(axis=-1)
    stained = mean >= STAINED
    area = float(stained.mean()) + _TINY
    spread = np.linalg.eigvalsh(np.cov(density.reshape(-1, 3).T) + np.eye(3) * 1e-5)[::-1]
    return {
        "background": 1 - area,
        "red_cells": float((stained & (red < RED_CELL_RED) & (green < RED_CELL_GREEN)).mean()),
        "warm": float((stained & (blue > 1.25 * green)).mean()) / area,
        "green": float((stained & (green < 0.8 * np.minimum(red, blue))).mean()) / area,
        "dye_strength": float(mean[stained].mean()) if stained.any() else 0.0,
        "dye_chroma": float(np.ptp(density, axis=-1)[stained].mean()) if stained.any() else 0.0,
        "second_dye": float(np.sqrt(spread[1] / spread[0])),
        "third_dye": float(np.sqrt(spread[2] / spread[0])),
    }


def _texture(picture: Floats) -> dict[str, float]:
    """Light that changes over the whole field, and fine grain, each relative to detail of a cell's size."""
    fine, cells = box_blur(picture, 2), box_blur(picture, 10)
    detail = float((fine - cells).std()) + 1
    return {
        "unevenness": float(cells.std()) / detail,
        "granularity": float((picture - fine).std()) / detail,
    }
