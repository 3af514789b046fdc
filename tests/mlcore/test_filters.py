"""Filters, against the plainest way to compute them."""

from __future__ import annotations

import numpy as np
import pytest

from mlcore.filters import box_blur, halved, reduced, window_max

PICTURE = np.random.default_rng(0).uniform(0, 255, (13, 17)).astype(np.float32)


@pytest.mark.parametrize("radius", [1, 2, 5])
def test_the_box_blur_is_the_mean_of_the_window(radius: int) -> None:
    padded = np.pad(PICTURE, radius, mode="edge")
    size = 2 * radius + 1
    plain = [[padded[y : y + size, x : x + size].mean() for x in range(17)] for y in range(13)]

    assert box_blur(PICTURE, radius) == pytest.approx(np.array(plain), rel=1e-4)


def test_the_window_maximum_is_the_largest_within_reach() -> None:
    padded = np.pad(PICTURE, 2, mode="edge")
    plain = [[padded[y : y + 5, x : x + 5].max() for x in range(17)] for y in range(13)]

    assert np.array_equal(window_max(PICTURE, 2), np.array(plain))


def test_halving_averages_squares_and_drops_a_ragged_edge() -> None:
    plain = PICTURE[:12, :16].reshape(6, 2, 8, 2).mean(axis=(1, 3))

    assert halved(PICTURE) == pytest.approx(plain, rel=1e-5)


def test_reducing_keeps_the_mean_colour_and_one_leaves_the_picture_alone() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)

    assert reduced(pixels, 1) is pixels
    assert reduced(pixels, 4).shape == (10, 15, 3)
    assert reduced(pixels, 4).mean(axis=(0, 1)) == pytest.approx(pixels.mean(axis=(0, 1)), abs=1)
