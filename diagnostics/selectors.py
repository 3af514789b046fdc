"""Reads. Each takes the user first and never gives a row of another laboratory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case as Choose
from django.db.models import Count, IntegerField, Prefetch, Q, QuerySet, Value, When

from accounts.permissions import viewed_laboratory
from cases import selectors as cases
from cases.choices import Priority
from cases.models import Slide
from diagnostics.models import Analysis, Diagnosis

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from cases.models import Case


def analyses(user: User) -> QuerySet[Analysis]:
    """The analyses of the user's laboratory."""
    return Analysis.objects.filter(slide__case__laboratory_id=viewed_laboratory(user)).select_related(
        "slide__case"
    )


def analysis(user: User, pk: UUID | str) -> Analysis:
    """One analysis. Raises NotFound."""
    return cases.one(analyses(user), pk)


def diagnoses(user: User) -> QuerySet[Diagnosis]:
    """The diagnoses of the user's laboratory, drafts among them."""
    return Diagnosis.objects.filter(case__laboratory_id=viewed_laboratory(user)).select_related(
        "case", "author", "signed_by", "amends"
    )


def diagnosis(user: User, pk: UUID | str) -> Diagnosis:
    """One diagnosis. Raises NotFound."""
    return cases.one(diagnoses(user), pk)


def worklist(user: User, search: str = "") -> QuerySet[Case]:
    """Cases, STAT first and then the oldest first, ready to be shown.

    Each carries `slide_count` and `current_slides` (not voided, oldest first, with their analyses fetched).
    """
    urgency = Choose(
        When(priority=Priority.STAT, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return (
        cases.cases(user, search)
        .annotate(urgency=urgency, slide_count=Count("slides", filter=Q(slides__voided_at=None)))
        .prefetch_related(_current_slides())
        .order_by("urgency", "received_at", "pk")
    )


def current_slides(case: Case) -> list[Slide]:
    """The slides of a case that count, oldest first, with their analyses fetched."""
    found: list[Slide] | None = getattr(case, "current_slides", None)
    if found is None:
        found = list(case.slides.filter(voided_at=None).prefetch_related("analyses"))
    return found


def current_analysis(slide: Slide) -> Analysis | None:
    """The latest analysis of a slide."""
    runs = list(slide.analyses.all())
    return runs[-1] if runs else None


def signed_statement(case: Case) -> Diagnosis | None:
    """The signed statement that holds now: the original or its last signed amendment."""
    signed = case.diagnoses.filter(signed_at__isnull=False).select_related("author", "signed_by")
    return signed.order_by("-signed_at", "-created_at").first()


def own_draft(user: User, case: Case) -> Diagnosis | None:
    """The user's latest unsigned diagnosis of the case, where there is one."""
    drafts = case.diagnoses.filter(author=user, signed_at=None).select_related("amends")
    return drafts.order_by("-created_at").first()


def _current_slides() -> Prefetch[str]:
    runs = Prefetch("analyses", queryset=Analysis.objects.defer("quality", "votes", "tiles", "cells"))
    rows = Slide.objects.filter(voided_at=None).prefetch_related(runs)
    return Prefetch("slides", queryset=rows, to_attr="current_slides")
