from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from diagnostics.demo.drawing import SmearKind, draw_empty_field, draw_landscape, draw_smear, encode

if TYPE_CHECKING:
    import numpy.typing as npt

    Pixels = npt.NDArray[np.uint8]

SEEDS = range(3)


def nuclei(pixels: Pixels) -> float:
    """The share of pixels as violet or pink as a nucleus."""
    red, green, blue = np.moveaxis(pixels.astype(int), -1, 0)
    return float(((blue - green > 55) & (red - green > 5)).mean())


def detail(pixels: Pixels) -> float:
    """How much neighbouring pixels differ."""
    grey = pixels.astype(float).mean(axis=2)
    return float(np.abs(np.diff(grey, axis=0)).mean() + np.abs(np.diff(grey, axis=1)).mean())


def bright(pixels: Pixels) -> float:
    """The share of bare glass."""
    return float((pixels.min(axis=2) > 225).mean())


@pytest.mark.parametrize("kind", list(SmearKind))
def test_a_seed_always_gives_the_same_field_and_another_seed_another(kind: SmearKind) -> None:
    first = draw_smear(5, kind=kind)
    assert np.array_equal(first, draw_smear(5, kind=kind.value))
    assert float(np.abs(first.astype(int) - draw_smear(6, kind=kind)).mean()) > 3


def test_kinds_of_one_seed_are_different_fields() -> None:
    fields = [draw_smear(1, kind=kind).tobytes() for kind in SmearKind]
    assert len(set(fields)) == len(SmearKind)


@pytest.mark.parametrize("size", [(224, 224), (320, 200), (65, 131)])
def test_a_field_has_the_size_asked_for_as_width_and_height(size: tuple[int, int]) -> None:
    pixels = draw_smear(1, size=size)
    assert pixels.shape == (size[1], size[0], 3)
    assert pixels.dtype == np.uint8


@pytest.mark.parametrize("kind", list(SmearKind))
def test_colours_and_sharpness_lie_where_those_of_real_fields_lie(kind: SmearKind) -> None:
    """The bounds are those of some 2,500 photographed fields, with a little air."""
    fields = [draw_smear(seed, kind=kind) for seed in SEEDS]
    red, green, blue = np.mean([field.mean(axis=(0, 1)) for field in fields], axis=0)
    assert 170 < red < 250
    assert 180 < green < 250
    assert 210 < blue < 254
    assert 0.15 < np.mean([bright(field) for field in fields]) < 0.8
    assert 4 < np.mean([detail(field) for field in fields]) < 14
    assert np.mean([field.min(axis=(0, 1)) for field in fields]) > 30


@pytest.mark.parametrize("kind", list(SmearKind))
def test_every_field_shows_nuclei_and_bare_glass_shows_none(kind: SmearKind) -> None:
    assert min(nuclei(draw_smear(seed, kind=kind)) for seed in SEEDS) > 0.004
    assert nuclei(draw_empty_field(1)) == 0


def test_blasts_are_many_in_pre_b_and_few_in_pro_b() -> None:
    many, few = (
        np.mean([nuclei(draw_smear(seed, kind=kind)) for seed in SEEDS]) for kind in ("pre_b", "pro_b")
    )
    assert many > 1.5 * few


def test_defocus_takes_detail_away_step_by_step() -> None:
    sharp, soft, lost = (detail(draw_smear(3, blur=blur)) for blur in (0.0, 1.5, 4.5))
    assert sharp > 1.25 * soft > 1.25 * 1.25 * lost


def test_a_closer_view_shows_larger_and_fewer_cells() -> None:
    far, near = (draw_smear(2, size=(320, 240), kind="pre_b", red_cell=width) for width in (19.5, 60.0))
    assert detail(near) < 0.7 * detail(far)


def test_glass_is_even_and_a_landscape_is_no_smear() -> None:
    assert bright(draw_empty_field(1)) > 0.6
    assert detail(draw_empty_field(1)) < 3
    assert bright(draw_landscape(1)) < 0.05
    assert draw_landscape(1, size=(90, 60)).shape == (60, 90, 3)
    assert np.array_equal(draw_landscape(4), draw_landscape(4))


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "TIFF", "WEBP", "BMP"])
def test_a_drawing_becomes_a_file_of_any_format_the_portal_takes(image_format: str) -> None:
    pixels = draw_smear(1, size=(96, 80))
    with Image.open(io.BytesIO(encode(pixels, image_format))) as image:
        assert (image.format, image.size, image.mode) == (image_format, (96, 80), "RGB")
        assert float(np.abs(np.asarray(image).astype(int) - pixels).mean()) < 4


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="malaria"):
        draw_smear(1, kind="malaria")
