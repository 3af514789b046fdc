"""The ruler: the diameter of red cells, whatever the scale, the dye and the light."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from mlcore.cells import Ruler, find_cells
from tests.mlcore.cells.drawn import HAEMOGLOBIN, Slide, draw
from tests.mlcore.fields import foreign

if TYPE_CHECKING:
    from pathlib import Path


def find_ruler(pixels: np.ndarray) -> Ruler | None:
    return find_cells(pixels).ruler


@pytest.mark.parametrize("stain", sorted(HAEMOGLOBIN))
@pytest.mark.parametrize(
    ("size", "red_cell"),
    [
        ((224, 224), 12),
        ((224, 224), 18),
        ((300, 224), 30),
        ((640, 480), 60),
        ((640, 480), 95),
        ((1300, 972), 42),
    ],
)
def test_the_diameter_is_right_at_every_scale(size: tuple[int, int], red_cell: float, stain: str) -> None:
    ruler = find_ruler(draw(Slide(size, red_cell, stain)))

    assert ruler is not None
    assert ruler.diameter == pytest.approx(red_cell, rel=0.07)
    assert ruler.cells >= 4
    assert 0 < ruler.spread < 0.2
    assert 0.3 <= ruler.share <= 1


def test_dark_corners_and_coloured_light_change_nothing() -> None:
    plain = find_ruler(draw(Slide((448, 336), 20)))
    dim = find_ruler(draw(Slide((448, 336), 20, shade=0.6, light=(170, 150, 110))))

    assert plain is not None
    assert dim is not None
    assert dim.diameter == pytest.approx(plain.diameter, rel=0.05)


@pytest.mark.parametrize("crowd", [0.12, 0.7])
def test_sparse_and_crowded_fields_have_a_ruler(crowd: float) -> None:
    ruler = find_ruler(draw(Slide(red_cell=18, crowd=crowd)))

    assert ruler is not None
    assert ruler.diameter == pytest.approx(18, rel=0.1)


def test_white_cells_are_no_ruler() -> None:
    nuclei = tuple((2.0 + 2.2 * column, 2.0 + 2.2 * row, 0.75) for column in range(5) for row in range(5))

    among_red_cells = find_ruler(draw(Slide(nuclei=nuclei)))

    assert among_red_cells is not None
    assert among_red_cells.diameter == pytest.approx(18, rel=0.1)
    assert find_ruler(draw(Slide(nuclei=nuclei, crowd=0))) is None


def test_an_empty_slide_and_other_pictures_have_none() -> None:
    assert find_ruler(draw(Slide(crowd=0))) is None
    assert not [seed for seed in range(9) if find_ruler(foreign(seed))]


@pytest.mark.parametrize("shape", [(1, 1), (3, 5000), (700, 2), (24, 24), (64, 64)])
def test_slivers_have_none(shape: tuple[int, int]) -> None:
    assert find_ruler(np.full((*shape, 3), 200, np.uint8)) is None
    assert find_ruler(np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)) is None


def test_a_ruler_turns_and_grows_with_the_picture() -> None:
    picture = draw(Slide((320, 240), 24))
    larger = np.asarray(Image.fromarray(picture).resize((640, 480), Image.Resampling.BICUBIC))

    plain, turned, grown = (find_ruler(own) for own in (picture, np.rot90(picture).copy(), larger))

    assert plain is not None
    assert turned is not None
    assert grown is not None
    assert turned.diameter == pytest.approx(plain.diameter, rel=0.03)
    assert grown.diameter == pytest.approx(2 * plain.diameter, rel=0.05)


@pytest.mark.needs_data("all4")
def test_one_camera_has_one_scale(image_sets: Path) -> None:
    files = [
        file for folder in sorted((image_sets / "all4").glob("*/")) for file in sorted(folder.iterdir())[::60]
    ]

    rulers = [find_ruler(np.asarray(Image.open(file).convert("RGB"))) for file in files]

    found = np.array([ruler.diameter for ruler in rulers if ruler])
    assert len(found) >= 0.97 * len(files)
    assert np.mean(np.abs(found / np.median(found) - 1) < 0.2) >= 0.9
