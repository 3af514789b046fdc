"""Drawing augmented copies."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
import pytest

from mlcore.bundle import CornerCover
from mlcore.serving.preprocessing import cover_corner
from mlcore.training.augmentation import Augmentation, augment, transplant
from mlcore.training.augmentation.surroundings import clear, white_cells

NOTHING = Augmentation(
    zoom=0,
    shear=0,
    flip=False,
    turn=False,
    hue=0,
    saturation=0,
    optical_density=0,
    brightness=0,
    light=0,
    transplant=0,
)


PURPLE = (110, 60, 160)
PAPER = (245, 240, 245)
BLUISH = (215, 225, 250)


def smear(background: tuple[int, int, int], *cells: tuple[int, int]) -> np.ndarray:
    """A field of one colour with purple discs of radius 10 around the places (x, y)."""
    pixels = np.full((96, 96, 3), background, np.uint8)
    rows, columns = np.mgrid[:96, :96]
    for x, y in cells:
        pixels[(rows - y) ** 2 + (columns - x) ** 2 <= 100] = PURPLE
    return pixels


@pytest.fixture
def pixels() -> np.ndarray:
    return np.random.default_rng(5).integers(40, 216, (48, 48, 3)).astype(np.uint8)


def draw(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_the_same_seed_draws_the_same_copy_and_another_seed_another(pixels: np.ndarray) -> None:
    copy = augment(pixels, Augmentation(), draw(1), pixels)

    assert (augment(pixels, Augmentation(), draw(1), pixels) == copy).all()
    assert (augment(pixels, Augmentation(), draw(2), pixels) != copy).any()


def test_a_policy_of_nothing_changes_nothing(pixels: np.ndarray) -> None:
    assert (augment(pixels, NOTHING, draw(1), pixels) == pixels).all()


@pytest.mark.parametrize(
    "kind", ["zoom", "shear", "hue", "saturation", "optical_density", "brightness", "light"]
)
def test_each_kind_can_be_switched_on_alone(kind: str, pixels: np.ndarray) -> None:
    alone = Augmentation(**{**asdict(NOTHING), kind: 0.4})

    assert (augment(pixels, alone, draw(1), pixels) != pixels).any()


def test_changes_of_colour_move_nothing(pixels: np.ndarray) -> None:
    marked = np.full_like(pixels, 200)
    marked[10, 20] = 60
    colours = replace(NOTHING, hue=0.05, saturation=0.3, optical_density=0.3, light=0.05)

    changed = augment(marked, colours, draw(4), marked).astype(int).sum(axis=2)

    assert np.unravel_index(changed.argmin(), changed.shape) == (10, 20)


def test_the_covered_corner_has_the_mean_of_the_rest(pixels: np.ndarray) -> None:
    pixels[40:, 38:] = 255

    covered = cover_corner(pixels, CornerCover(x=38, y=40))

    rest = np.ones((48, 48), bool)
    rest[40:, 38:] = False
    assert np.abs(covered[40:, 38:] - pixels[rest].mean(axis=0)).max() <= 0.5
    assert (covered[rest] == pixels[rest]).all()
    assert (pixels[40:, 38:] == 255).all()


def test_white_cells_are_found_where_they_are() -> None:
    cells = white_cells(smear(PAPER, (30, 40)))[..., 0]

    assert cells[40, 30] == pytest.approx(1)
    assert cells[70, 70] == 0
    assert 300 < cells.sum() < 700


def test_cleared_surroundings_hold_no_white_cell() -> None:
    cleared = clear(smear(PAPER, (30, 40), (70, 20)))

    assert white_cells(cleared).max() == 0
    assert np.abs(cleared.astype(int) - PAPER).mean() < 2


def test_a_transplant_puts_the_cells_of_one_field_into_the_other(pixels: np.ndarray) -> None:
    field, other = smear(PAPER, (30, 40)), smear(BLUISH, (70, 70))

    moved = transplant(field, white_cells(field), clear(other))

    assert moved[40, 30].tolist() == list(PURPLE)
    assert moved[70, 70].tolist() == pytest.approx(BLUISH, abs=3)
    assert moved[5, 5].tolist() == list(BLUISH)


def test_the_share_of_transplants_is_the_policys(pixels: np.ndarray) -> None:
    field, other = smear(PAPER, (30, 40)), smear(BLUISH)
    some = replace(NOTHING, transplant=0.25)

    moved = [augment(field, some, draw(seed), other)[5, 5].tolist() == list(BLUISH) for seed in range(80)]

    assert sum(moved) == pytest.approx(20, abs=12)
