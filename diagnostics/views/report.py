"""The report of a case, as a page that is made to be printed or saved as PDF by the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone

from cases import selectors as cases
from diagnostics.report import write_report

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from cases.views.requests import PageRequest


def case_report(request: PageRequest, pk: UUID) -> HttpResponse:
    """The report; `image` (numbers) and `overlays` choose what is printed where `choose` says so."""
    case = cases.case(request.user, pk)
    chosen = None
    if request.GET.get("choose"):
        chosen = {
            int(number) for number in request.GET.getlist("image") if number.isascii() and number.isdecimal()
        }
    context = {
        "report": write_report(case, chosen),
        "case": case,
        "overlays": bool(request.GET.get("overlays")),
        "now": timezone.now(),
    }
    return render(request, "reports/page.html", context)
