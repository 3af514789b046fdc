"""Pictures that no classifier of smears should answer: bare glass, and a landscape."""

from __future__ import annotations

import numpy as np

from diagnostics.demo.drawing.camera import Camera, photograph
from diagnostics.demo.drawing.film import Film
from diagnostics.demo.drawing.planes import Pixels, Plane, clouds
from diagnostics.demo.drawing.stains import GREY_VIOLET

SKY = ((96, 148, 214), (226, 208, 176))
HILLS = ((118, 132, 142), (88, 108, 72), (52, 70, 38), (34, 42, 24))


def draw_empty_field(seed: int, *, size: tuple[int, int] = (224, 224)) -> Pixels:
    """Draw glass without a single cell, (width, height) pixels, uint8 of (height, width, 3)."""
    rng = np.random.default_rng([seed, 100])
    film = Film(*size, unit=19.5, fineness=1, squeeze=1.0)
    return photograph(rng, film, GREY_VIOLET, Camera())


def draw_landscape(seed: int, *, size: tuple[int, int] = (224, 224)) -> Pixels:
    """Draw hills under an evening sky: a holiday picture that was uploaded by mistake."""
    rng = np.random.default_rng([seed, 101])
    width, height = size
    picture = _sky(rng, width, height)
    down = np.arange(height, dtype=np.float32)[:, None]
    for index, colour in enumerate(HILLS):
        crest = height * (0.42 + 0.15 * index) + 0.07 * height * _ridge(rng, width, 0.35 / (index + 1))
        hidden = (down > crest)[..., None]
        shade = np.array(colour) + (6 + 5 * index) * clouds(rng, (height, width), 3.0 + index)[..., None]
        picture = np.where(hidden, shade, picture)
    return np.asarray(np.clip(picture, 0, 255), dtype=np.uint8)


def _sky(rng: np.random.Generator, width: int, height: int) -> Plane:
    top, horizon = np.array(SKY[0]), np.array(SKY[1])
    share = np.linspace(0.0, 1.0, height)[:, None, None] ** 1.5
    mist = 7 * clouds(rng, (height, width), width / 5)[..., None]
    return np.asarray(top + share * (horizon - top) + mist, dtype=np.float32)


def _ridge(rng: np.random.Generator, width: int, grain: float) -> Plane:
    wide = clouds(rng, (2, width), max(4.0, grain * width))[0]
    fine = clouds(rng, (2, width), max(2.0, grain * width / 6))[0]
    return np.asarray(wide + 0.2 * fine, dtype=np.float32)
