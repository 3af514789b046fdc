"""The page of a case, and the part of it that follows the analyses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render

from cases import selectors as cases
from diagnostics.overview import slide_rows
from diagnostics.views.history import history
from diagnostics.views.sheets import case_sheet, moving_parts

if TYPE_CHECKING:
    from uuid import UUID

    from cases.views.requests import PageRequest


def case_detail(request: PageRequest, pk: UUID) -> HttpResponse:
    """One case: slides, model summary, diagnosis, history."""
    case = cases.case(request.user, pk)
    return render(request, "cases/page.html", case_sheet(request.user, case))


def case_progress(request: PageRequest, pk: UUID) -> HttpResponse:
    """The slides and the model's summary as they are now; 204 when the asker has seen just that."""
    case = cases.case(request.user, pk)
    parts = moving_parts(case, slide_rows(case))
    if request.GET.get("seen") == parts["version"]:
        return HttpResponse(status=204)
    return render(request, "cases/_progress.html", {**parts, "events": history(request.user, case)})
