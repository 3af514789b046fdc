"""Heatmaps: the size of the picture, finite, in the right place, one whole over many tiles."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from mlcore.serving.heatmap import HeatCanvas, encode_heatmap, render, scale_robustly
from mlcore.serving.preprocessing import Corner


def hot_cell(row: int, column: int, size: int = 7) -> np.ndarray:
    heat = np.zeros((size, size), np.float32)
    heat[row, column] = 3.0
    return heat


def test_a_hot_cell_is_hot_where_it_lies() -> None:
    canvas = HeatCanvas(224, 224)
    canvas.add(Corner(0, 0), 224, hot_cell(1, 5))

    heatmap = render([canvas], 224, 224)

    assert heatmap.shape == (224, 224)
    row, column = np.unravel_index(heatmap.argmax(), heatmap.shape)
    assert 32 <= row < 64
    assert 160 <= column < 192
    assert heatmap.max() == 255
    assert heatmap[150:, :100].max() == 0


def test_a_map_of_every_pixel_is_laid_where_it_lies() -> None:
    heat = np.zeros((100, 150), np.uint8)
    heat[40:56, 80:96] = 200
    canvas = HeatCanvas(150, 100)
    canvas.cover(heat)

    heatmap = render([canvas], 150, 100)

    assert heatmap[44:52, 84:92].min() == 255
    assert heatmap[:28].max() == heatmap[:, :68].max() == heatmap[68:].max() == heatmap[:, 108:].max() == 0


def test_of_overlapping_tiles_the_same_place_is_hot_once() -> None:
    canvas = HeatCanvas(400, 224)
    canvas.add(Corner(0, 0), 224, hot_cell(3, 6))
    canvas.add(Corner(176, 0), 224, hot_cell(3, 0))

    heatmap = render([canvas], 400, 224)

    warm = np.argwhere(heatmap > 128)
    assert warm[:, 1].min() > 150
    assert warm[:, 1].max() < 250


def test_equal_tiles_join_without_a_seam() -> None:
    canvas = HeatCanvas(576, 224)
    for x in (0, 176, 352):
        canvas.add(Corner(x, 0), 224, np.ones((7, 7), np.float32))

    assert render([canvas], 576, 224).min() == 255


def test_the_heatmap_has_the_size_of_the_picture_whatever_was_tiled() -> None:
    canvas = HeatCanvas(300, 225)
    canvas.add(Corner(0, 0), 224, hot_cell(3, 3))

    assert render([canvas], 267, 200).shape == (200, 267)


@pytest.mark.parametrize("heat", [np.zeros((5, 5)), np.full((5, 5), np.nan), np.full((5, 5), np.inf)])
def test_no_heat_is_black_and_divides_by_nothing(heat: np.ndarray) -> None:
    assert scale_robustly(heat.astype(np.float32)).max() == 0


def test_one_glowing_cell_does_not_darken_a_large_field() -> None:
    heat = np.random.default_rng(0).uniform(0.5, 1, (100, 100)).astype(np.float32)
    heat[50, 50] = 1000

    assert np.median(scale_robustly(heat)) > 128


def test_the_png_is_grey_and_gives_the_heatmap_back() -> None:
    heatmap = np.arange(256, dtype=np.uint8).reshape(16, 16)

    image = Image.open(io.BytesIO(encode_heatmap(heatmap)))

    assert (image.format, image.mode) == ("PNG", "L")
    assert np.array_equal(np.asarray(image), heatmap)
