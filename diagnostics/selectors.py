"""Reads. Each takes the user first and never gives a row of another laboratory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Prefetch, QuerySet

from accounts.permissions import viewed_laboratory
from cases import selectors as cases
from cases.models import Slide
from diagnostics.models import Analysis, Diagnosis

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from cases.models import Case

WORKLIST_ORDER: Final = ("-priority", "received_at", "pk")
"""STAT first, which sorts behind routine, and then the oldest first."""


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
    """Cases, ready to be shown, to be put into `WORKLIST_ORDER`.

    Each carries `current_slides` (not voided, oldest first, with their analyses fetched).
    """
    return cases.cases(user, search).prefetch_related(_current_slides())


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
