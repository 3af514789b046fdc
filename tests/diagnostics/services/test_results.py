"""What is kept of the model's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from diagnostics.inference import Finding
from diagnostics.services import queue, results
from mlcore.findings import LocatedCell, ModelIdentity, Outcome, Reason, ReasonCode
from tests.factories.diagnostics import AnalysisFactory

if TYPE_CHECKING:
    from diagnostics.models import Analysis

pytestmark = pytest.mark.django_db

SHARES = {"benign": 0.000049, "early_pre_b": 0.1, "pre_b": 1 / 3, "pro_b": 0.02, "normal": 0.54661}


def stored(*cells: LocatedCell, reason: ReasonCode = ReasonCode.NORMAL_CELLS) -> Analysis:
    """The row after a model has found these cells and named no class."""
    analysis: Analysis = AnalysisFactory(slide__case__status="analysing")
    claim = queue.claim()
    assert claim is not None
    model = ModelIdentity("test-model", "1", "0" * 64)
    finding = Finding(Outcome.NOT_ANALYSABLE, model, 0.1, reasons=[Reason.of(reason)], cells=list(cells))
    assert results.store_finding(claim, finding, {})
    analysis.refresh_from_db()
    return analysis


def cell(number: int = 0, **changes: Any) -> LocatedCell:
    return LocatedCell(**{"x": number, "y": 2, "width": 30, "height": 40, "cut": False, **changes})


def test_the_white_cells_are_kept_with_their_shares_to_four_places() -> None:
    analysis = stored(cell(probabilities=SHARES), cell(7, cut=True))
    shares = {"benign": 0.0, "early_pre_b": 0.1, "pre_b": 0.3333, "pro_b": 0.02, "normal": 0.5466}
    assert analysis.cells == [
        {"x": 0, "y": 2, "width": 30, "height": 40, "cut": False, "probabilities": shares},
        {"x": 7, "y": 2, "width": 30, "height": 40, "cut": True, "probabilities": None},
    ]


def test_of_very_many_cells_500_are_kept_and_every_judged_one() -> None:
    judged = [cell(number, probabilities=SHARES) for number in (580, 590)]
    kept = stored(*(cell(number) for number in range(550)), *judged).cells
    assert [found["x"] for found in kept] == [580, 590, *range(498)]


@pytest.mark.parametrize("code", list(ReasonCode))
def test_every_reason_is_kept_with_its_sentence(code: ReasonCode) -> None:
    reason = Reason.of(code)
    assert stored(reason=code).reasons == [{"code": str(code), "text": reason.text}]
