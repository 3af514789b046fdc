"""Changes of place do what their names say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mlcore.training.augmentation import flip, shear, turn, zoom

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def scattered() -> np.ndarray:
    """Pixels that are all different, higher than wide."""
    return np.random.default_rng(3).integers(0, 256, (40, 32, 3)).astype(np.uint8)


def disc(radius: float, size: int = 64) -> np.ndarray:
    """A dark disc in the middle of a white square."""
    rows, columns = np.mgrid[:size, :size] + 0.5 - size / 2
    pixels = np.full((size, size, 3), 255, np.uint8)
    pixels[rows**2 + columns**2 <= radius**2] = 20
    return pixels


def width_of_dark(pixels: np.ndarray) -> int:
    """Dark pixels of the middle row, without the outer quarters, where mirrored neighbours may show."""
    quarter = len(pixels) // 4
    return int((pixels[len(pixels) // 2, quarter:-quarter, 0] < 128).sum())


def test_flip_moves_x_to_width_minus_x_minus_1(scattered: np.ndarray) -> None:
    flipped = flip(scattered)

    height, width = scattered.shape[:2]
    for y in range(height):
        for x in range(width):
            assert (flipped[y, width - x - 1] == scattered[y, x]).all()


def test_flip_twice_is_the_picture_again(scattered: np.ndarray) -> None:
    assert (flip(flip(scattered)) == scattered).all()


def test_turn_by_one_quarter_brings_the_right_side_up(scattered: np.ndarray) -> None:
    square = scattered[:32]

    assert (turn(square, 1)[0] == square[:, -1]).all()
    assert (turn(square, 4) == square).all()


@pytest.mark.parametrize(("factor", "width"), [(2.0, 32), (1.0, 16), (0.5, 8)])
def test_zoom_makes_a_cell_so_many_times_as_wide(factor: float, width: int) -> None:
    assert width_of_dark(zoom(disc(8), factor)) == pytest.approx(width, abs=2)


def test_zoom_out_continues_the_picture_beyond_its_edge() -> None:
    pixels = np.full((32, 32, 3), 200, np.uint8)

    assert (zoom(pixels, 0.6) == 200).all()


def test_zoom_and_shear_by_nothing_leave_every_pixel(scattered: np.ndarray) -> None:
    assert (zoom(scattered, 1.0) == scattered).all()
    assert (shear(scattered, 0.0) == scattered).all()


def test_shear_slides_rows_in_proportion_to_their_distance_from_the_centre() -> None:
    pixels = np.full((65, 65, 3), 255, np.uint8)
    pixels[:, 30:35] = 0

    sheared = shear(pixels, 0.5)

    def middle(row: int) -> float:
        return float(np.flatnonzero(sheared[row, :, 0] < 128).mean())

    assert middle(32) == pytest.approx(32, abs=1)
    assert middle(52) - middle(32) == pytest.approx(10, abs=1)
    assert middle(12) - middle(32) == pytest.approx(-10, abs=1)


@pytest.mark.parametrize(
    "change", [flip, lambda pixels: zoom(pixels, 1.3), lambda pixels: shear(pixels, 0.1)]
)
def test_every_change_keeps_the_size_and_the_kind_of_numbers(
    change: Callable[[np.ndarray], np.ndarray], scattered: np.ndarray
) -> None:
    changed = change(scattered)

    assert changed.shape == scattered.shape
    assert changed.dtype == np.uint8
