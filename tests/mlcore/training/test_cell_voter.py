"""A member that looks at single white cells: trained beside the first, heard beside it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from mlcore.bundle import VOTE, read_bundle
from mlcore.cli import main
from mlcore.serving import Classifier
from mlcore.training.cli import run
from tests.mlcore.training.conftest import CLASSES, NORMAL, draw_field

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.training


@pytest.fixture(scope="module")
def classifier(trained: Path) -> Classifier:
    return Classifier.load(trained)


def a_field(colour: tuple[int, int, int], seed: int = 5) -> np.ndarray:
    return np.asarray(draw_field(colour, np.random.default_rng(seed)))


def test_the_bundle_says_how_cells_are_cut_and_what_they_may_be(trained: Path) -> None:
    bundle = read_bundle(trained)

    assert [member.name for member in bundle.members] == ["mnn-mobilenetv2", "cells-mobilenetv2"]
    assert bundle.cell_member is not None
    assert bundle.cell_member.crop is not None
    assert bundle.cell_member.classes == ("aml_m3", "cll", "healthy", "normal")
    assert set(bundle.calibration.temperature) == {"mnn-mobilenetv2", "cells-mobilenetv2", VOTE}


def test_every_white_cell_has_its_own_evidence(classifier: Classifier) -> None:
    finding = classifier.classify(a_field(CLASSES["CLL"]))

    judged = [cell for cell in finding.cells if cell.probabilities]
    assert judged
    for cell in judged:
        assert cell.probabilities is not None
        assert set(cell.probabilities) == {"aml_m3", "cll", "healthy", "normal"}
        assert sum(cell.probabilities.values()) == pytest.approx(1, abs=1e-4)
        assert not cell.cut


def test_cells_of_a_class_are_recognised(classifier: Classifier) -> None:
    said = classifier.look(a_field(CLASSES["AML M3"], seed=21)).members["cells-mobilenetv2"]

    assert said.sum() == pytest.approx(1)
    assert said.argmax() == 0


def test_normal_blood_of_another_laboratory_looks_less_like_leukaemia(classifier: Classifier) -> None:
    ill, normal = (classifier.look(a_field(colour, seed=31)) for colour in (CLASSES["CLL"], NORMAL))

    assert ill.normal is not None
    assert normal.normal is not None
    assert normal.normal > ill.normal
    assert normal.leukaemia_probability < ill.leukaemia_probability


def test_a_field_without_white_cells_is_left_to_the_other_member(classifier: Classifier) -> None:
    empty = np.full((96, 96, 3), 240, np.uint8)

    look = classifier.look(empty)

    assert list(look.votes) == ["mnn-mobilenetv2"]
    assert sum(look.probabilities.values()) == pytest.approx(1)


def test_the_voters_stand_beside_each_other_in_the_figures(trained: Path) -> None:
    for figures in (read_bundle(trained).figures[part] for part in ("out_of_fold", "kept_out")):
        voters = figures["voters"]
        assert set(voters) == {"mnn-mobilenetv2", "cells-mobilenetv2", "soft_vote", "hard_vote"}
        assert all(0 <= own["accuracy"] <= 1.0001 - own["silent"] for own in voters.values())


def test_verify_asks_every_member(capsys: pytest.CaptureFixture[str], trained: Path) -> None:
    assert main(["verify", str(trained)]) == 0

    said = capsys.readouterr().out
    assert "cells-mobilenetv2" in said
    assert "null" not in said


def test_pictures_without_white_cells_are_named_as_the_hindrance(
    capfd: pytest.CaptureFixture[str], options: list[str], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    rows = [("file", "class", "block")]
    for number in range(24):
        name = "One" if number % 2 else "Two"
        noise = np.random.default_rng(number).integers(200, 240, (96, 96, 3), dtype=np.uint8)
        (data / name).mkdir(parents=True, exist_ok=True)
        Image.fromarray(noise).save(data / name / f"{number}.png")
        rows.append((f"{name}/{number}.png", name, str(number // 4)))
    with (data / "manifest.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows(rows)
    out = ["--data", str(data), "--out", str(tmp_path / "out"), "--cells"]

    assert run([*options, *out]) == 1

    said = capfd.readouterr().err
    assert "No white cell was found in any picture of one, two" in said
    assert not (tmp_path / "out").exists()
