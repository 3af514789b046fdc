"""A whole run on drawn fields with a tiny random network: what comes out of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
import pytest
from PIL import Image

from mlcore.bundle import WrongHashError, read_bundle
from mlcore.cells import find_cells
from mlcore.cells.attention import draw_white_cells
from mlcore.fingerprints import FingerprintIndex, fingerprint
from mlcore.reference import Reference

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.training


@pytest.fixture(scope="module")
def session(trained: Path) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(trained / read_bundle(trained).members[0].file)


def field(drawn_set: Path, file: str) -> np.ndarray:
    return np.asarray(Image.open(drawn_set / file))


def white_cells(pixels: np.ndarray) -> np.ndarray:
    size = (pixels.shape[1], pixels.shape[0])
    return draw_white_cells(find_cells(pixels), size, size, 0.2)


def answers(
    session: onnxruntime.InferenceSession, *fields: np.ndarray, masks: list[np.ndarray] | None = None
) -> dict[str, np.ndarray]:
    names = [output.name for output in session.get_outputs()]
    given = {"pixels": np.stack(fields), "white_cells": np.stack(masks or [*map(white_cells, fields)])}
    return dict(zip(names, session.run(names, given), strict=True))


def test_classes_are_the_folders_and_all_but_the_healthy_are_malignant(trained: Path) -> None:
    bundle = read_bundle(trained)

    assert bundle.classes == ("aml_m3", "cll", "healthy")
    assert bundle.malignant == {"aml_m3", "cll"}


def test_the_graph_answers_with_logits_probabilities_heatmaps_and_features(
    session: onnxruntime.InferenceSession, drawn_set: Path
) -> None:
    out = answers(session, field(drawn_set, "CLL/000.png"), field(drawn_set, "Healthy/000.png"))

    assert out["logits"].shape == out["probabilities"].shape == (2, 3)
    assert out["probabilities"].sum(axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert out["heatmaps"].shape[:2] == (2, 3)
    assert (out["heatmaps"] >= 0).all()
    assert np.ptp(out["heatmaps"]) > 0
    assert out["features"].dtype == np.float32


def test_probabilities_are_the_logits_over_the_temperature(
    session: onnxruntime.InferenceSession, trained: Path, drawn_set: Path
) -> None:
    bundle = read_bundle(trained)
    out = answers(session, field(drawn_set, "CLL/001.png"))

    powers = np.exp(out["logits"] / bundle.calibration.temperature[bundle.members[0].name])

    assert out["probabilities"] == pytest.approx(powers / powers.sum(), abs=1e-5)


def test_what_lies_in_the_covered_corner_changes_nothing(
    session: onnxruntime.InferenceSession, trained: Path, drawn_set: Path
) -> None:
    plain = field(drawn_set, "CLL/002.png")
    corner = read_bundle(trained).preprocessing.corner_cover
    assert corner is not None
    marked = plain.copy()
    marked[corner.y :, corner.x :] = (255, 0, 0)

    assert (marked != plain).any()
    seen, unseen = (answers(session, own, masks=[white_cells(plain)]) for own in (plain, marked))
    assert (seen["logits"] == unseen["logits"]).all()


def test_cells_behind_the_covered_corner_are_not_looked_at(
    session: onnxruntime.InferenceSession, trained: Path, drawn_set: Path
) -> None:
    plain = field(drawn_set, "CLL/002.png")
    corner = read_bundle(trained).preprocessing.corner_cover
    assert corner is not None
    mask = white_cells(plain)
    mask[corner.y :, corner.x :] = 0
    reaching = mask.copy()
    reaching[corner.y :, corner.x :] = 255

    outside, inside = (answers(session, plain, masks=[own]) for own in (mask, reaching))

    assert (inside["features"] == outside["features"]).all()
    assert (inside["heatmaps"] == outside["heatmaps"]).all()


def test_heat_lies_on_white_cells_alone(session: onnxruntime.InferenceSession, drawn_set: Path) -> None:
    plain = field(drawn_set, "CLL/002.png")
    mask = np.zeros(plain.shape[:2], np.uint8)
    mask[: len(mask) // 2] = 255

    heat = answers(session, plain, masks=[mask])["heatmaps"][0]

    upper, lower = np.split(heat, 2, axis=1)
    assert upper.max() > 0
    assert lower.max() <= upper.max() / 1000


def test_a_field_without_white_cells_is_seen_as_a_whole(
    session: onnxruntime.InferenceSession, drawn_set: Path
) -> None:
    plain = field(drawn_set, "CLL/002.png")
    none = np.zeros(plain.shape[:2], np.uint8)
    part = none.copy()
    part[:, :32] = 255

    nowhere, everywhere, somewhere = (
        answers(session, plain, masks=[mask])["features"] for mask in (none, none + 255, part)
    )

    assert nowhere == pytest.approx(everywhere, rel=1e-4)
    assert somewhere != pytest.approx(everywhere, rel=1e-2)


def test_the_export_agrees_with_keras(trained: Path) -> None:
    for parity in read_bundle(trained).figures["parity"].values():
        assert set(parity) == {"logits", "probabilities", "heatmaps", "features"}
        assert max(parity.values()) <= 1e-4


def test_colours_that_differ_are_learnt_even_on_a_random_backbone(trained: Path) -> None:
    figures = read_bundle(trained).figures

    assert figures["kept_out"]["accuracy"] > 0.6
    assert figures["colour_only"]["kept_out"]["accuracy"] > 0.6
    assert figures["kept_out"]["n"] == sum(map(sum, figures["kept_out"]["confusion"]))


def test_no_image_of_the_kept_out_fold_is_among_the_fingerprints(trained: Path, drawn_set: Path) -> None:
    bundle = read_bundle(trained)
    assert bundle.fingerprints is not None
    index = FingerprintIndex.load(trained / bundle.fingerprints.file)

    kept_out = [fingerprint(field(drawn_set, f"CLL/{number:03}.png")) for number in (0, 1, 2, 3, 20, 21)]
    learnt = fingerprint(field(drawn_set, "CLL/004.png"))

    assert [index.matches(own) for own in kept_out] == [[]] * 6
    assert index.matches(learnt)[0].kind == "same"
    assert len(index) == sum(bundle.data["counts"].values())


def test_a_trained_field_lies_nearer_to_the_reference_than_noise(
    session: onnxruntime.InferenceSession, trained: Path, drawn_set: Path
) -> None:
    bundle = read_bundle(trained)
    assert bundle.reference is not None
    reference = Reference.load(trained / bundle.reference.file)
    noise = np.random.default_rng(1).integers(0, 256, (96, 96, 3)).astype(np.uint8)

    near, far = reference.distances(answers(session, field(drawn_set, "CLL/005.png"), noise)["features"])

    assert near < bundle.thresholds.distance_max < far


def test_the_recipe_stands_in_the_bundle_without_any_path(trained: Path, drawn_set: Path) -> None:
    text = (trained / "bundle.json").read_text()

    assert json.loads(text)["data"]["recipe"]["alpha"] == 0.35
    assert str(drawn_set) not in text


def test_a_file_changed_afterwards_is_not_loaded(trained: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in trained.rglob("*"):
        if path.is_file():
            target = copy / path.relative_to(trained)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(path.read_bytes())
    read_bundle(copy)

    with (copy / "card.md").open("a") as stream:
        stream.write("changed")

    with pytest.raises(WrongHashError):
        read_bundle(copy)


def test_eight_bit_arithmetic_is_kept_only_where_nothing_is_lost(trained: Path) -> None:
    bundle = read_bundle(trained)
    (member,) = bundle.field_members
    tried = bundle.figures["eight_bit"][member.name]

    fine = (
        tried["accuracy_loss"] <= 0.002
        and tried["calibration_loss"] <= 0.005
        and tried["heatmap_correlation"] >= 0.98
    )
    assert tried["kept"] == fine == (member.int8 is not None)
    assert (trained / f"{member.name}.int8.onnx").is_file() == fine
    assert "## Arithmetic" in (trained / "card.md").read_text(encoding="utf-8")
