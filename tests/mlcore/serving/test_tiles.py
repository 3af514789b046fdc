"""Cutting fields into tiles."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.bundle import TileRule
from mlcore.serving.preprocessing import MAX_TILES, Corner, batches, centre, cut, enlarge, fit, tile_corners

RULE = TileRule(size=224, overlap=48)
SIDES = st.integers(224, 3000)


def test_a_field_of_the_networks_size_goes_in_whole() -> None:
    assert tile_corners(224, 224, RULE) == [Corner(0, 0)]
    assert enlarge(pixels := np.zeros((224, 224, 3), np.uint8), 224) is pixels


@given(width=SIDES, height=SIDES)
def test_tiles_cover_the_field_and_overlap_as_the_rule_says(width: int, height: int) -> None:
    corners = tile_corners(width, height, RULE)

    for starts, length in (({at.x for at in corners}, width), ({at.y for at in corners}, height)):
        ordered = sorted(starts)
        assert ordered[0] == 0
        assert ordered[-1] + RULE.size == length
        assert all(after - before <= RULE.size - RULE.overlap for before, after in pairwise(ordered))


@pytest.mark.parametrize(("height", "width"), [(200, 300), (300, 200), (150, 150), (1, 900)])
def test_a_small_field_is_enlarged_without_being_stretched(height: int, width: int) -> None:
    grown = enlarge(np.zeros((height, width, 3), np.uint8), 224)

    assert min(grown.shape[:2]) == 224
    assert grown.shape[1] / grown.shape[0] == pytest.approx(width / height, rel=0.01)


@pytest.mark.parametrize(("height", "width"), [(9000, 9000), (3000, 12000), (6000, 500), (230, 90_000)])
def test_a_field_of_too_many_tiles_is_reduced_until_it_fits(height: int, width: int) -> None:
    fitted = fit(np.zeros((height, width, 3), np.uint8), RULE)
    corners = tile_corners(fitted.shape[1], fitted.shape[0], RULE)

    assert min(fitted.shape[:2]) >= RULE.size
    assert len(corners) <= MAX_TILES
    assert fitted.shape[1] / fitted.shape[0] == pytest.approx(width / height, rel=0.01)


def test_a_field_of_few_enough_tiles_is_left_as_it_is() -> None:
    pixels = np.zeros((3000, 4000, 3), np.uint8)

    assert fit(pixels, RULE) is pixels


def test_the_centre_is_one_tile_and_not_stretched() -> None:
    pixels = np.zeros((30, 90, 3), np.uint8)
    pixels[:, 30:60] = 255

    tile = centre(pixels, 224)

    assert tile.shape == (224, 224, 3)
    assert tile.min() == 255


def test_batches_hold_every_tile_once_in_order() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (500, 700, 3), dtype=np.uint8)
    corners = tile_corners(700, 500, RULE)

    five = list(batches(corners, 5))

    assert [at for own in five for at in own] == corners
    for own in five:
        for at, tile in zip(own, cut(pixels, own, 224), strict=True):
            assert np.array_equal(tile, pixels[at.y : at.y + 224, at.x : at.x + 224])
