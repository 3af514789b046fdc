"""The gate: measures that move as they should, and limits that are fitted from them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from mlcore.cells import find_cells
from mlcore.findings import ReasonCode
from mlcore.gatefit import fit_thresholds, for_fitting
from mlcore.serving.gate import refusals
from mlcore.serving.quality import assess, measure
from tests.mlcore.fields import blurred, field, foreign

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mlcore.bundle import Thresholds


@pytest.fixture(scope="module")
def limits() -> Thresholds:
    """Limits fitted on drawn smears and drawn foreign pictures; the tests use other seeds."""
    draw = np.random.default_rng(0)
    return fit_thresholds(
        [measure(field(seed)) for seed in range(150)],
        distances=draw.normal(5, 1, 500),
        confidence_min=0.7,
        foreign=[measure(foreign(seed)) for seed in range(60)],
        foreign_distances=draw.normal(40, 5, 100),
    )


def reasons(limits: Thresholds, pixels: np.ndarray, distance: float = 5.0) -> set[ReasonCode]:
    return set(refusals(limits, measure(pixels), distance, cells=bool(find_cells(pixels).white)))


def test_unseen_smears_pass(limits: Thresholds) -> None:
    refused = [seed for seed in range(200, 260) if reasons(limits, field(seed))]

    assert len(refused) <= 3


def test_smears_pass_at_any_white_balance(limits: Thresholds) -> None:
    lamp = np.array([0.95, 0.85, 0.7])

    tinted = [(field(seed) * lamp).astype(np.uint8) for seed in range(200, 220)]

    assert sum(ReasonCode.NOT_A_SMEAR in reasons(limits, pixels) for pixels in tinted) <= 1


def test_pictures_of_other_things_are_no_smear(limits: Thresholds) -> None:
    passed = [
        seed
        for seed in range(100, 160)
        if ReasonCode.NOT_A_SMEAR not in reasons(limits, foreign(seed), distance=20.0)
    ]

    assert passed == []


def test_odd_colours_are_no_reason_where_the_features_are_familiar(limits: Thresholds) -> None:
    assert ReasonCode.NOT_A_SMEAR in reasons(limits, foreign(100), distance=20.0)
    assert ReasonCode.NOT_A_SMEAR not in reasons(limits, foreign(100), distance=5.0)


@pytest.mark.parametrize("radius", [2, 3, 5])
def test_a_blurred_smear_is_out_of_focus(limits: Thresholds, radius: float) -> None:
    assert ReasonCode.OUT_OF_FOCUS in reasons(limits, blurred(field(300), radius))


def test_a_sharp_scale_bar_does_not_hide_a_blurred_field(limits: Thresholds) -> None:
    pixels = blurred(field(301), 3).copy()
    pixels[206:220:2, 190:220] = 0

    assert ReasonCode.OUT_OF_FOCUS in reasons(limits, pixels)


def test_a_dark_picture_is_under_exposed_and_a_white_one_over_exposed(limits: Thresholds) -> None:
    assert ReasonCode.UNDER_EXPOSED in reasons(limits, field(302) // 8)
    assert ReasonCode.OVER_EXPOSED in reasons(limits, np.clip(field(302) * 2.6, 0, 255).astype(np.uint8))


def test_red_cells_alone_are_no_white_cell(limits: Thresholds) -> None:
    always_smear = replace(limits, smear=replace(limits.smear, min_score=-1e9))

    assert reasons(always_smear, field(303, white_cells=0)) == {ReasonCode.NO_WHITE_CELL}
    assert reasons(always_smear, field(303, white_cells=2)) == set()


def test_a_picture_with_a_short_side_is_too_small(limits: Thresholds) -> None:
    assert ReasonCode.TOO_SMALL in reasons(limits, field(304, (400, 150)))


def test_far_features_are_refused(limits: Thresholds) -> None:
    assert limits.distance_max < limits.distance_refuse
    assert reasons(limits, field(305), limits.distance_refuse + 1) == {ReasonCode.UNLIKE_TRAINING}
    assert reasons(limits, field(305), limits.distance_max + 0.01) == set()


def test_without_foreign_pictures_nothing_is_refused_as_no_smear() -> None:
    smears = [measure(field(seed)) for seed in range(20)]

    limits = fit_thresholds(smears, distances=[1.0, 2.0], confidence_min=0.7)

    assert ReasonCode.NOT_A_SMEAR not in reasons(limits, foreign(1))


def test_the_measures_of_a_field_hardly_change_with_its_resolution() -> None:
    large = field(306, (672, 672))
    small = np.asarray(Image.fromarray(large).reduce(3))

    at_three, at_one = measure(large), measure(small)

    for name in ("nuclei", "background", "dye_strength", "brightness"):
        assert at_three[name] == pytest.approx(at_one[name], rel=0.25)


def test_nuclei_are_found_where_they_were_drawn() -> None:
    left = field(307, white_cells=6)
    right = field(308, white_cells=0)

    quality = assess(np.concatenate([left, right], axis=1))

    middle = quality.nuclei.shape[1] // 2
    assert quality.nuclei[:, :middle].sum() > 50 * max(1, quality.nuclei[:, middle:].sum())


def test_the_demos_drawings_carry_white_cells(drawn_smear: Callable[..., bytes], tmp_path: Path) -> None:
    path = tmp_path / "smear.jpg"
    path.write_bytes(drawn_smear(3))

    assert measure(np.asarray(Image.open(path).convert("RGB")))["nuclei"] > 0.003


def test_files_fall_into_two_halves_by_their_bytes(tmp_path: Path) -> None:
    files = [tmp_path / str(number) for number in range(200)]
    for number, file in enumerate(files):
        file.write_text(str(number))

    assert 60 < sum(for_fitting(file) for file in files) < 140
