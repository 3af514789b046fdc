"""Measures of heatmaps, on maps of which it is known whether they are right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mlcore.dataset import Item
from mlcore.evaluation.answers import Answers
from mlcore.evaluation.deletion import deletion_areas, patch_means
from mlcore.evaluation.faithfulness import heat_on_nuclei, sample
from mlcore.evaluation.nuclei import nuclei_mask
from mlcore.evaluation.shuffled import correlations, shuffled_bundles
from mlcore.findings import Finding, ModelIdentity, Outcome
from mlcore.serving.engine import Engine
from tests.mlcore.fields import field

if TYPE_CHECKING:
    from mlcore.serving import Classifier

MODEL = ModelIdentity("made up", "0", "0")


def dark_share(pixels: np.ndarray) -> float:
    """A network that sees nothing but how much of a dark square is left."""
    return float((pixels[32:64, 48:96] < 100).mean())


@pytest.fixture
def square() -> np.ndarray:
    pixels = np.full((224, 224, 3), 230, np.uint8)
    pixels[32:64, 48:96] = 40
    return pixels


def test_the_answer_goes_first_where_the_map_is_right(square: np.ndarray) -> None:
    right = (square[..., 0] < 100).astype(np.uint8) * 255

    hot, random = deletion_areas(dark_share, square, right, np.random.default_rng(0))
    cold, other = deletion_areas(dark_share, square, 255 - right, np.random.default_rng(0))

    assert hot < 0.1
    assert 0.35 < random < 0.65
    assert cold > 0.9
    assert 0.35 < other < 0.65


def test_a_map_without_heat_is_as_good_as_chance(square: np.ndarray) -> None:
    flat = np.zeros((224, 224), np.uint8)

    areas = [deletion_areas(dark_share, square, flat, np.random.default_rng(seed))[0] for seed in range(8)]

    assert 0.35 < np.mean(areas) < 0.65
    assert np.ptp(areas) > 0


def test_deletion_works_to_the_ragged_edge() -> None:
    pixels = np.full((100, 90, 3), 200, np.uint8)
    heat = np.zeros((100, 90), np.uint8)
    heat[96:, 80:] = 80

    means = patch_means(heat)

    assert means.shape == (7, 6)
    assert np.flatnonzero(means).tolist() == [41]
    assert means[6, 5] == 80
    # Of a flat picture nothing can be deleted.
    areas = deletion_areas(lambda _: 0.5, pixels, heat, np.random.default_rng(0))
    assert areas == pytest.approx((0.5, 0.5))


def test_heat_is_compared_with_the_share_of_nuclei() -> None:
    pixels = field(3)
    nuclei = nuclei_mask(pixels)

    assert heat_on_nuclei(pixels, np.full((224, 224), 9, np.uint8)) == 1
    assert heat_on_nuclei(pixels, nuclei.astype(np.uint8)) == pytest.approx(1 / nuclei.mean())
    assert heat_on_nuclei(pixels, 1 - nuclei.astype(np.uint8)) == 0
    assert np.isnan(heat_on_nuclei(pixels, np.zeros((224, 224), np.uint8)))
    assert np.isnan(heat_on_nuclei(field(3, white_cells=0), np.ones((224, 224), np.uint8)))


def test_the_sample_is_even_over_classes_and_the_same_again() -> None:
    heat = np.ones((8, 8), np.uint8)
    classes = ["benign"] * 40 + ["pro_b"] * 10 + ["pre_b"] * 3
    items = [Item(Path(str(number)), str(number), cls) for number, cls in enumerate(classes)]
    findings = [Finding(Outcome.CLASSIFIED, MODEL, 0.5, heatmap=heat) for _ in items[1:]]
    refused = Finding(Outcome.NOT_ANALYSABLE, MODEL, 0.5)
    answers = Answers(items, [refused, *findings], np.zeros((len(items), 6)))

    drawn = [item.file for item, _ in sample(answers, 15)]

    assert [sum(classes[int(file)] == cls for file in drawn) for cls in ("benign", "pro_b", "pre_b")] == [
        5,
        5,
        3,
    ]
    assert drawn == [item.file for item, _ in sample(answers, 15)]
    assert drawn != [item.file for item, _ in sample(answers, 15, seed=1)]
    assert "0" not in [item.file for item, _ in sample(answers, 120)]


def test_shuffling_takes_the_head_and_leaves_the_backbone(
    tiny_classifier: Classifier, tmp_path: Path
) -> None:
    bundle = tiny_classifier.bundle
    pixels = field(6)
    plain = Engine(bundle.locate(bundle.members[0].file)).run(pixels[None])

    for other in shuffled_bundles(bundle, tmp_path, 0):
        own = Engine(other.bundle.locate(bundle.members[0].file)).run(pixels[None])
        assert np.allclose(own.features, plain.features)
        assert not np.allclose(own.heatmaps, plain.heatmaps)


def test_maps_are_compared_with_those_of_other_heads(tiny_classifier: Classifier, tmp_path: Path) -> None:
    shuffled = shuffled_bundles(tiny_classifier.bundle, tmp_path, 0)

    found = correlations(tiny_classifier, [tiny_classifier, *shuffled], field(0))

    assert found[0] == pytest.approx(1)
    assert not (found[1:] > 0.999).any()
