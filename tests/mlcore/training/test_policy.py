"""Drawing augmented copies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlcore.bundle import CornerCover
from mlcore.training.augmentation import Augmentation, augment
from mlcore.training.augmentation.corner import cover_corner

NOTHING = Augmentation(
    zoom=0, shear=0, flip=False, turn=False, hue=0, saturation=0, optical_density=0, light=0
)


@pytest.fixture
def pixels() -> np.ndarray:
    return np.random.default_rng(5).integers(40, 216, (48, 48, 3)).astype(np.uint8)


def draw(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_the_same_seed_draws_the_same_copy_and_another_seed_another(pixels: np.ndarray) -> None:
    copy = augment(pixels, Augmentation(), draw(1))

    assert (augment(pixels, Augmentation(), draw(1)) == copy).all()
    assert (augment(pixels, Augmentation(), draw(2)) != copy).any()


def test_a_policy_of_nothing_changes_nothing(pixels: np.ndarray) -> None:
    assert (augment(pixels, NOTHING, draw(1)) == pixels).all()


@pytest.mark.parametrize("kind", ["zoom", "shear", "hue", "saturation", "optical_density", "light"])
def test_each_kind_can_be_switched_on_alone(kind: str, pixels: np.ndarray) -> None:
    alone = replace(NOTHING, **{kind: 0.4})

    assert (augment(pixels, alone, draw(1)) != pixels).any()


def test_changes_of_colour_move_nothing(pixels: np.ndarray) -> None:
    marked = np.full_like(pixels, 200)
    marked[10, 20] = 60
    colours = replace(NOTHING, hue=0.05, saturation=0.3, optical_density=0.3, light=0.05)

    changed = augment(marked, colours, draw(4)).astype(int).sum(axis=2)

    assert np.unravel_index(changed.argmin(), changed.shape) == (10, 20)


def test_the_covered_corner_has_the_mean_of_the_rest(pixels: np.ndarray) -> None:
    pixels[40:, 38:] = 255

    covered = cover_corner(pixels, CornerCover(x=38, y=40))

    rest = np.ones((48, 48), bool)
    rest[40:, 38:] = False
    assert np.abs(covered[40:, 38:] - pixels[rest].mean(axis=0)).max() <= 0.5
    assert (covered[rest] == pixels[rest]).all()
    assert (pixels[40:, 38:] == 255).all()
