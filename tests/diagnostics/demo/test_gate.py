"""What the shipped model makes of the drawings: the drawings are to be good enough for its gate."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from cases.models import Case
from diagnostics.demo.drawing import SmearKind, draw_empty_field, draw_landscape, draw_smear, encode
from diagnostics.demo.laboratory import load
from diagnostics.models import Analysis
from diagnostics.services import classification
from mlcore.serving import Classifier

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from mlcore.findings import Finding

KINDS = (SmearKind.BENIGN, SmearKind.EARLY_PRE_B, SmearKind.PRE_B, SmearKind.PRO_B)


@pytest.fixture(scope="module")
def classifier(checkout: Path) -> Classifier:
    return Classifier.load(checkout / "mlcore" / "bundles" / "default")


def look(classifier: Classifier, pixels: npt.NDArray[np.uint8]) -> Finding:
    """The answer about a drawing that was saved as a JPEG on its way."""
    with Image.open(io.BytesIO(encode(pixels))) as image:
        return classifier.classify(np.asarray(image))


def test_the_gate_accepts_most_drawn_smears_and_the_answers_vary(classifier: Classifier) -> None:
    findings = [look(classifier, draw_smear(seed, kind=kind)) for kind in KINDS for seed in (301, 302, 303)]
    codes = [{reason.code for reason in finding.reasons} for finding in findings]
    accepted = [finding.outcome != "not_analysable" for finding in findings]
    assert sum(accepted) >= 10, codes
    assert sum("unlike_training" not in reasons for reasons in codes) >= 10, codes
    assert len({finding.label for finding in findings}) >= 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_smear_far_out_of_focus_is_not_analysed(classifier: Classifier, kind: SmearKind) -> None:
    finding = look(classifier, draw_smear(301, kind=kind, blur=4.5))
    assert finding.outcome == "not_analysable"
    assert "out_of_focus" in {reason.code for reason in finding.reasons}


def test_bare_glass_and_a_landscape_are_not_analysed(classifier: Classifier) -> None:
    assert look(classifier, draw_empty_field(1)).outcome == "not_analysable"
    landscape = look(classifier, draw_landscape(1))
    assert landscape.outcome == "not_analysable"
    assert "not_a_smear" in {reason.code for reason in landscape.reasons}


@pytest.mark.process
@pytest.mark.django_db(transaction=True)
def test_the_demo_comes_to_rest_in_every_lasting_state(tmp_path: Path) -> None:
    load(tmp_path)
    while classification.run_next():
        pass
    assert set(Case.objects.values_list("status", flat=True)) == {
        "registered",
        "awaiting_review",
        "signed_out",
        "amended",
    }
    cut = Analysis.objects.get(slide__case__accession_number="DEMO-0007")
    assert (cut.status, cut.outcome) == ("failed", "")
    assert cut.error
    blurred = Analysis.objects.get(slide__case__accession_number="DEMO-0008")
    assert (blurred.status, blurred.outcome) == ("succeeded", "not_analysable")
    marrow = Analysis.objects.get(slide__case__accession_number="DEMO-0009")
    assert marrow.outcome == "uncertain"
    assert "specimen_not_validated" in {reason["code"] for reason in marrow.reasons}
    assert Analysis.objects.filter(outcome="classified").values("label").distinct().count() >= 2
