"""What the pages of a case and of a slide show, gathered for the page, its moving parts and refused forms."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from cases.choices import CaseStatus
from cases.forms import AssignForm
from diagnostics import selectors
from diagnostics.forms import DiagnosisForm, SignOutForm, UploadForm, VoidForm
from diagnostics.overview import SlideRow, case_overview, slide_rows
from diagnostics.views.history import history

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case, Slide


def moving_parts(case: Case, rows: list[SlideRow]) -> dict[str, Any]:
    """What changes by itself while a page is open. `version` says whether anything did."""
    states = [
        f"{row.slide.pk} {row.analysis and row.analysis.status} {row.slide.thumbnail} {row.slide.display}"
        for row in rows
    ]
    seen = "\n".join([case.status, *states])
    return {
        "case": case,
        "rows": rows,
        "overview": case_overview(case),
        "is_moving": any(row.is_moving for row in rows),
        "done_count": sum(not row.is_moving for row in rows),
        "version": hashlib.sha256(seen.encode()).hexdigest()[:16],
    }


def statements(user: User, case: Case, **refused: Any) -> dict[str, Any]:
    """The signed statement that holds, the drafts, and the forms for the next step."""
    signed = selectors.signed_statement(case)
    draft = selectors.own_draft(user, case)
    if draft is not None and draft.amends_id != (signed.pk if signed else None):
        draft = None  # what it would have amended has been overtaken
    others = (
        case.diagnoses.filter(signed_at=None, amends=signed).exclude(author=user).select_related("author")
    )
    earlier = case.diagnoses.filter(signed_at__isnull=False).order_by("-signed_at")
    signable = draft or others.order_by("-created_at").first()
    return {
        "signed": signed,
        "draft": draft,
        "signable": signable,
        "earlier": earlier.exclude(pk=signed.pk) if signed else [],
        "diagnosis_form": DiagnosisForm(draft=draft),
        "sign_out_form": SignOutForm(user=user, diagnosis=signable) if signable else None,
        **refused,
    }


def case_sheet(user: User, case: Case, **refused: Any) -> dict[str, Any]:
    """Everything on the page of a case; `refused` are forms that are shown again with their errors."""
    return {
        **moving_parts(case, slide_rows(case)),
        **statements(user, case),
        "events": history(user, case),
        "assign_form": AssignForm(user=user, initial=case.assignee),
        "upload_form": UploadForm(),
        "next_case": next_case(user, case),
        "here": reverse("case-detail", args=[case.pk]),
        **refused,
    }


def slide_sheet(user: User, slide: Slide, **refused: Any) -> dict[str, Any]:
    """Everything on the review page of a slide."""
    rows = slide_rows(slide.case)
    row = row_of(slide, rows)
    return {
        **moving_parts(slide.case, rows),
        **statements(user, slide.case),
        **one_slide(row),
        "previous": next((other for other in rows if other.number == row.number - 1), None),
        "next": next((other for other in rows if row.number and other.number == row.number + 1), None),
        "void_form": VoidForm(),
        "here": reverse("slide-review", args=[slide.pk]),
        "in_review": True,
        **refused,
    }


def row_of(slide: Slide, rows: list[SlideRow]) -> SlideRow:
    """The slide's row; a voided slide has no place in its case, and the number 0."""
    nowhere = SlideRow(0, slide, selectors.current_analysis(slide))
    return next((row for row in rows if row.slide.pk == slide.pk), nowhere)


def one_slide(row: SlideRow) -> dict[str, Any]:
    """What changes by itself on the review page of a slide."""
    state = f"{row.analysis and row.analysis.status} {row.slide.display}"
    return {
        "row": row,
        "slide": row.slide,
        "analysis": row.analysis,
        "slide_version": hashlib.sha256(state.encode()).hexdigest()[:16],
    }


def next_case(user: User, case: Case) -> Case | None:
    """The most urgent other case that awaits review."""
    waiting = selectors.worklist(user).filter(status=CaseStatus.AWAITING_REVIEW)
    return waiting.exclude(pk=case.pk).first()
