"""How strongly each change is applied, and the drawing of one changed copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mlcore.training.augmentation.geometry import flip, shear, turn, zoom
from mlcore.training.augmentation.stain import jitter_optical_density, shift_hue, stretch_saturation
from mlcore.training.augmentation.surroundings import clear, transplant, white_cells

if TYPE_CHECKING:
    from mlcore.training.augmentation.values import Pixels


@dataclass(frozen=True, slots=True)
class Augmentation:
    """The widest change of each kind; 0 (or False) switches a kind off."""

    zoom: float = 0.2
    """Magnification between 1 / (1 + zoom) and 1 + zoom."""
    shear: float = 0.15
    """Sideways pixels per row, either way."""
    flip: bool = True
    turn: bool = True
    hue: float = 0.03
    """Share of the colour circle, either way."""
    saturation: float = 0.3
    """Saturation between 1 / (1 + saturation) and 1 + saturation."""
    optical_density: float = 0.3
    """Amount of each stain between 1 / (1 + x) and 1 + x, each drawn for itself."""
    brightness: float = 0.2
    """Brightness of the whole picture between 1 - x and 1 + x; what gets too bright is clipped."""
    light: float = 0.05
    """Brightness of red, green and blue, each drawn for itself between 1 - light and 1 + light."""
    transplant: float = 0.0
    """Share of copies whose white cells stand in the surroundings of another picture."""


def augment(pixels: Pixels, policy: Augmentation, draw: np.random.Generator, other: Pixels) -> Pixels:
    """Return one changed copy, H x W x 3 uint8; the same generator state gives the same copy.

    `other` is any picture of the same size; where the copy is a transplant, its surroundings are moved and
    stained for themselves.
    """
    moved = _move(pixels, policy, draw)
    if draw.random() >= policy.transplant:
        return _stain(moved, policy, draw)
    cells = white_cells(moved)
    surroundings = _stain(_move(clear(other), policy, draw), policy, draw)
    return transplant(_stain(moved, policy, draw), cells, surroundings)


def _move(pixels: Pixels, policy: Augmentation, draw: np.random.Generator) -> Pixels:
    if policy.flip and draw.integers(2):
        pixels = flip(pixels)
    if policy.turn:
        pixels = turn(pixels, int(draw.integers(4)))
    if policy.zoom:
        pixels = zoom(pixels, _factor(policy.zoom, draw))
    if policy.shear:
        pixels = shear(pixels, float(draw.uniform(-policy.shear, policy.shear)))
    return pixels


def _stain(pixels: Pixels, policy: Augmentation, draw: np.random.Generator) -> Pixels:
    if policy.optical_density or policy.light or policy.brightness:
        brightness = draw.uniform(1 - policy.brightness, 1 + policy.brightness)
        red, green, blue = brightness * draw.uniform(1 - policy.light, 1 + policy.light, 3)
        pixels = jitter_optical_density(
            pixels,
            _factor(policy.optical_density, draw),
            _factor(policy.optical_density, draw),
            (float(red), float(green), float(blue)),
        )
    if policy.hue:
        pixels = shift_hue(pixels, float(draw.uniform(-policy.hue, policy.hue)))
    if policy.saturation:
        pixels = stretch_saturation(pixels, _factor(policy.saturation, draw))
    return pixels


def _factor(spread: float, draw: np.random.Generator) -> float:
    """Draw between 1 / (1 + spread) and 1 + spread, as likely below 1 as above."""
    return float(np.exp(draw.uniform(-1.0, 1.0) * np.log1p(spread)))
