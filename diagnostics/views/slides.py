"""Slides: upload, review, progress, voiding, and starting an analysis again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url

from accounts.exceptions import Missing, NotPermitted, Refusal, ValidationRefused
from cases import selectors as cases
from cases.forms import attempt, sentences
from cases.views.requests import NOT_ACCEPTED, way_back
from diagnostics import selectors
from diagnostics.forms import UploadForm, VoidForm
from diagnostics.overview import slide_rows
from diagnostics.services import intake
from diagnostics.views.sheets import case_sheet, one_slide, row_of, slide_sheet

if TYPE_CHECKING:
    from uuid import UUID

    from cases.models import Case
    from cases.views.requests import PageRequest


def slide_upload(request: PageRequest, pk: UUID) -> HttpResponse:
    """Take in images: one with a JSON answer for the page's script, or several from the plain form."""
    case = cases.case(request.user, pk)
    form = UploadForm(request.POST, request.FILES)
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return _upload_one(request, case, form)
    if form.is_valid() and _upload_all(request, case, form):
        return redirect("case-detail", case.pk)
    sheet = case_sheet(request.user, case, upload_form=form)
    return render(request, "cases/page.html", sheet, status=NOT_ACCEPTED)


def _upload_one(request: PageRequest, case: Case, form: UploadForm) -> JsonResponse:
    if not form.is_valid():
        raise ValidationRefused(fields=sentences(form))
    images = form.cleaned_data.pop("image")
    analysis = intake.receive_slide(user=request.user, case=case, image=images[0], **form.cleaned_data)
    return JsonResponse(
        {"slide": str(analysis.slide_id), "url": resolve_url("slide-review", analysis.slide_id)}, status=201
    )


def _upload_all(request: PageRequest, case: Case, form: UploadForm) -> bool:
    """Whether every image was taken in; what was refused is said in the form, file by file."""
    images = form.cleaned_data.pop("image")
    for image in images:
        try:
            intake.receive_slide(user=request.user, case=case, image=image, **form.cleaned_data)
        except (Missing, NotPermitted):
            raise
        except Refusal as refusal:
            form.add_error(None, f"{image.name}: {refusal.message}")
        else:
            messages.success(request, f"{image.name} received; its analysis is queued.")
    return form.is_valid()


def slide_review(request: PageRequest, pk: UUID) -> HttpResponse:
    """One slide in the viewer, what the model says of it, and the pathologist's call."""
    slide = cases.slide(request.user, pk)
    return render(request, "slides/review.html", slide_sheet(request.user, slide))


def slide_progress(request: PageRequest, pk: UUID) -> HttpResponse:
    """What the model says of the slide by now; 204 when the asker has seen just that."""
    slide = cases.slide(request.user, pk)
    parts = one_slide(row_of(slide, slide_rows(slide.case)))
    if request.GET.get("seen") == parts["slide_version"]:
        return HttpResponse(status=204)
    return render(request, "slides/_result.html", parts)


def slide_void(request: PageRequest, pk: UUID) -> HttpResponse:
    """Take a slide out of its case, with a reason."""
    slide = cases.slide(request.user, pk)
    form = VoidForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: intake.void_slide(user=request.user, slide=slide, reason=reason)):
            messages.success(request, "Slide voided. It stays in the history of the case.")
            return redirect("case-detail", slide.case_id)
    sheet = slide_sheet(request.user, slide, void_form=form)
    return render(request, "slides/review.html", sheet, status=NOT_ACCEPTED)


def analysis_retry(request: PageRequest, pk: UUID) -> HttpResponse:
    """Queue a failed analysis again."""
    analysis = selectors.analysis(request.user, pk)
    intake.retry_analysis(user=request.user, analysis=analysis)
    messages.success(request, "The analysis is queued again.")
    return redirect(way_back(request, resolve_url("slide-review", analysis.slide_id)))
