"""Fields drawn for tests of the model library: cells on a pale ground, and pictures that are no smear."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

if TYPE_CHECKING:
    from pathlib import Path


def field(seed: int = 0, size: tuple[int, int] = (224, 224), *, white_cells: int | None = None) -> np.ndarray:
    """A stained field [H, W, 3]: red cells, and four white cells per 224 x 224 pixels unless told."""
    draw = np.random.default_rng(seed)
    width, height = size
    tiles = width * height / 224**2
    ground = draw.integers(225, 246, 3)
    picture = Image.new("RGB", size, tuple(int(value) for value in ground))
    pen = ImageDraw.Draw(picture)
    for _ in range(int(45 * tiles)):
        pink = (int(draw.integers(200, 225)), int(draw.integers(150, 180)), int(draw.integers(145, 175)))
        _disc(pen, draw, size, 9, pink)
    for _ in range(max(1, int(4 * tiles)) if white_cells is None else white_cells):
        purple = (int(draw.integers(95, 130)), int(draw.integers(50, 85)), int(draw.integers(140, 175)))
        _disc(pen, draw, size, 14, purple)
    grain = draw.normal(0, 3, (height, width, 1))
    soft = np.asarray(picture.filter(ImageFilter.GaussianBlur(0.6)), float)
    return np.clip(soft + grain, 0, 255).astype(np.uint8)


def _disc(
    pen: ImageDraw.ImageDraw,
    draw: np.random.Generator,
    size: tuple[int, int],
    radius: int,
    colour: tuple[int, int, int],
) -> None:
    x, y = draw.integers(radius, size[0] - radius), draw.integers(radius, size[1] - radius)
    wide, high = draw.integers(radius - 2, radius + 3, 2)
    pen.ellipse((int(x - wide), int(y - high), int(x + wide), int(y + high)), fill=colour)


def foreign(seed: int) -> np.ndarray:
    """A picture that is no smear [224, 224, 3]: noise, a bright landscape of bands, or a grey radiograph."""
    draw = np.random.default_rng(seed)
    kind = seed % 3
    if kind == 0:
        return draw.integers(0, 256, (224, 224, 3), dtype=np.uint8)
    rows = np.linspace(0, 1, 224)[:, None, None]
    if kind == 1:
        above, below = draw.integers(0, 256, 3), draw.integers(0, 256, 3)
        bands = above * (1 - rows) + below * rows + 40 * np.sin(rows * draw.uniform(10, 60))
        picture = np.broadcast_to(bands, (224, 224, 3))
    else:
        columns = np.linspace(0, 1, 224)[None, :, None]
        shade = 127 + 110 * np.sin(rows * draw.uniform(2, 9)) * np.cos(columns * draw.uniform(2, 9))
        picture = np.broadcast_to(shade, (224, 224, 3))
    return np.clip(picture + draw.normal(0, 6, (224, 224, 1)), 0, 255).astype(np.uint8)


def blurred(pixels: np.ndarray, radius: float) -> np.ndarray:
    return np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(radius)))


def encoded(pixels: np.ndarray, image_format: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, image_format, **options)
    return stream.getvalue()


def save(pixels: np.ndarray, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)
    return path
