"""What a pathologist says of a case: recording, signing out, amending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import Resolver404, resolve

from accounts.exceptions import ValidationRefused
from cases import selectors as cases
from cases.forms import attempt, sentences, show_refusal
from cases.views.requests import NOT_ACCEPTED, way_back
from diagnostics import selectors
from diagnostics.exceptions import DraftChanged
from diagnostics.forms import AmendmentForm, DiagnosisForm, SignOutForm
from diagnostics.services import diagnoses
from diagnostics.services.sign_out import sign_out, still_as_shown
from diagnostics.views.sheets import case_sheet, slide_sheet

if TYPE_CHECKING:
    from uuid import UUID

    from cases.models import Case, Slide
    from cases.views.requests import PageRequest
    from diagnostics.models import Diagnosis

SIGN_OUT_ANCHOR = "#sign-out-dialog"
CHANGED = 409


def diagnosis_record(request: PageRequest, pk: UUID) -> HttpResponse:
    """Record the call on a case, or change one's own draft of it; `then=sign` goes on to the signature.

    The page's script asks for JSON and goes on by itself.
    """
    case = cases.case(request.user, pk)
    form = DiagnosisForm(request.POST, draft=selectors.own_draft(request.user, case))
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return _keep_draft(request, case, form)
    saved = attempt(form, lambda: _save_draft(request, case, form)) if form.is_valid() else None
    if saved is not None:
        back = way_back(request, resolve_url("case-detail", case.pk))
        if request.POST.get("then") == "sign":
            return redirect(back + SIGN_OUT_ANCHOR)
        messages.success(request, "Your call is saved as a draft. Sign out when you are sure.")
        return redirect(back)
    return _page_again(request, case, form)


def _keep_draft(request: PageRequest, case: Case, form: DiagnosisForm) -> JsonResponse:
    if not form.is_valid():
        raise ValidationRefused(fields=sentences(form))
    draft = _save_draft(request, case, form)
    return JsonResponse({"diagnosis": str(draft.pk), "words": draft.get_label_display()})


def _page_again(request: PageRequest, case: Case, form: DiagnosisForm) -> HttpResponse:
    """The page that the form was sent from, with what is wrong at its fields."""
    slide = _slide_of_way_back(request, case)
    if slide is not None:
        template, sheet = "slides/review.html", slide_sheet(request.user, slide, diagnosis_form=form)
    else:
        template, sheet = "cases/page.html", case_sheet(request.user, case, diagnosis_form=form)
    return render(request, template, sheet, status=NOT_ACCEPTED)


def _slide_of_way_back(request: PageRequest, case: Case) -> Slide | None:
    """The slide whose review the form names as its page, where it is one of the case."""
    try:
        match = resolve(way_back(request, "/"))
    except Resolver404:
        return None
    if match.url_name != "slide-review":
        return None
    return cases.slides(request.user).filter(case=case, pk=match.kwargs["pk"]).first()


def _save_draft(request: PageRequest, case: Case, form: DiagnosisForm) -> Diagnosis:
    draft = selectors.own_draft(request.user, case)
    if draft is None:
        return diagnoses.record_diagnosis(user=request.user, case=case, **form.cleaned_data)
    return diagnoses.revise_diagnosis(user=request.user, diagnosis=draft, **form.cleaned_data)


def diagnosis_sign_out(request: PageRequest, pk: UUID) -> HttpResponse:
    """Sign a draft, and with it the case. Refusals are shown in the dialog; without scripts, on a page."""
    diagnosis = selectors.diagnosis(request.user, pk)
    form = SignOutForm(request.POST, user=request.user, diagnosis=diagnosis)
    try:
        signed = attempt(form, lambda: _sign(request, diagnosis, form), but=(DraftChanged,))
    except DraftChanged as refusal:
        return _show_again(request, diagnosis, form, refusal)
    if not signed:
        return _sign_out_form(request, diagnosis, form, NOT_ACCEPTED)
    messages.success(request, _signed_words(diagnosis))
    address = resolve_url("case-detail", diagnosis.case_id)
    return HttpResponse(headers={"HX-Redirect": address}) if request.htmx else redirect(address)


def _sign(request: PageRequest, diagnosis: Diagnosis, form: SignOutForm) -> bool:
    """Whether the draft is signed now. What has changed is said before anything else that is wrong."""
    still_as_shown(diagnosis, request.POST.get("version", ""))
    if not form.is_valid():
        return False
    sign_out(user=request.user, diagnosis=diagnosis, **form.cleaned_data)
    return True


def _show_again(
    request: PageRequest, diagnosis: Diagnosis, form: SignOutForm, refusal: DraftChanged
) -> HttpResponse:
    """The draft as it is now; the page around the dialog is loaded again, for it shows the old words too."""
    show_refusal(form, refusal)
    response = _sign_out_form(request, diagnosis, form, CHANGED)
    if request.htmx:
        messages.error(request, refusal.message)
        response.headers["HX-Refresh"] = "true"
    return response


def _sign_out_form(
    request: PageRequest, diagnosis: Diagnosis, form: SignOutForm, status: int
) -> HttpResponse:
    context = {"sign_out_form": form, "signable": diagnosis, "case": diagnosis.case}
    template = "diagnoses/_sign_out_form.html" if request.htmx else "diagnoses/sign_out.html"
    return render(request, template, context, status=status)


def _signed_words(diagnosis: Diagnosis) -> str:
    number = diagnosis.case.accession_number
    return f"Amendment signed: case {number}." if diagnosis.amends_id else f"Case {number} is signed out."


def diagnosis_amend(request: PageRequest, pk: UUID) -> HttpResponse:
    """Write a statement that amends a signed one; it takes effect when it is signed in turn."""
    diagnosis = selectors.diagnosis(request.user, pk)
    form = AmendmentForm(request.POST or None, draft=diagnosis)
    if form.is_valid():
        amended = attempt(
            form,
            lambda: diagnoses.amend_diagnosis(user=request.user, diagnosis=diagnosis, **form.cleaned_data),
        )
        if amended is not None:
            return redirect(resolve_url("case-detail", diagnosis.case_id) + SIGN_OUT_ANCHOR)
    context = {"form": form, "signed": diagnosis, "case": diagnosis.case}
    return render(request, "diagnoses/amend.html", context, status=NOT_ACCEPTED if form.is_bound else 200)
