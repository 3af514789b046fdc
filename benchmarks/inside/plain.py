"""The list of cases as a plain Django view: the same rows and fields, and nothing of the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.urls import path

from cases.models import Case

if TYPE_CHECKING:
    from cases.views.requests import PageRequest

ROWS = 50


def list_cases(request: PageRequest) -> JsonResponse:
    """The newest cases of the user's laboratory."""
    found = Case.objects.filter(laboratory_id=str(request.user.laboratory_id))
    rows = found.select_related("assignee", "created_by").order_by("-created_at", "-id")[:ROWS]
    return JsonResponse({"results": [_fields(case) for case in rows]})


def _fields(case: Case) -> dict[str, object]:
    return {
        "id": case.pk,
        "patient": case.patient_id,
        "accession_number": case.accession_number,
        "specimen": case.specimen,
        "priority": case.priority,
        "collected_at": case.collected_at,
        "received_at": case.received_at,
        "clinical_notes": case.clinical_notes,
        "status": case.status,
        "assignee": case.assignee and {"id": case.assignee_id, "name": case.assignee.printed_name},
        "created_by": {"id": case.created_by_id, "name": case.created_by.printed_name},
        "created_at": case.created_at,
        "updated_at": case.updated_at,
    }


urlpatterns = [path("cases/", list_cases)]
