"""The bundle that is shipped: whole, in order, and as careful as it says."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from mlcore import metrics
from mlcore.bundle import SHIPPED_BUNDLE
from mlcore.dataset import read_dataset
from mlcore.findings import Outcome
from mlcore.gatefit import for_fitting
from mlcore.labels import CLASSES, MALIGNANT
from mlcore.probe import check_member
from mlcore.serving import Classifier
from mlcore.serving.engine import Engine
from tests.mlcore.fields import blurred, foreign

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load(SHIPPED_BUNDLE)


def opened(source: Path | bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(source) if isinstance(source, bytes) else source).convert("RGB"))


def test_it_names_the_published_classes_and_is_small(classifier: Classifier) -> None:
    assert classifier.bundle.classes == CLASSES
    assert classifier.bundle.malignant == MALIGNANT
    assert sum(path.stat().st_size for path in SHIPPED_BUNDLE.rglob("*")) < 60 * MEGABYTE


def test_its_networks_answer_as_they_did_when_exported(classifier: Classifier) -> None:
    for member in classifier.bundle.members:
        check_member(classifier.bundle, member.name, Engine(classifier.bundle.locate(member.file)))


def test_most_drawn_smears_can_be_analysed(classifier: Classifier, drawn_smear: Callable[..., bytes]) -> None:
    findings = [classifier.classify(opened(drawn_smear(seed))) for seed in range(12)]

    analysed = [finding for finding in findings if finding.outcome != Outcome.NOT_ANALYSABLE]
    assert len(analysed) >= 9
    for finding in analysed:
        assert finding.heatmap is not None
        assert finding.heatmap.shape == (224, 224)
        assert np.ptp(finding.heatmap) > 0


def test_pictures_of_other_things_are_given_no_class(classifier: Classifier) -> None:
    outcomes = [classifier.classify(foreign(seed)).outcome for seed in range(12)]

    assert Outcome.CLASSIFIED not in outcomes
    assert outcomes.count(Outcome.NOT_ANALYSABLE) >= 10


@pytest.mark.needs_data("all4")
def test_real_fields_of_every_class_are_recognised(classifier: Classifier, image_sets: Path) -> None:
    kept_out = read_dataset(image_sets / "all4").split(0)[1]
    chosen = [item for slug in CLASSES for item in [item for item in kept_out if item.cls == slug][::25]]

    findings = [classifier.classify(opened(item.path)) for item in chosen]

    right = [
        finding.probabilities is not None
        and max(finding.probabilities, key=finding.probabilities.__getitem__) == item.cls
        for item, finding in zip(chosen, findings, strict=True)
    ]
    assert np.mean(right) >= 0.9
    assert all(np.ptp(finding.heatmap) > 0 for finding in findings if finding.heatmap is not None)


@pytest.mark.needs_data("all4")
def test_a_real_field_out_of_focus_is_refused(classifier: Classifier, image_sets: Path) -> None:
    item = read_dataset(image_sets / "all4").items[1000]

    finding = classifier.classify(blurred(opened(item.path), 4))

    assert "out_of_focus" in {reason.code for reason in finding.reasons}


@pytest.mark.needs_data("ood")
def test_photographs_and_radiographs_are_given_no_class(classifier: Classifier, image_sets: Path) -> None:
    files = [
        path
        for kind in ("photos", "chest_xray", "histology", "scenes")
        for path in sorted((image_sets / "ood" / kind).iterdir())[:3]
    ]

    findings = [classifier.classify(opened(path)) for path in files]

    assert not [finding for finding in findings if finding.outcome == Outcome.CLASSIFIED]
    refused = [finding for finding in findings if finding.outcome == Outcome.NOT_ANALYSABLE]
    assert len(refused) >= len(findings) - 1


@pytest.mark.needs_data("all_idb1")
def test_of_another_laboratory_leukaemia_ranks_above_healthy_and_nothing_is_named_wrongly(
    classifier: Classifier, image_sets: Path
) -> None:
    """Fields of another camera and magnification, none of which was learned from."""
    items = read_dataset(image_sets / "all_idb1").items
    findings = [classifier.classify(opened(item.path)) for item in items]

    ill = np.array([item.cls == "leukaemia" for item in items])
    rank = metrics.auroc(ill, np.array([finding.leukaemia_probability for finding in findings]))

    assert rank is not None
    assert rank >= 0.8
    wrong = [
        finding
        for finding, sick in zip(findings, ill, strict=True)
        if finding.label is not None and (finding.label in MALIGNANT) != sick
    ]
    assert len(wrong) <= 0.03 * len(findings)
    assert sum(bool(finding.cells) for finding in findings) >= 0.95 * len(findings)
    told = {reason.code for finding in findings for reason in finding.reasons}
    assert "normal_cells" not in told


@pytest.mark.needs_data("bccd")
def test_normal_blood_of_other_laboratories_is_not_called_leukaemia(
    classifier: Classifier, image_sets: Path
) -> None:
    reported = [path for path in sorted((image_sets / "bccd" / "images").iterdir()) if not for_fitting(path)]

    findings = [classifier.classify(opened(path)) for path in reported[:40]]

    assert not [finding for finding in findings if finding.label in MALIGNANT]
