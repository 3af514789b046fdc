"""Every fold is answered by a bundle that was trained without it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mlcore.bundle import read_bundle
from mlcore.cli import main
from mlcore.dataset import read_dataset

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.training


def crossvalidated(
    capsys: pytest.CaptureFixture[str], options: list[str], out: Path
) -> tuple[int, dict[str, Any]]:
    status = main(["crossvalidate", *options, "--epochs", "3", "--out", str(out)])
    return status, json.loads(capsys.readouterr().out)


def test_five_folds_are_trained_and_measured_and_a_finished_one_is_not_trained_again(
    capsys: pytest.CaptureFixture[str], options: list[str], drawn_set: Path, tmp_path: Path
) -> None:
    status, figures = crossvalidated(capsys, options, tmp_path)
    written = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("bundle.json")}

    assert status == 0, figures
    assert figures["n"] == len(read_dataset(drawn_set)) == sum(fold["n"] for fold in figures["folds"])
    right = sum(fold["accuracy"] * fold["n"] for fold in figures["folds"])
    assert figures["accuracy"] == pytest.approx(right / figures["n"])
    for fold in range(5):
        assert read_bundle(tmp_path / f"fold-{fold}").data["split"]["kept_out_fold"] == fold

    assert crossvalidated(capsys, options, tmp_path) == (0, figures)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("bundle.json")} == written


def test_a_bundle_that_has_seen_its_fold_is_refused(
    capsys: pytest.CaptureFixture[str], options: list[str], trained: Path, tmp_path: Path
) -> None:
    (tmp_path / "fold-0").symlink_to(trained)
    (tmp_path / "fold-1").symlink_to(trained)

    status, said = crossvalidated(capsys, options, tmp_path)

    assert status == 1
    assert "training data" in said["error"]
    assert said["files"]
