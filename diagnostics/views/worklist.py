"""The worklist: what is to be done, the most urgent first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from cases import selectors as cases
from cases.choices import CaseStatus
from cases.views.keyset import keyset_page
from diagnostics import selectors
from diagnostics.filters import WorklistFilter, saved_views
from diagnostics.overview import case_overview

if TYPE_CHECKING:
    from django.http import HttpResponse

    from cases.views.requests import PageRequest


def worklist(request: PageRequest) -> HttpResponse:
    """The cases of the laboratory, filtered by the address; the list alone where a part of the page asks."""
    form = WorklistFilter(request.GET, user=request.user)
    page = keyset_page(
        request,
        form.apply(selectors.worklist(request.user, form.search())),
        among=cases.cases(request.user),
        order=selectors.WORKLIST_ORDER,
    )
    rows = [(case, case_overview(case)) for case in page]
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "views": saved_views(request.user, form.chosen()),
        "is_filtered": bool(form.chosen()),
        "is_moving": any(case.status == CaseStatus.ANALYSING for case in page),
    }
    return render(request, "worklist/_results.html" if request.htmx else "worklist/page.html", context)
