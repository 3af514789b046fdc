"""Patients: list, page, registration, correction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render

from cases import selectors
from cases.forms import CorrectionForm, PatientForm, attempt
from cases.services.patients import correct_patient, register_patient
from cases.views.keyset import keyset_page
from cases.views.requests import NOT_ACCEPTED

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from cases.models import Patient
    from cases.views.requests import PageRequest


def patient_list(request: PageRequest) -> HttpResponse:
    """The laboratory's patients; `q` searches MRN, names and accession numbers."""
    search = request.GET.get("q", "").strip()
    rows = selectors.with_case_count(selectors.patients(request.user, search))
    page = keyset_page(
        request, rows, among=selectors.patients(request.user), order=("family_name", "given_name", "pk")
    )
    context = {"page": page, "search": search}
    template = "patients/_table.html" if request.htmx else "patients/list.html"
    return render(request, template, context)


def patient_detail(request: PageRequest, pk: UUID) -> HttpResponse:
    """One patient and their cases."""
    patient = selectors.patient(request.user, pk)
    cases = selectors.cases(request.user).filter(patient=patient)
    page = keyset_page(request, cases, among=cases, order=("-received_at", "pk"))
    return render(request, "patients/detail.html", {"patient": patient, "page": page})


def patient_create(request: PageRequest) -> HttpResponse:
    """Register a patient; who may be here already is shown first, unless `another_person` is ticked."""
    form = PatientForm(request.POST or None)
    details = form.cleaned_data if form.is_valid() else {}
    same = _namesakes(request, details) if details and "another_person" not in request.POST else []
    if details and not same:
        patient = attempt(form, lambda: register_patient(user=request.user, **details))
        if patient is not None:
            messages.success(request, "Patient registered. Register the case next.")
            return redirect("patient-detail", patient.pk)
    return render(request, "patients/create.html", {"form": form, "namesakes": same}, status=_status(form))


def _namesakes(request: PageRequest, details: dict[str, Any]) -> list[Patient]:
    person = {name: details[name] for name in ("family_name", "given_name", "date_of_birth")}
    taken = selectors.patients(request.user).filter(mrn__iexact=details["mrn"])
    return [] if taken.exists() else list(selectors.namesakes(request.user, **person)[:5])


def patient_correct(request: PageRequest, pk: UUID) -> HttpResponse:
    """Correct a patient's details, with a reason."""
    patient = selectors.patient(request.user, pk)
    form = CorrectionForm(request.POST or None, patient=patient)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        corrected = attempt(
            form,
            lambda: correct_patient(
                user=request.user, patient=patient, reason=reason, changes=form.changes()
            ),
        )
        if corrected is not None:
            messages.success(request, "Patient corrected. The old values stay in the history.")
            return redirect("patient-detail", patient.pk)
    context = {"form": form, "patient": patient}
    return render(request, "patients/correct.html", context, status=_status(form))


def _status(form: PatientForm) -> int:
    return NOT_ACCEPTED if form.is_bound else 200
