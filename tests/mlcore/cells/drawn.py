"""Fields drawn with red cells of a known diameter and white cells at known places."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

HAEMOGLOBIN = {"pink": (0.08, 0.3, 0.28), "slate": (0.42, 0.3, 0.16), "pale": (0.1, 0.14, 0.12)}
NUCLEUS = {"pink": (0.9, 1.1, 0.45), "slate": (0.75, 0.95, 0.2), "pale": (0.12, 0.5, 0.1)}
"""Optical density of red cells and of nuclei in red, green and blue light, by stain."""


@dataclass(frozen=True)
class Slide:
    """What to draw: `red_cell` in pixels, everything else in red-cell diameters of it.

    `nuclei` holds (x, y, radius) of discs of nuclear colour; `crowd` the area of the red cells over that of
    the field; `shade` how much darker the corners are.
    """

    size: tuple[int, int] = (224, 224)
    red_cell: float = 18.0
    stain: str = "pink"
    nuclei: tuple[tuple[float, float, float], ...] = ()
    cytoplasm: tuple[tuple[float, float, float], ...] = ()
    crowd: float = 0.4
    shade: float = 0.0
    light: tuple[int, int, int] = field(default=(236, 230, 226))


def draw(slide: Slide, seed: int = 0) -> np.ndarray:
    """The slide's picture, uint8 [H, W, 3]."""
    rng = np.random.default_rng(seed)
    width, height = slide.size
    y, x = np.mgrid[:height, :width].astype(np.float32)
    unit = slide.red_cell
    red = np.zeros((height, width), np.float32)
    for _ in range(int(slide.crowd * width * height / (np.pi / 4 * unit**2))):
        place = (rng.uniform(0, width), rng.uniform(0, height))
        radius = unit / 2 * rng.normal(1, 0.05)
        away = np.hypot(x - place[0], y - place[1])
        red += _disc(away, radius) * (1 - 0.5 * np.exp(-((away / (0.45 * radius)) ** 4)))
    density = red[..., None] * np.array(HAEMOGLOBIN[slide.stain])
    for discs, share in ((slide.cytoplasm, 0.35), (slide.nuclei, 1.0)):
        for across, down, radius in discs:
            inside = _disc(np.hypot(x - across * unit, y - down * unit), radius * unit)[..., None]
            density = density * (1 - inside) + inside * np.array(NUCLEUS[slide.stain]) * share
    corner = ((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2)[..., None] * 2
    picture = np.array(slide.light) * np.exp(-density) * (1 - slide.shade * corner)
    soft = cv2.GaussianBlur(picture, (0, 0), max(0.6, 0.02 * unit))
    return np.asarray(np.clip(soft + rng.normal(0, 2.5, soft.shape), 0, 255), np.uint8)


def _disc(away: np.ndarray, radius: float) -> np.ndarray:
    return np.asarray(np.clip(radius - away + 0.5, 0, 1))
