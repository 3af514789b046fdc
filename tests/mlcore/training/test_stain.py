"""Changes of colour do what their names say."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from mlcore.training.augmentation import jitter_optical_density, rescale, shift_hue, stretch_saturation

PURPLE = (120, 70, 160)
PINK = (230, 170, 190)


def plain(colour: tuple[int, int, int]) -> np.ndarray:
    return np.full((8, 8, 3), colour, np.uint8)


def hue_of(pixels: np.ndarray) -> float:
    """Hue as a share of the colour circle."""
    return float(np.asarray(Image.fromarray(pixels).convert("HSV"))[0, 0, 0]) / 256


def spread_of(pixels: np.ndarray) -> int:
    return int(pixels[0, 0].max()) - int(pixels[0, 0].min())


def test_hue_turns_round_the_circle_and_keeps_lightness() -> None:
    turned = shift_hue(plain(PURPLE), 0.25)

    assert (hue_of(turned) - hue_of(plain(PURPLE))) % 1 == pytest.approx(0.25, abs=0.02)
    assert int(turned.max()) == pytest.approx(160, abs=2)


def test_hue_leaves_grey_alone() -> None:
    assert (shift_hue(plain((90, 90, 90)), 0.3) == 90).all()


@pytest.mark.parametrize("factor", [0.5, 1.4])
def test_saturation_widens_or_narrows_the_distance_between_the_channels(factor: float) -> None:
    changed = stretch_saturation(plain(PURPLE), factor)

    assert spread_of(changed) == pytest.approx(factor * spread_of(plain(PURPLE)), abs=2)


def test_no_saturation_is_grey() -> None:
    assert spread_of(stretch_saturation(plain(PINK), 0.0)) == 0


def test_more_haematoxylin_darkens_a_nucleus_and_leaves_the_empty_background() -> None:
    stronger = jitter_optical_density(plain(PURPLE), 1.5, 1.0)

    assert stronger[0, 0].astype(int).sum() < sum(PURPLE) - 40
    assert (jitter_optical_density(plain((255, 255, 255)), 1.5, 1.5) == 255).all()


def test_more_eosin_takes_green_light_more_than_red() -> None:
    before, after = (
        plain(PINK)[0, 0].astype(int),
        jitter_optical_density(plain(PINK), 1.0, 1.6)[0, 0].astype(int),
    )

    assert before[1] - after[1] > before[0] - after[0]


def test_the_lamp_changes_each_channel_by_its_own_factor() -> None:
    lit = jitter_optical_density(plain((200, 200, 200)), 1.0, 1.0, (0.9, 1.0, 1.1))

    assert lit[0, 0].tolist() == pytest.approx([180, 200, 220], abs=1)


def test_unchanged_stains_leave_the_picture() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (16, 16, 3)).astype(np.uint8)

    assert np.abs(jitter_optical_density(pixels, 1.0, 1.0).astype(int) - pixels).max() <= 1


def test_rescale_brings_black_to_minus_one_and_white_to_one() -> None:
    assert rescale(np.array([0, 255], np.uint8)).tolist() == [-1.0, 1.0]
    assert rescale(np.array([127], np.uint8))[0] == pytest.approx(0, abs=0.005)
