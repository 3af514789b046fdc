"""Changed copies of single white cells, as another hand, focus, dye or lamp would show them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
from PIL import Image

from mlcore.cells.crops import SLIDE, cut_square, finish, normalise
from mlcore.training.augmentation.stain import shift_hue, stretch_saturation

if TYPE_CHECKING:
    from mlcore.bundle import CropRule
    from mlcore.cells.white import WhiteCell
    from mlcore.training.augmentation.values import Pixels

BEST_QUALITY: Final = 95

SURROUNDINGS: Final = 1.6
"""Side of what is cut out first, in sides of the crop: enough to turn and to shrink it."""


@dataclass(frozen=True, slots=True)
class CellAugmentation:
    """The widest change of each kind; 0 (or False) switches a kind off."""

    turn: bool = True
    """By any angle, mirrored or not: a cell has no upper side."""
    zoom: float = 0.2
    """Magnification between 1 / (1 + zoom) and 1 + zoom: the ruler is off by as much."""
    blur: float = 1.2
    """Standard deviation of a blurred focus, in pixels, of half of the copies."""
    compression: int = 35
    """Lowest quality of a JPEG file, of half of the copies: no camera's own may give its cells away."""
    strength: float = 0.45
    """Optical density between 1 / (1 + x) and 1 + x."""
    light: float = 0.07
    """Brightness of red, green and blue, each drawn for itself between 1 - light and 1 + light."""
    hue: float = 0.05
    """Share of the colour circle, either way."""
    saturation: float = 0.6
    """Saturation between 1 / (1 + saturation) and 1 + saturation."""


def augmented_crop(
    pixels: Pixels,
    cell: WhiteCell,
    diameter: float,
    rule: CropRule,
    policy: CellAugmentation,
    draw: np.random.Generator,
) -> Pixels:
    """One changed and normalised copy [size, size, 3] of a white cell; `diameter` as in `cut_crops`."""
    side = rule.diameters * diameter * SURROUNDINGS
    wide = round(rule.detail * SURROUNDINGS)
    moved = _moved(cut_square(pixels, cell, side, wide), rule.detail, policy, draw)
    if policy.blur and draw.integers(2):
        moved = np.asarray(cv2.GaussianBlur(moved, (0, 0), float(draw.uniform(0.3, policy.blur))))
    if policy.compression and draw.integers(2):
        moved = _compressed(moved, int(draw.integers(policy.compression, BEST_QUALITY)))
    return finish(_stained(normalise(moved, rule), policy, draw), rule)


def _moved(square: Pixels, detail: int, policy: CellAugmentation, draw: np.random.Generator) -> Pixels:
    """The middle of a square, turned, mirrored and zoomed, as [detail, detail, 3]."""
    zoom = _factor(policy.zoom, draw)
    angle = float(draw.uniform(0, 360)) if policy.turn else 0.0
    middle = (len(square) - 1) / 2
    matrix = cv2.getRotationMatrix2D((middle, middle), angle, zoom)
    matrix = matrix - np.array([[0, 0, 1], [0, 0, 1]]) * (middle - (detail - 1) / 2)
    if policy.turn and draw.integers(2):
        square = np.ascontiguousarray(square[:, ::-1])
    moved = cv2.warpAffine(
        square, matrix, (detail, detail), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
    )
    return np.asarray(moved, np.uint8)


def _compressed(crop: Pixels, quality: int) -> Pixels:
    """The crop after a JPEG file of a quality from 1 to 100."""
    stream = io.BytesIO()
    Image.fromarray(crop).save(stream, "JPEG", quality=quality)
    return np.asarray(Image.open(stream), np.uint8)


def _stained(crop: Pixels, policy: CellAugmentation, draw: np.random.Generator) -> Pixels:
    density = -np.log((crop.astype(np.float32) + 1) / (SLIDE + 1)) * np.float32(
        _factor(policy.strength, draw)
    )
    light = draw.uniform(1 - policy.light, 1 + policy.light, 3).astype(np.float32)
    seen = np.clip(np.rint(np.exp(-density) * SLIDE * light), 0, 255).astype(np.uint8)
    turned = shift_hue(seen, float(draw.uniform(-policy.hue, policy.hue)))
    return stretch_saturation(turned, _factor(policy.saturation, draw))


def _factor(widest: float, draw: np.random.Generator) -> float:
    """Factor between 1 / (1 + widest) and 1 + widest, as often above 1 as below."""
    reach = float(np.log1p(widest))
    return float(np.exp(draw.uniform(-reach, reach)))
