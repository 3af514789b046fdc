"""The microscope and its camera: uneven light, a focus that is never everywhere, sharpening, noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from diagnostics.demo.drawing.film import Dye, Film
from diagnostics.demo.drawing.planes import Pixels, Plane, clouds, shrink, soften

if TYPE_CHECKING:
    from diagnostics.demo.drawing.stains import Stain


@dataclass(frozen=True)
class Camera:
    """How a field is photographed; lengths in output pixels of a red cell of 19.5.

    `red_focus` and `white_focus` blur the two depths of the film, `blur` everything, `sharpening` is
    what the camera's own software adds, `noise` the deviation of a pixel (of 255).
    """

    red_focus: float = 0.7
    white_focus: float = 0.4
    blur: float = 0.0
    sharpening: float = 0.4
    noise: float = 0.7


def photograph(rng: np.random.Generator, film: Film, stain: Stain, camera: Camera) -> Pixels:
    """Return the picture of a film, uint8 of (height, width, 3)."""
    size = film.unit / 19.5
    light = _light_through(rng, film, stain, camera, size)
    picture = shrink(light, film.fineness) * _lamp(rng, film, stain)
    picture = soften(picture, camera.blur * size)
    picture = picture + camera.sharpening * (picture - soften(picture, 1.1 * size))
    picture = picture + _noise(rng, picture, camera)
    return np.asarray(np.clip(picture + 0.5, 0, 255), dtype=np.uint8)


def _light_through(rng: np.random.Generator, film: Film, stain: Stain, camera: Camera, size: float) -> Plane:
    fine = size * film.fineness
    planes = [
        soften(layer, fine * (camera.red_focus if dye is Dye.HAEMOGLOBIN else camera.white_focus))
        for dye, layer in zip(Dye, film.layers, strict=True)
    ]
    density = np.stack(planes, axis=-1) @ stain.densities(rng, 0.07)
    return np.asarray(np.exp(-density), dtype=np.float32)


def _lamp(rng: np.random.Generator, film: Film, stain: Stain) -> Plane:
    down, across = np.mgrid[0 : film.rows, 0 : film.columns].astype(np.float32)
    lean = rng.normal(0.0, 0.12, 2)
    far = np.hypot(across / film.columns - 0.5 - lean[0], down / film.rows - 0.5 - lean[1]) / 0.75
    haze = 0.05 * clouds(rng, (film.rows, film.columns), 70 * film.unit / 19.5)
    share = np.clip(far**2.2 + haze, 0.0, 1.2)[..., None]
    middle, corner = np.array(stain.middle), np.array(stain.corner)
    tint = rng.normal(0.0, 1.5, 3)
    yellow = 3.5 * clouds(rng, (film.rows, film.columns), 45 * film.unit / 19.5)[..., None]
    light = middle + share * (corner - middle) + tint + 2.0 + yellow * np.array([0.15, 0.0, 1.0])
    return np.asarray(light, dtype=np.float32)


def _noise(rng: np.random.Generator, picture: Plane, camera: Camera) -> Plane:
    height, width = picture.shape[:2]
    grey = rng.standard_normal((height, width, 1), dtype=np.float32)
    colour = np.stack([clouds(rng, (height, width), 2.0) for _ in range(3)], axis=-1)
    return np.asarray(camera.noise * (0.8 * grey + 0.5 * colour), dtype=np.float32)
