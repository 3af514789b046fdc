"""The mask that tells networks for fields where the white cells lie."""

from __future__ import annotations

import numpy as np
import pytest

from mlcore.cells import NO_CELLS, Cells, WhiteCell
from mlcore.cells.attention import draw_white_cells

RED_CELL = 20.0


def cells(*boxes: tuple[int, int, int, int]) -> Cells:
    white = [WhiteCell(*box, 400.0, density=0.9, purple=0.5, solidity=1.0, cut=False) for box in boxes]
    return Cells(None, RED_CELL, tuple(white))


def test_a_cell_is_the_ellipse_in_its_box_and_a_rim() -> None:
    mask = draw_white_cells(cells((40, 60, 40, 20)), (200, 160), (200, 160), 0.2)

    assert mask.shape == (160, 200)
    assert mask[70, 60] == 255
    assert mask[70, 41] == 255, "the end of the cell, 19 pixels from its middle"
    assert mask[70, 30] == 0, "beyond the rim of 4 pixels and the soft edge"
    assert mask[57, 37] == 0, "the corner of the box with its rim"
    area = np.pi * (20 + 4) * (10 + 4)
    assert mask.sum() / 255 == pytest.approx(area, rel=0.1)


def test_a_field_at_another_scale_shows_the_same_cells() -> None:
    found = cells((40, 60, 40, 20), (150, 100, 30, 30))
    own = draw_white_cells(found, (200, 160), (200, 160), 0.2)

    halved = draw_white_cells(found, (200, 160), (100, 80), 0.2)

    mean = own.reshape(80, 2, 100, 2).mean(axis=(1, 3))
    assert np.abs(mean - halved).mean() < 2
    assert halved.max() == 255


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.5])
def test_a_cell_is_marked_where_it_lies_to_a_tenth_of_a_pixel(scale: float) -> None:
    width, height = round(200 * scale), round(160 * scale)

    mask = draw_white_cells(cells((41, 60, 37, 25)), (200, 160), (width, height), 0.2).astype(float)

    rows, columns = np.arange(height) + 0.5, np.arange(width) + 0.5
    middle = (columns @ mask.sum(axis=0) / mask.sum(), rows @ mask.sum(axis=1) / mask.sum())
    assert middle == pytest.approx((59.5 * scale, 72.5 * scale), abs=0.1)


@pytest.mark.parametrize("found", [NO_CELLS, cells()])
def test_without_white_cells_nothing_is_marked(found: Cells) -> None:
    assert draw_white_cells(found, (50, 40), (50, 40), 0.2).sum() == 0


def test_a_cell_at_the_border_is_marked_as_far_as_it_is_seen() -> None:
    mask = draw_white_cells(cells((0, 0, 20, 20)), (50, 40), (50, 40), 0.2)

    assert mask[10, 0] == 255
    assert mask[30:, 40:].sum() == 0
