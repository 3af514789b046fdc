"""Cases: registration, changed details, assignment. The page of a case stands in diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url

from accounts.exceptions import ValidationRefused
from cases import selectors
from cases.forms import AssignForm, CaseForm, attempt
from cases.models import Case
from cases.services.registration import assign_case, edit_case, register_case
from cases.views.requests import NOT_ACCEPTED, way_back

if TYPE_CHECKING:
    from uuid import UUID

    from cases.views.requests import PageRequest


def case_create(request: PageRequest, pk: UUID) -> HttpResponse:
    """Register a case of a patient."""
    patient = selectors.patient(request.user, pk)
    form = CaseForm(request.POST or None, case=Case(laboratory=patient.laboratory, patient=patient))
    if form.is_valid():
        case = attempt(form, lambda: register_case(user=request.user, patient=patient, **form.cleaned_data))
        if case is not None:
            messages.success(request, f"Case {case.accession_number} registered. Upload its slides next.")
            return redirect("case-detail", case.pk)
    context = {"form": form, "patient": patient}
    return render(request, "cases/create.html", context, status=NOT_ACCEPTED if form.is_bound else 200)


def case_edit(request: PageRequest, pk: UUID) -> HttpResponse:
    """Change the details of a case that is not signed out."""
    case = selectors.case(request.user, pk)
    form = CaseForm(request.POST or None, case=case)
    if form.is_valid():
        edited = attempt(form, lambda: edit_case(user=request.user, case=case, changes=form.changes()))
        if edited is not None:
            messages.success(request, "Case details saved.")
            return redirect("case-detail", case.pk)
    context = {"form": form, "case": case}
    return render(request, "cases/edit.html", context, status=NOT_ACCEPTED if form.is_bound else 200)


def case_assign(request: PageRequest, pk: UUID) -> HttpResponse:
    """Give the case to a person of the laboratory, or to nobody."""
    case = selectors.case(request.user, pk)
    form = AssignForm(request.POST, user=request.user)
    if not form.is_valid():
        raise ValidationRefused(fields={"assignee": [str(error) for error in form.errors["assignee"]]})
    case = assign_case(user=request.user, case=case, assignee=form.cleaned_data["assignee"])
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Trigger": "case:changed"})
    name = case.assignee.printed_name if case.assignee else "nobody"
    messages.success(request, f"Case {case.accession_number} assigned to {name}.")
    return redirect(way_back(request, resolve_url("case-detail", case.pk)))
