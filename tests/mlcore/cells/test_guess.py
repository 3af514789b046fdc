"""Fields without a ruler: the scale is guessed from the nuclei, and said to be a guess."""

from __future__ import annotations

import numpy as np
import pytest

from mlcore.cells import find_cells
from mlcore.evaluation.locating import overlap
from tests.mlcore.cells.drawn import NUCLEUS, Slide, draw
from tests.mlcore.fields import foreign


@pytest.mark.parametrize("stain", sorted(NUCLEUS))
@pytest.mark.parametrize(("size", "red_cell"), [((224, 224), 18), ((640, 480), 60), ((1300, 972), 90)])
def test_white_cells_among_too_few_red_ones_are_found(
    size: tuple[int, int], red_cell: float, stain: str
) -> None:
    nuclei = ((2.5, 2.5, 0.7), (7.5, 3.0, 0.8), (5.0, 5.5, 0.55))

    cells = find_cells(draw(Slide(size, red_cell, stain, nuclei, crowd=0.02)))

    assert cells.ruler is None
    assert cells.guessed
    assert cells.diameter == pytest.approx(red_cell, rel=0.35)
    assert len(cells.white) == 3
    for cell, (x, y, radius) in zip(cells.white, sorted(nuclei, key=lambda own: -own[2]), strict=True):
        left, top, right, bottom = (
            own * red_cell for own in (x - radius, y - radius, x + radius, y + radius)
        )
        box = (cell.x, cell.y, cell.x + cell.width, cell.y + cell.height)
        assert overlap(box, (left, top, right, bottom)) > 0.45


def test_specks_beside_a_nucleus_do_not_change_the_guess() -> None:
    specks = tuple((1.0 + 1.5 * column, 9.0, 0.15) for column in range(7))

    cells = find_cells(draw(Slide(nuclei=((5.0, 4.0, 0.7), *specks), crowd=0)))

    assert cells.guessed
    assert len(cells.white) == 1


def test_a_ruler_is_no_guess() -> None:
    cells = find_cells(draw(Slide(nuclei=((5.0, 5.0, 0.8),))))

    assert cells.ruler is not None
    assert cells.diameter == cells.ruler.diameter
    assert not cells.guessed


@pytest.mark.parametrize("radius", [0.2, 6.5])
def test_what_is_too_small_or_too_large_for_a_nucleus_gives_no_scale(radius: float) -> None:
    cells = find_cells(draw(Slide(nuclei=((6.2, 6.2, radius),), crowd=0)))

    assert cells.diameter is None
    assert cells.white == ()


@pytest.mark.parametrize("seed", range(4))
def test_pictures_of_other_things_never_fail(seed: int) -> None:
    assert find_cells(foreign(seed)).ruler is None


@pytest.mark.parametrize("shape", [(1, 1), (3, 5000), (700, 2), (24, 24)])
def test_slivers_hold_nothing(shape: tuple[int, int]) -> None:
    cells = find_cells(np.full((*shape, 3), 200, np.uint8))

    assert (cells.ruler, cells.diameter, cells.white) == (None, None, ())
