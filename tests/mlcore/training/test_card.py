"""The card of a bundle says what a reader must know and is part of what the hashes guard."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from mlcore.bundle import read_bundle
from mlcore.card.cli import run
from mlcore.labels import DECISION_SUPPORT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.training


@pytest.fixture
def bundle(trained: Path, tmp_path: Path) -> Path:
    """A copy of the trained bundle that a test may change."""
    return shutil.copytree(trained, tmp_path / "bundle")


def card_of(folder: Path) -> str:
    return (folder / "card.md").read_text()


def test_training_leaves_a_card_whose_pictures_are_there(trained: Path) -> None:
    shown = re.findall(r"!\[[^]]+]\(([^)]+)\)", card_of(trained))

    assert len(shown) == 4
    for path in shown:
        with Image.open(trained / path) as picture:
            picture.verify()


def test_the_card_carries_the_sentence_the_counts_the_figures_and_colour_alone(trained: Path) -> None:
    card, figures = card_of(trained), read_bundle(trained).figures

    assert DECISION_SUPPORT in card
    assert "| aml m3 | " in card
    assert f"{100 * figures['kept_out']['accuracy']:.1f} %" in card
    assert f"{100 * figures['colour_only']['kept_out']['accuracy']:.1f} %" in card
    assert "expected calibration error" in card
    assert "no clinical validation" in card


def test_hematogones_are_explained_only_where_there_is_a_benign_class(trained: Path) -> None:
    assert "hematogones" not in card_of(trained)


def test_no_card_is_written_over_a_bundle_that_was_changed(bundle: Path) -> None:
    (bundle / "card.md").write_text("changed by hand")

    assert run([str(bundle)]) == 1
    assert card_of(bundle) == "changed by hand"


def test_the_command_rewrites_card_and_hashes(bundle: Path) -> None:
    before, sha256 = card_of(bundle), read_bundle(bundle).sha256

    assert run([str(bundle)]) == 0

    assert card_of(bundle) == before
    assert read_bundle(bundle).sha256 == sha256


def test_what_is_no_bundle_gets_no_card(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([str(tmp_path)]) == 1
    assert "is not a bundle" in capsys.readouterr().err
