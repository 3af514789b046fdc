"""Figures measured afterwards stand on the card, as the commands print them."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from mlcore.bundle import read_bundle
from mlcore.cli import main

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.training

OUTCOMES = {"classified": 6, "uncertain": 3, "not_analysable": 1}


@pytest.fixture
def bundle(trained: Path, tmp_path: Path) -> Path:
    return shutil.copytree(trained, tmp_path / "bundle")


def written(bundle: Path, tmp_path: Path, heading: str, figures: Any) -> tuple[int, str]:
    file = tmp_path / "figures.json"
    file.write_text(json.dumps(figures))
    status = main(["card", str(bundle), "--figures", f"{heading}={file}"])
    return status, (bundle / "card.md").read_text()


def test_figures_of_evaluate_come_under_their_heading(bundle: Path, tmp_path: Path) -> None:
    sensitivity = {"sensitivity": 0.75, "specificity": 1.0, "precision": 1.0, "f1": 0.86}
    figures = {
        "n": 10,
        "accuracy": 0.8,
        "accuracy_interval": [0.6, 0.9],
        "per_class": {"cll": sensitivity},
        "set_coverage": {"aml_m3": 1.0, "cll": 0.9, "healthy": None},
        "coverage": 0.6,
        "selective_accuracy": None,
        "outcomes": OUTCOMES,
        "ece": 0.0123,
        "colour_only": 0.5,
    }

    status, card = written(bundle, tmp_path, "Five folds = all", figures)

    assert status == 0
    own = card.partition("### Five folds = all")[2]
    for row in (
        "accuracy (95 %) | 80.0 % (60.0 to 90.0 %)",
        "cll recognised | 75.0 %",
        "| 10.0 %",
        "| 0.012",
    ):
        assert row in own
    assert "accuracy where one is named | not known" in own
    assert "worst class | 90.0 %" in own


def test_of_another_laboratory_right_and_wrong_names_are_counted(bundle: Path, tmp_path: Path) -> None:
    outcomes = {"classified": 3, "uncertain": 2, "not_analysable": 0}
    figures = {
        "n": 10,
        "binary": {"sensitivity": 0.4, "specificity": 0.2, "auroc": 0.91},
        "outcomes": OUTCOMES,
        "folders": {
            "leukaemia": {"n": 5, "outcomes": outcomes, "classified_malignant": 2},
            "healthy": {"n": 5, "outcomes": outcomes, "classified_malignant": 1},
        },
    }

    _, card = written(bundle, tmp_path, "Another laboratory", figures)

    assert "named and right | 40.0 %" in card
    assert "named and wrong | 20.0 %" in card
    assert "| 0.910" in card


@pytest.mark.parametrize(("deletion", "word"), [(0.95, "reliable"), (0.7, "explanation not reliable")])
def test_heatmaps_that_fail_are_called_so(bundle: Path, tmp_path: Path, deletion: float, word: str) -> None:
    figures = {
        "n": 10,
        "colour_changes": {"hue -0.05": {"loss": 1.0, "network_loss": 0.5}},
        "shortcuts": {"corner_alone": 0.3},
        "largest_class": 0.3,
        "heatmaps": {
            "deletion": {"beats_random": deletion},
            "heat_on_nuclei": {"median": 3.5},
            "shuffled_weights": {"correlation": 0.1},
        },
    }

    _, card = written(bundle, tmp_path, "Stress", figures)

    assert f"| heatmaps | {word} |" in card
    assert "points lost with hue -0.05 | 1.0 (members alone 0.5)" in card


def test_what_was_measured_stays_when_the_card_is_written_again(bundle: Path, tmp_path: Path) -> None:
    folders = {"photos": {"n": 10, "outcomes": OUTCOMES, "classified_malignant": 0}}
    written(bundle, tmp_path, "No smears", {"n": 10, "outcomes": OUTCOMES, "folders": folders})

    assert main(["card", str(bundle)]) == 0

    assert "### No smears" in (bundle / "card.md").read_text()
    assert read_bundle(bundle).figures["measured"]["No smears"]["n"] == 10


@pytest.mark.parametrize("figures", [["no"], {"error": "Images are in the training data."}])
def test_anything_else_is_refused_and_changes_nothing(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], figures: Any
) -> None:
    before = (bundle / "card.md").read_text()

    status, card = written(bundle, tmp_path, "Nonsense", figures)

    assert status == 1
    assert "figures" in capsys.readouterr().err
    assert card == before
    assert "Nonsense" not in json.dumps(read_bundle(bundle).figures)
