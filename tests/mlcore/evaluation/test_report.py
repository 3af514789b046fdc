"""Figures from answers that are made up, so that every number can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mlcore.bundle import Bundle, read_bundle
from mlcore.dataset import Item
from mlcore.evaluation.answers import Answers
from mlcore.evaluation.report import report
from mlcore.findings import Finding, ModelIdentity, Outcome
from mlcore.labels import CLASSES, MALIGNANT

MODEL = ModelIdentity("made up", "0", "0")


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return read_bundle(tiny_bundle)


def said(label: str, share: float = 0.91, outcome: Outcome = Outcome.CLASSIFIED) -> Finding:
    """A finding whose most probable class is `label`."""
    rest = (1 - share) / (len(CLASSES) - 1)
    shares = {slug: share if slug == label else rest for slug in CLASSES}
    sick = sum(shares[slug] for slug in MALIGNANT)
    classified = outcome == Outcome.CLASSIFIED
    return Finding(
        outcome,
        MODEL,
        sick,
        label=label if classified else None,
        confidence=share if classified else None,
        probabilities=None if outcome == Outcome.NOT_ANALYSABLE else shares,
    )


def answers(*pairs: tuple[str, Finding]) -> Answers:
    items = [
        Item(Path(str(number)), str(number), folder, block=str(number))
        for number, (folder, _) in enumerate(pairs)
    ]
    return Answers(items, [finding for _, finding in pairs], np.full((len(items), 6), 100.0))


UNSURE = Outcome.UNCERTAIN
REFUSED = Outcome.NOT_ANALYSABLE


def test_four_classes(bundle: Bundle) -> None:
    figures = report(
        bundle,
        answers(
            ("benign", said("benign")),
            ("benign", said("early_pre_b")),
            ("early_pre_b", said("early_pre_b", 0.61, UNSURE)),
            ("pre_b", said("pro_b", 0.61, UNSURE)),
            ("pre_b", said("pre_b", 0.97, REFUSED)),
            ("pro_b", said("pro_b")),
            ("pro_b", said("pro_b")),
            ("pro_b", said("pre_b", 0.97, REFUSED)),
        ),
    )

    assert figures["n"] == 8
    assert figures["accuracy"] == 4 / 8
    assert figures["balanced_accuracy"] == pytest.approx((1 / 2 + 1 + 0 + 2 / 3) / 4)
    assert figures["coverage"] == 4 / 8
    assert figures["selective_accuracy"] == 3 / 4
    assert figures["outcomes"] == {"classified": 4, "uncertain": 2, "not_analysable": 2}
    assert figures["confusion"] == [[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 0, 2]]
    assert figures["per_class"]["pro_b"]["sensitivity"] == pytest.approx(2 / 3)
    assert figures["binary"]["sensitivity"] == pytest.approx(4 / 6)
    assert figures["binary"]["specificity"] == pytest.approx(1 / 2)
    assert figures["ece"] == pytest.approx(((4 * 0.91 - 3) + (2 * 0.61 - 1)) / 6)
    low, high = figures["accuracy_interval"]
    assert 0 <= low < 0.5 < high <= 1


def test_colour_alone_is_reported_beside(bundle: Bundle) -> None:
    everyone = answers(*((slug, said(slug)) for slug in CLASSES))

    assert report(bundle, everyone)["colour_only"] == 1 / 4
    assert report(replace(bundle, colour_only=None), everyone)["colour_only"] is None


def test_folders_of_another_laboratory_give_the_binary_figures(bundle: Bundle) -> None:
    figures = report(
        bundle,
        answers(
            ("leukaemia", said("pre_b")),
            ("leukaemia", said("benign", 0.7, UNSURE)),
            ("healthy", said("benign")),
            ("healthy", said("benign", 0.7, REFUSED)),
        ),
    )

    assert figures["binary"] == {"sensitivity": 0.5, "specificity": 0.5, "auroc": pytest.approx(7 / 8)}
    assert figures["folders"]["healthy"]["classified_malignant"] == 0
    assert figures["folders"]["leukaemia"]["classified_malignant"] == 1
    assert "accuracy" not in figures


def test_any_other_folders_are_only_counted(bundle: Bundle) -> None:
    figures = report(bundle, answers(("photos", said("pre_b")), ("photos", said("benign", 0.9, REFUSED))))

    assert figures["n"] == 2
    assert figures["outcomes"] == {"classified": 1, "uncertain": 0, "not_analysable": 1}
    assert figures["folders"]["photos"] == {
        "n": 2,
        "outcomes": {"classified": 1, "uncertain": 0, "not_analysable": 1},
        "classified_malignant": 1,
    }


def test_where_everything_was_refused_there_is_no_calibration(bundle: Bundle) -> None:
    figures = report(bundle, answers(("benign", said("benign", 0.9, REFUSED))))

    assert figures["accuracy"] == 0
    assert figures["ece"] is None
    assert figures["selective_accuracy"] is None
