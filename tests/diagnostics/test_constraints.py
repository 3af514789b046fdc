"""Rows that cannot be true are refused by the database, whoever writes them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.models import Case, Slide
from diagnostics.models import Analysis, Diagnosis
from tests.factories.cases import SlideFactory
from tests.factories.diagnostics import AnalysisFactory, DiagnosisFactory, cell

pytestmark = pytest.mark.django_db


def assert_refused(rows: Any, **changes: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "nonsense"},
        {"status": "running"},
        {"status": "succeeded"},
        {"status": "failed"},
        {"label": "pre_b"},
        {"outcome": "classified"},
        {"error": "why"},
        {"lease_token": uuid.uuid4()},
        {"finished_at": timezone.now()},
        {"cells": [cell(0, 0)]},
    ],
)
def test_impossible_queued_analyses(changes: dict[str, Any]) -> None:
    assert_refused(Analysis.objects.filter(pk=AnalysisFactory().pk), **changes)


@pytest.mark.parametrize(
    ("trait", "changes"),
    [
        ("classified", {"label": ""}),
        ("classified", {"confidence": None}),
        ("classified", {"confidence": 1.2}),
        ("classified", {"heatmap": ""}),
        ("classified", {"probabilities": None}),
        ("classified", {"model_sha256": ""}),
        ("classified", {"outcome": ""}),
        ("classified", {"outcome": "maybe"}),
        ("classified", {"finished_at": None}),
        ("classified", {"error": "why"}),
        ("uncertain", {"label": "pre_b"}),
        ("uncertain", {"confidence": 0.5}),
        ("uncertain", {"heatmap": ""}),
        ("not_analysable", {"heatmap": "x"}),
        ("not_analysable", {"label": "pre_b"}),
        ("not_analysable", {"probabilities": {"pre_b": 1.0}}),
        ("failed", {"error": ""}),
        ("failed", {"outcome": "classified"}),
        ("failed", {"cells": [cell(0, 0)]}),
        ("answered", {}),
    ],
)
def test_impossible_finished_analyses(trait: str, changes: dict[str, Any]) -> None:
    if trait == "answered":
        with pytest.raises(IntegrityError), transaction.atomic():
            AnalysisFactory(answered=True)
        return
    assert_refused(Analysis.objects.filter(pk=AnalysisFactory(**{trait: True}).pk), **changes)


def test_a_slide_has_one_open_analysis() -> None:
    first = AnalysisFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        AnalysisFactory(slide=first.slide)


@pytest.mark.parametrize(
    "changes",
    [
        {"signed_at": timezone.now()},
        {"signed_name": "Pat Demo"},
        {"meaning": "review"},
        {"label": "nonsense"},
        {"label": "other"},
        {"other_text": "text"},
        {"amendment_reason": "why"},
    ],
)
def test_impossible_diagnoses(changes: dict[str, Any]) -> None:
    assert_refused(Diagnosis.objects.filter(pk=DiagnosisFactory().pk), **changes)


@pytest.mark.parametrize(
    "changes",
    [{"voided_at": timezone.now()}, {"void_reason": "why"}, {"sha256": "x"}, {"width": 0}, {"format": "gif"}],
)
def test_impossible_slides(changes: dict[str, Any]) -> None:
    assert_refused(Slide.objects.filter(pk=SlideFactory().pk), **changes)


@pytest.mark.parametrize("changes", [{"status": "lost"}, {"priority": "now"}, {"specimen": "hair"}])
def test_impossible_cases(changes: dict[str, Any]) -> None:
    assert_refused(Case.objects.filter(pk=SlideFactory().case_id), **changes)
