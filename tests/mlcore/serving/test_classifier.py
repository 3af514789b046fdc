"""The classifier on a tiny random network: what a Finding promises, whatever the network says."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mlcore.bundle import BundleError, Calibration, WrongHashError, read_bundle
from mlcore.findings import Finding, Outcome, ReasonCode
from mlcore.labels import CLASSES, MALIGNANT
from mlcore.serving import Classifier
from mlcore.serving.engine import Engine, Outputs
from tests.mlcore.fields import field
from tests.mlcore.tiny_bundle import OPEN_THRESHOLDS, build_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path


def codes(finding: Finding) -> list[str]:
    return [reason.code.value for reason in finding.reasons]


def test_a_classified_field_has_everything(tiny_classifier: Classifier) -> None:
    finding = tiny_classifier.classify(field(1))

    assert finding.outcome == Outcome.CLASSIFIED
    assert finding.probabilities is not None
    assert finding.label == max(finding.probabilities, key=finding.probabilities.__getitem__)
    assert finding.confidence == finding.probabilities[finding.label]
    assert finding.prediction_set == [finding.label]
    assert finding.votes == {"tiny-0": finding.label}
    assert finding.heatmap is not None
    assert finding.heatmap.shape == (224, 224)
    assert finding.heatmap.dtype == np.uint8
    assert finding.heatmap.min() < finding.heatmap.max()
    assert set(codes(finding)) <= {"heatmap_not_reliable"}
    assert finding.model == tiny_classifier.model
    assert {"sharpness", "nuclei", "distance"} <= finding.quality.keys()
    assert finding.milliseconds["total"] >= finding.milliseconds["network"]


@pytest.mark.parametrize("size", [(224, 224), (300, 224), (224, 500), (150, 170), (700, 600), (70, 900)])
def test_probabilities_and_heatmap_fit_fields_of_every_size(
    tiny_classifier: Classifier, size: tuple[int, int]
) -> None:
    finding = tiny_classifier.classify(field(2, size))

    assert finding.probabilities is not None
    assert list(finding.probabilities) == list(CLASSES)
    assert sum(finding.probabilities.values()) == pytest.approx(1)
    malignant = sum(finding.probabilities[slug] for slug in MALIGNANT)
    assert finding.leukaemia_probability == pytest.approx(malignant)
    assert finding.heatmap is not None
    assert finding.heatmap.shape == size[::-1]


def test_a_large_field_tells_about_every_tile(tiny_classifier: Classifier) -> None:
    finding = tiny_classifier.classify(field(3, (576, 400)))

    assert len(finding.tiles) == 6
    for tile in finding.tiles:
        assert tile["size"] == 224
        assert sum(tile["probabilities"].values()) == pytest.approx(1, abs=1e-4)
    assert max(tile["x"] + tile["size"] for tile in finding.tiles) == 576
    assert tiny_classifier.classify(field(3)).tiles == []


def test_tiles_without_white_cells_do_not_speak_for_the_field(tiny_classifier: Classifier) -> None:
    cells = field(4, white_cells=5)
    empty = np.full((224, 600, 3), (236, 232, 240), np.uint8)

    alone = tiny_classifier.classify(cells)
    beside = tiny_classifier.classify(np.concatenate([cells, empty], axis=1))

    assert alone.probabilities is not None
    assert beside.probabilities is not None
    first = beside.tiles[0]["probabilities"]
    speaking = [tile for tile in beside.tiles if tile["x"] < 224]
    shares = np.array([list(tile["probabilities"].values()) for tile in speaking])
    mixed = np.array(list(beside.probabilities.values()))
    assert (mixed >= shares.min(axis=0) - 1e-4).all()
    assert (mixed <= shares.max(axis=0) + 1e-4).all()
    assert first == pytest.approx(alone.probabilities, abs=1e-4)


def test_bone_marrow_is_always_uncertain(tiny_classifier: Classifier) -> None:
    finding = tiny_classifier.classify(field(1), specimen="bone_marrow")

    assert finding.outcome == Outcome.UNCERTAIN
    assert codes(finding)[0] == "specimen_not_validated"
    assert (finding.label, finding.confidence) == (None, None)
    assert finding.probabilities is not None
    assert finding.prediction_set
    assert finding.heatmap is not None


def test_what_is_not_analysable_is_told_nothing_but_the_reason(tmp_path: Path) -> None:
    bundle = build_tiny_bundle(tmp_path, thresholds=replace(OPEN_THRESHOLDS, min_side=300))

    finding = Classifier.load(bundle).classify(field(1))

    assert finding.outcome == Outcome.NOT_ANALYSABLE
    assert codes(finding) == ["too_small"]
    assert finding.reasons[0].text.endswith(".")
    refused = (
        finding.label,
        finding.confidence,
        finding.probabilities,
        finding.prediction_set,
        finding.heatmap,
    )
    assert refused == (None,) * 5
    assert 0 <= finding.leukaemia_probability <= 1


def test_far_from_the_training_data_is_doubted_and_very_far_refused(tmp_path: Path) -> None:
    picture = np.random.default_rng(0).integers(0, 60, (224, 224, 3), dtype=np.uint8)
    open_bundle = build_tiny_bundle(tmp_path / "open")
    distance = Classifier.load(open_bundle).classify(picture).quality["distance"]
    near = replace(OPEN_THRESHOLDS, distance_max=distance / 2)
    very_near = replace(near, distance_refuse=distance / 1.5)

    doubted = Classifier.load(build_tiny_bundle(tmp_path / "near", thresholds=near)).classify(picture)
    refused = Classifier.load(build_tiny_bundle(tmp_path / "very", thresholds=very_near)).classify(picture)

    assert doubted.outcome == Outcome.UNCERTAIN
    assert ReasonCode.UNLIKE_TRAINING in {reason.code for reason in doubted.reasons}
    assert refused.outcome == Outcome.NOT_ANALYSABLE


def test_members_that_disagree_leave_the_field_uncertain(tmp_path: Path) -> None:
    classifier = Classifier.load(build_tiny_bundle(tmp_path, members=2))
    findings = [classifier.classify(np.full((224, 224, 3), shade, np.uint8)) for shade in range(0, 256, 8)]

    split = [finding for finding in findings if len(set(finding.votes.values())) > 1]

    assert split
    for finding in split:
        assert finding.outcome == Outcome.UNCERTAIN
        assert "several_classes_possible" in codes(finding)


def test_more_than_one_possible_class_is_uncertain(tmp_path: Path) -> None:
    calibration = Calibration({}, 0.05, dict.fromkeys(CLASSES, 1.0))

    finding = Classifier.load(build_tiny_bundle(tmp_path, calibration=calibration)).classify(field(1))

    assert finding.outcome == Outcome.UNCERTAIN
    assert codes(finding)[0] == "several_classes_possible"
    assert sorted(finding.prediction_set or []) == sorted(CLASSES)


def test_a_changed_file_is_never_loaded(tmp_path: Path) -> None:
    bundle = build_tiny_bundle(tmp_path)
    network = bundle / "tiny-0.onnx"
    network.write_bytes(network.read_bytes()[:-1] + b"\x00")

    with pytest.raises(WrongHashError, match=r"tiny-0\.onnx"):
        Classifier.load(bundle)


def test_a_folder_that_is_no_bundle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"no bundle\.json"):
        Classifier.load(tmp_path)


def test_the_environment_names_the_bundle(tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEUKOSCOPE_BUNDLE", str(tiny_bundle))

    classifier = Classifier.load()

    assert classifier.model.name == "tiny"
    assert classifier.model.sha256 == read_bundle(tiny_bundle).sha256


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((5, 5), np.uint8),
        np.zeros((5, 5, 4), np.uint8),
        np.zeros((5, 5, 3)),
        np.zeros((0, 5, 3), np.uint8),
    ],
)
def test_what_is_no_rgb_picture_is_a_mistake_of_the_caller(
    tiny_classifier: Classifier, pixels: np.ndarray
) -> None:
    with pytest.raises(ValueError, match="uint8"):
        tiny_classifier.classify(pixels)


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 500, 3), (3, 2, 3)])
def test_slivers_are_answered_too(tiny_classifier: Classifier, shape: tuple[int, int, int]) -> None:
    finding = tiny_classifier.classify(np.full(shape, 200, np.uint8))

    assert codes(finding) == ["too_small"]


@pytest.mark.parametrize("size", [(1, 20_000), (20_000, 1), (60, 4000)])
def test_what_is_too_small_costs_one_tile_at_most(
    tiny_classifier: Classifier, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    tiles: list[int] = []

    def count(engine: Engine, pixels: np.ndarray, white_cells: np.ndarray | None = None) -> Outputs:
        tiles.append(len(pixels))
        return run(engine, pixels, white_cells)

    run = Engine.run
    monkeypatch.setattr(Engine, "run", count)
    finding = tiny_classifier.classify(np.full((*size, 3), 200, np.uint8))

    assert codes(finding) == ["too_small"]
    assert sum(tiles) == 1
    assert 0 <= finding.leukaemia_probability <= 1
    assert np.isfinite(list(finding.quality.values())).all()


def test_threads_may_share_a_classifier(tiny_classifier: Classifier) -> None:
    fields = [field(seed, (224 + 40 * seed, 224)) for seed in range(6)]
    alone = [tiny_classifier.classify(pixels) for pixels in fields]
    together: dict[int, Finding] = {}

    def ask(index: int) -> None:
        together[index] = tiny_classifier.classify(fields[index])

    threads = [threading.Thread(target=ask, args=(index,)) for index in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for index, finding in enumerate(alone):
        assert together[index].probabilities == pytest.approx(finding.probabilities)
        shown, expected = together[index].heatmap, finding.heatmap
        assert shown is not None
        assert expected is not None
        assert np.array_equal(shown, expected)
