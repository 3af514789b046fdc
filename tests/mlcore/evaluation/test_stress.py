"""The stress command, on a network whose every answer follows the colour it was made to look at."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mlcore.cli import main
from mlcore.evaluation.nuclei import nuclei_mask, white_cells_blanked, without_white_cells
from mlcore.evaluation.variants import COLOUR_CHANGES, SHORTCUTS, corner_alone
from mlcore.training.augmentation.stain import scale_brightness
from tests.mlcore.fields import field, save
from tests.mlcore.tiny_bundle import OPEN_THRESHOLDS, build_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from mlcore.serving import Classifier

FOLDERS = {"benign": "Benign", "early_pre_b": "Early", "pre_b": "Pre", "pro_b": "Pro"}


@pytest.fixture
def fields(tmp_path: Path, tiny_classifier: Classifier) -> Path:
    """Six fields, each in the folder of what the tiny network calls it."""
    for seed in range(6):
        shares = tiny_classifier.look(field(seed)).probabilities
        slug = max(shares, key=shares.__getitem__)
        save(field(seed), tmp_path / "fields" / FOLDERS[slug] / f"{seed}.png")
    return tmp_path / "fields"


def run(capsys: pytest.CaptureFixture[str], *args: object) -> tuple[int, dict[str, Any], str]:
    status = main(["stress", *map(str, args)])
    captured = capsys.readouterr()
    return status, json.loads(captured.out), captured.err


def test_it_gives_the_figures_that_evaluate_gives_and_what_is_lost(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, fields: Path
) -> None:
    status, figures, said = run(capsys, fields, "--json", "--bundle", tiny_bundle)
    main(["evaluate", str(fields), "--json", "--bundle", str(tiny_bundle)])
    evaluated = json.loads(capsys.readouterr().out)

    assert (status, said) == (0, "")
    assert figures["as_is"] == {"accuracy": 1, "network_accuracy": 1, "refused": 0}
    assert figures["as_is"]["accuracy"] == evaluated["accuracy"]
    assert set(figures["colour_changes"]) == set(COLOUR_CHANGES)
    for own in figures["colour_changes"].values():
        assert own["loss"] == pytest.approx(100 * (1 - own["accuracy"]), abs=1e-3)
    assert figures["worst_loss"] == max(own["loss"] for own in figures["colour_changes"].values())
    assert set(figures["shortcuts"]) == set(SHORTCUTS)
    assert figures["heatmaps"]["n"] == 6


def test_what_the_gate_refuses_is_wrong_but_not_for_the_network(
    capsys: pytest.CaptureFixture[str], fields: Path, tmp_path: Path
) -> None:
    limits = {**OPEN_THRESHOLDS.__dict__, "brightness_max": 0.0}
    bundle = build_tiny_bundle(tmp_path / "bundle", thresholds=type(OPEN_THRESHOLDS)(**limits))

    _, figures, _ = run(capsys, fields, "--json", "--bundle", bundle)

    assert figures["as_is"] == {"accuracy": 0, "network_accuracy": 1, "refused": 1}
    assert figures["worst_loss"] == 0
    assert figures["heatmaps"] is None


def test_images_that_the_model_has_seen_are_refused(
    capsys: pytest.CaptureFixture[str], fields: Path, tmp_path: Path
) -> None:
    bundle = build_tiny_bundle(tmp_path / "bundle", trained_on=[field(2)])

    status, answer, _ = run(capsys, fields, "--json", "--bundle", bundle)

    assert status == 1
    assert [file.split("/")[1] for file in answer["files"]] == ["2.png"]


def test_folders_of_no_class_are_refused(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, tmp_path: Path
) -> None:
    save(field(1), tmp_path / "holidays" / "1.png")

    status, answer, _ = run(capsys, tmp_path, "--json", "--bundle", tiny_bundle)

    assert status == 1
    assert "holidays" in answer["error"]


def test_it_is_said_to_people_too(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, fields: Path
) -> None:
    _, _, said = run(capsys, fields, "--bundle", tiny_bundle)

    assert "6/6" in said
    assert "accuracy 1.0000" in said
    assert "beats_random" in said


def test_white_cells_are_found_and_gone_afterwards() -> None:
    pixels = field(3, white_cells=5)
    ground = field(3, white_cells=0)
    cells = nuclei_mask(pixels)

    assert 0.02 < cells.mean() < 0.12
    assert not nuclei_mask(ground).any()
    for painted in (without_white_cells(pixels), white_cells_blanked(pixels)):
        assert not nuclei_mask(painted).any()
        assert painted[cells].mean() > pixels[cells].mean() + 50
        far = ~nuclei_mask(pixels, 12)
        assert np.array_equal(painted[far], pixels[far])


def test_of_the_corner_nothing_else_is_left() -> None:
    pixels = field(4)

    own, grey = corner_alone(pixels), corner_alone(pixels, fill=127)

    for alone in (own, grey):
        assert np.array_equal(alone[200:, 180:], pixels[200:, 180:])
        assert not np.ptp(alone[:200], axis=(0, 1)).any()
        assert not np.ptp(alone[:, :180], axis=(0, 1)).any()
    assert grey[0, 0].tolist() == [127] * 3
    assert np.abs(own[0, 0] - pixels.mean(axis=(0, 1))).max() < 3


def test_brightness_is_cut_off_at_white() -> None:
    pixels = np.array([[[100, 200, 250]]], np.uint8)

    assert scale_brightness(pixels, 1.2).tolist() == [[[120, 240, 255]]]
    assert scale_brightness(pixels, 0.8).tolist() == [[[80, 160, 200]]]


def test_colour_changes_change_every_picture_and_none_in_place() -> None:
    pixels = field(5)
    before = pixels.copy()

    for change in COLOUR_CHANGES.values():
        assert not np.array_equal(change(pixels), before)
    assert np.array_equal(pixels, before)
