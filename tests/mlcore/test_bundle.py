"""Bundles: what is written is read back, and nothing else is."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mlcore.bundle import BundleError, WrongHashError, read_bundle, write_bundle
from mlcore.serving import Classifier
from tests.mlcore.tiny_bundle import build_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path


def rewrite(folder: Path, **changes: Any) -> None:
    description = folder / "bundle.json"
    description.write_text(json.dumps({**json.loads(description.read_text()), **changes}))


def test_a_bundle_is_read_as_it_was_written(tmp_path: Path) -> None:
    folder = build_tiny_bundle(tmp_path, figures={"accuracy": 0.5}, data={"counts": {"benign": 3}})
    first = read_bundle(folder)

    again = write_bundle(folder, first)

    assert again == first
    assert again.figures == {"accuracy": 0.5}
    assert again.data == {"counts": {"benign": 3}}
    assert set(again.files) == {"tiny-0.onnx", "reference.npz", "fingerprints.npz"}


def test_the_identity_changes_with_any_file(tmp_path: Path) -> None:
    folder = build_tiny_bundle(tmp_path)
    before = read_bundle(folder)
    (folder / "card.md").write_text("A card.")

    after = write_bundle(folder, before)

    assert after.files["card.md"]
    assert after.sha256 != before.sha256


@pytest.mark.parametrize("file", ["tiny-0.onnx", "reference.npz", "fingerprints.npz"])
@pytest.mark.parametrize("harm", ["changed", "missing"])
def test_a_changed_or_missing_file_is_named(tmp_path: Path, file: str, harm: str) -> None:
    path = build_tiny_bundle(tmp_path) / file
    if harm == "changed":
        path.write_bytes(path.read_bytes() + b" ")
    else:
        path.unlink()

    with pytest.raises(WrongHashError, match=file):
        read_bundle(tmp_path)


def test_a_file_that_is_used_but_not_listed_is_refused(tmp_path: Path) -> None:
    folder = build_tiny_bundle(tmp_path)
    listed = json.loads((folder / "bundle.json").read_text())["files"]
    del listed["tiny-0.onnx"]
    rewrite(folder, files=listed)

    with pytest.raises(BundleError, match=r"tiny-0\.onnx"):
        read_bundle(folder)


def test_a_file_outside_the_folder_is_refused(tmp_path: Path) -> None:
    folder = build_tiny_bundle(tmp_path / "bundle")
    (tmp_path / "outside").write_text("x")
    listed = json.loads((folder / "bundle.json").read_text())["files"]
    rewrite(folder, files={**listed, "../outside": "0"})

    with pytest.raises(WrongHashError, match="outside"):
        read_bundle(folder)


@pytest.mark.parametrize(
    "changes",
    [
        {"format_version": 5},
        {"members": []},
        {"classes": ["benign"]},
        {"malignant": ["sarcoma"]},
        {"thresholds": {}},
        {"calibration": None},
    ],
)
def test_a_description_that_makes_no_sense_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    folder = build_tiny_bundle(tmp_path)
    rewrite(folder, **changes)

    with pytest.raises(BundleError):
        read_bundle(folder)


@pytest.mark.parametrize("version", [1, 2, 3])
def test_bundles_of_older_formats_are_read_and_look_at_whole_fields(tmp_path: Path, version: int) -> None:
    folder = build_tiny_bundle(tmp_path)
    told = json.loads((folder / "bundle.json").read_text())["preprocessing"]
    del told["white_cell_rim"]
    rewrite(folder, format_version=version, preprocessing=told)

    assert read_bundle(folder).preprocessing.white_cell_rim is None
    assert Classifier.load(folder).classify(np.full((224, 224, 3), 200, np.uint8)).model.version == "0.0.1"


def test_broken_json_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "bundle.json").write_text("{")

    with pytest.raises(BundleError, match=r"bundle\.json"):
        read_bundle(tmp_path)


def test_a_bundle_in_memory_lies_nowhere(tiny_bundle: Path) -> None:
    with pytest.raises(ValueError, match="folder"):
        replace(read_bundle(tiny_bundle), path=None).locate("tiny-0.onnx")
