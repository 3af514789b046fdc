"""The least valid analyses and diagnoses."""

from __future__ import annotations

from typing import Any

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from diagnostics.models import Analysis, Diagnosis
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, SlideFactory

PROBABILITIES = {"benign": 0.02, "early_pre_b": 0.03, "pre_b": 0.9, "pro_b": 0.05}
MODEL = {"model_name": "test-model", "model_version": "1", "model_sha256": "0" * 64}


class AnalysisFactory(DjangoModelFactory):
    """Queued; the traits are the other lasting states."""

    class Meta:
        model = Analysis

    slide = factory.SubFactory(SlideFactory)

    class Params:
        failed = factory.Trait(
            status="failed",
            error_code="unreadable",
            error="The image cannot be decoded.",
            attempts=1,
            finished_at=factory.LazyFunction(timezone.now),
        )
        answered = factory.Trait(
            status="succeeded",
            attempts=1,
            started_at=factory.LazyFunction(timezone.now),
            finished_at=factory.LazyFunction(timezone.now),
            leukaemia_probability=0.98,
            **MODEL,
        )
        classified = factory.Trait(
            answered=True,
            outcome="classified",
            label="pre_b",
            confidence=0.9,
            probabilities=PROBABILITIES,
            prediction_set=["pre_b"],
            heatmap=factory.LazyFunction(lambda: ContentFile(b"\x89PNG", name="heatmap.png")),
        )
        uncertain = factory.Trait(
            answered=True,
            outcome="uncertain",
            probabilities=PROBABILITIES,
            prediction_set=["pre_b", "pro_b"],
            reasons=[
                {"code": "low_confidence", "text": "The model is not confident enough to name a class."}
            ],
            heatmap=factory.LazyFunction(lambda: ContentFile(b"\x89PNG", name="heatmap.png")),
        )
        not_analysable = factory.Trait(
            answered=True,
            outcome="not_analysable",
            reasons=[{"code": "out_of_focus", "text": "The image is out of focus."}],
        )


class DiagnosisFactory(DjangoModelFactory):
    """A draft by a pathologist of the case's laboratory."""

    class Meta:
        model = Diagnosis

    case = factory.SubFactory(CaseFactory)
    author = factory.LazyAttribute(
        lambda row: UserFactory(laboratory=row.case.laboratory, role="pathologist")
    )
    label = "pre_b"


def cell(x: int, y: int, *, cut: bool = False, **shares: float) -> dict[str, Any]:
    """A white cell as an analysis keeps it; without shares it was not judged."""
    return {"x": x, "y": y, "width": 20, "height": 24, "cut": cut, "probabilities": shares or None}


def signature(diagnosis: Any) -> dict[str, Any]:
    """The four fields that make a signature."""
    user = diagnosis.author
    return {
        "signed_at": timezone.now(),
        "signed_by": user,
        "signed_name": user.printed_name,
        "meaning": "authorship",
    }
