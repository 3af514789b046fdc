"""Crops of white cells look alike whoever photographed them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlcore.bundle import CropRule
from mlcore.cells import Cells, WhiteCell, find_cells
from mlcore.cells.crops import chosen_cells, cut_crops
from tests.mlcore.cells.drawn import Slide, draw

RULE = CropRule()
SLIDE = Slide((448, 448), 30, nuclei=((7.0, 7.0, 0.8),), cytoplasm=((7.2, 7.0, 1.0),), crowd=0.3)


def cell_at(x: int, y: int, *, side: int = 40, area: float = 900.0, cut: bool = False) -> WhiteCell:
    return WhiteCell(x, y, side, side, area, density=0.9, purple=0.5, solidity=1.0, cut=cut)


def crop_of(pixels: np.ndarray, middle: tuple[float, float], red_cell: float) -> np.ndarray:
    x, y = (round(own - 20) for own in middle)
    return np.asarray(cut_crops(pixels, [cell_at(x, y)], red_cell, RULE)[0], int)


def difference(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).mean())


def test_a_finer_camera_gives_the_same_crop() -> None:
    coarse = draw(SLIDE)
    fine = draw(replace(SLIDE, size=(1344, 1344), red_cell=90))

    one, other = crop_of(coarse, (210, 210), 30), crop_of(fine, (630, 630), 90)

    assert one.shape == (112, 112, 3)
    # The red cells about it lie elsewhere: what is compared is the white cell in the middle.
    assert difference(one[36:76, 36:76], other[36:76, 36:76]) < 8


@pytest.mark.parametrize("light", [(255, 245, 225), (190, 200, 215), (120, 118, 122)])
def test_another_lamp_gives_the_same_crop(light: tuple[int, int, int]) -> None:
    usual, other = (crop_of(draw(replace(SLIDE, light=own)), (210, 210), 30) for own in (SLIDE.light, light))

    assert difference(usual, other) < 6


def test_a_paler_stain_gives_nearly_the_same_crop() -> None:
    pixels = draw(SLIDE).astype(float)
    slide = np.array(SLIDE.light)
    paler = np.clip(slide * (pixels / slide) ** 0.6, 0, 255).astype(np.uint8)

    usual, pale = crop_of(draw(SLIDE), (210, 210), 30), crop_of(paler, (210, 210), 30)

    about = np.s_[180:240, 180:240]
    assert difference(draw(SLIDE)[about].astype(int), paler[about].astype(int)) > 20
    assert difference(usual, pale) < 5


def test_noise_without_a_cell_is_not_blown_up() -> None:
    noise = np.random.default_rng(0).integers(228, 244, (300, 300, 3), dtype=np.uint8)

    assert crop_of(noise, (150, 150), 30).min() > 150


def test_beyond_the_border_the_picture_is_mirrored() -> None:
    pixels = draw(SLIDE)

    crops = cut_crops(pixels, [cell_at(-10, -10), cell_at(430, 430)], 30, RULE)

    assert crops.shape == (2, 112, 112, 3)
    assert (crops > 0).all(axis=(1, 2, 3)).all()


def test_a_picture_smaller_than_a_crop_is_enough() -> None:
    pixels = draw(replace(SLIDE, size=(64, 64), nuclei=((1.0, 1.0, 0.8),), cytoplasm=()))

    assert cut_crops(pixels, [cell_at(10, 10)], 30, RULE).shape == (1, 112, 112, 3)


def test_without_cells_there_are_no_crops() -> None:
    assert cut_crops(draw(SLIDE), [], 30, RULE).shape == (0, 112, 112, 3)


def test_cells_at_the_border_are_left_out_unless_there_is_no_other() -> None:
    whole = tuple(cell_at(20, 20, area=area) for area in (900.0, 800.0, 700.0))
    cut = (cell_at(0, 5, cut=True), cell_at(5, 0, cut=True))
    few = replace(RULE, most=2)

    assert chosen_cells(Cells(None, 30.0, (*cut, *whole)), RULE) == list(whole)
    assert chosen_cells(Cells(None, 30.0, (*cut, *whole)), few) == list(whole[:2])
    assert chosen_cells(Cells(None, 30.0, cut), RULE) == list(cut)


def test_a_located_cell_lies_in_the_middle_of_its_crop() -> None:
    pixels = draw(SLIDE)
    cells = find_cells(pixels)
    assert cells.diameter is not None

    (crop,) = cut_crops(pixels, chosen_cells(cells, RULE), cells.diameter, RULE)

    darkness = 255.0 - crop.mean(axis=2)
    darkness[darkness < 120] = 0
    rows, columns = np.indices(darkness.shape)
    assert (rows * darkness).sum() / darkness.sum() == pytest.approx(56, abs=8)
    assert (columns * darkness).sum() / darkness.sum() == pytest.approx(56, abs=8)
