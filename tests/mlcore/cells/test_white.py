"""White cells: one box each, around the nucleus and what lies about it."""

from __future__ import annotations

import numpy as np
import pytest

from mlcore.cells import WhiteCell, find_cells
from mlcore.cells.film import Film
from mlcore.cells.white import locate_white_cells
from mlcore.evaluation.locating import overlap
from tests.mlcore.cells.drawn import NUCLEUS, Slide, draw

Disc = tuple[float, float, float]


def located(slide: Slide, seed: int = 0) -> list[WhiteCell]:
    return locate_white_cells(Film.of(draw(slide, seed)), slide.red_cell)


def box(cell: WhiteCell) -> tuple[float, float, float, float]:
    return cell.x, cell.y, cell.x + cell.width, cell.y + cell.height


def around(disc: Disc, unit: float) -> tuple[float, float, float, float]:
    x, y, radius = (own * unit for own in disc)
    return x - radius, y - radius, x + radius, y + radius


@pytest.mark.parametrize("stain", sorted(NUCLEUS))
@pytest.mark.parametrize(("size", "red_cell"), [((224, 224), 18), ((640, 480), 60), ((1300, 972), 90)])
def test_every_white_cell_gets_one_box(size: tuple[int, int], red_cell: float, stain: str) -> None:
    nuclei = ((2.5, 2.5, 0.7), (7.5, 3.0, 0.9), (5.0, 5.5, 0.55))

    cells = find_cells(draw(Slide(size, red_cell, stain, nuclei)))

    assert not cells.guessed
    assert len(cells.white) == 3
    for cell, disc in zip(cells.white, sorted(nuclei, key=lambda own: -own[2]), strict=True):
        assert overlap(box(cell), around(disc, red_cell)) > 0.45
        assert cell.nucleus_area == pytest.approx(3.1416 * (disc[2] * red_cell) ** 2, rel=0.25)
        assert cell.solidity > 0.9
        assert not cell.cut


@pytest.mark.parametrize(("stain", "crowd"), [("pink", 0.4), ("pale", 0.4), ("slate", 0.1)])
def test_a_field_of_red_cells_has_none(stain: str, crowd: float) -> None:
    # Slate red cells that lie over each other in a field without any nucleus are as purple as a nucleus.
    assert located(Slide(stain=stain, crowd=crowd)) == []


@pytest.mark.parametrize("exposure", [1.0, 1.2, 1.4])
def test_white_cells_are_found_where_a_long_exposure_leaves_green_alone(exposure: float) -> None:
    """Pale nuclei among red cells that are hardly seen any more: red and blue are cut off at white."""
    nuclei = ((2.5, 2.5, 0.7), (7.5, 3.0, 0.9), (5.0, 8.5, 0.6))
    pixels = draw(Slide(stain="pale", nuclei=nuclei, light=(250, 236, 252)))
    longer = np.clip(pixels * exposure, 0, 255).astype(np.uint8)

    cells = find_cells(longer).white

    assert len(cells) == 3
    for cell, disc in zip(cells, sorted(nuclei, key=lambda own: -own[2]), strict=True):
        assert overlap(box(cell), around(disc, 18)) > 0.4


def test_a_washed_out_field_of_red_cells_has_none() -> None:
    pixels = draw(Slide(stain="pink", light=(250, 236, 252)))

    assert find_cells(np.clip(pixels * 1.25, 0, 255).astype(np.uint8)).white == ()


def test_platelets_are_too_small() -> None:
    assert located(Slide(nuclei=((3, 3, 0.18), (7, 4, 0.2), (9, 9, 0.15)))) == []


def test_touching_nuclei_are_told_apart() -> None:
    cells = located(
        Slide((640, 480), 60, nuclei=((3.0, 3.0, 0.75), (4.42, 3.1, 0.75), (3.8, 4.4, 0.8)), crowd=0.2)
    )

    assert len(cells) == 3


def test_lobes_of_one_cell_get_one_box() -> None:
    lobes = ((4.6, 3.6, 0.3), (5.2, 4.1, 0.28), (4.7, 4.5, 0.3))
    cells = located(Slide((640, 480), 60, nuclei=lobes, cytoplasm=((4.85, 4.05, 0.95),), crowd=0.2))

    assert len(cells) == 1
    assert overlap(box(cells[0]), around((4.85, 4.05, 0.95), 60)) > 0.6


def test_a_cell_cut_by_the_border_says_so_and_stays_inside() -> None:
    (cell,) = located(Slide(nuclei=((0.2, 5.0, 0.8),)))

    assert cell.cut
    assert cell.x == 0
    assert cell.width == pytest.approx(18, abs=6)
