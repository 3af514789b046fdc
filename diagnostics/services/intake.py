"""Taking images in, voiding them, and starting failed analyses again."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from accounts.permissions import Permission, require
from cases.exceptions import CaseSigned, SlideVoided
from cases.services import lifecycle, slides
from cases.services.audit import record
from cases.services.patients import required_reason
from diagnostics.choices import AnalysisStatus, DiagnosticEvent
from diagnostics.exceptions import NotFailed
from diagnostics.models import Analysis
from diagnostics.services.progress import settle_case
from diagnostics.services.wakeup import wake_after_commit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.files.uploadedfile import UploadedFile

    from accounts.models import User
    from cases.models import Case, Slide

_SIGNED_SLIDES: Final = (
    "The case is signed out on what its slides show, so they stay. Amend the signed diagnosis instead."
)


def receive_slide(
    *, user: User, case: Case, image: UploadedFile, stain: str = "", magnification: int | None = None
) -> Analysis:
    """Take in one image of a case and queue its analysis; `.slide` of what is given back is the new slide.

    Raises NotFound, NotPermitted, CaseSigned, DuplicateSlide, ValidationRefused, StorageUnavailable and the
    refusals of `cases.images.inspect`. After a refusal neither a row nor a byte is left.
    """
    require(user, Permission.UPLOAD_SLIDE, laboratory_id=case.laboratory_id)
    if not case.state.is_open:
        raise CaseSigned
    slide = slides.store_original(user=user, case=case, image=image, stain=stain, magnification=magnification)
    with _bytes_follow_row(slide), transaction.atomic():
        locked = lifecycle.lock(case)
        slides.add_slide(user=user, case=locked, slide=slide)
        analysis = _queue_analysis(slide, user)
        settle_case(locked, actor=user)
        wake_after_commit(analysis.pk)
    return analysis


def void_slide(*, user: User, slide: Slide, reason: str) -> Slide:
    """Take a slide out of its case, with a reason; the bytes and what was said of them stay.

    Raises NotFound, NotPermitted, ValidationRefused (no reason), CaseSigned, SlideVoided.
    """
    require(user, Permission.VOID_SLIDE, laboratory_id=slide.case.laboratory_id)
    reason = required_reason(reason)
    with transaction.atomic():
        case = lifecycle.lock(slide.case)
        if not case.state.is_open:
            raise CaseSigned(_SIGNED_SLIDES)
        slides.void_slide(user=user, slide=slide, reason=reason)
        Analysis.objects.filter(slide=slide, status=AnalysisStatus.QUEUED).update(
            status=AnalysisStatus.FAILED,
            error_code="slide_voided",
            error="The slide was voided before it was analysed.",
            finished_at=timezone.now(),
        )
        settle_case(case, actor=user)
    return slide


def retry_analysis(*, user: User, analysis: Analysis) -> Analysis:
    """Queue a failed analysis again, with all its attempts.

    Raises NotFound, NotPermitted, SlideVoided, CaseSigned (what the model said of it stays), NotFailed.
    """
    require(user, Permission.RETRY_ANALYSIS, laboratory_id=analysis.slide.case.laboratory_id)
    with transaction.atomic():
        case = lifecycle.lock(analysis.slide.case)
        analysis.slide.refresh_from_db(fields=["voided_at"])
        if analysis.slide.is_voided:
            raise SlideVoided
        if not case.state.is_open:
            raise CaseSigned
        queued = Analysis.objects.filter(pk=analysis.pk, status=AnalysisStatus.FAILED).update(
            status=AnalysisStatus.QUEUED,
            attempts=0,
            requested_at=timezone.now(),
            started_at=None,
            finished_at=None,
            error="",
            error_code="",
        )
        if not queued:
            raise NotFailed
        record(
            action=DiagnosticEvent.ANALYSIS_RETRIED,
            actor=user,
            about=analysis,
            changes={"error": (analysis.error_code, "")},
        )
        settle_case(case, actor=user)
        wake_after_commit(analysis.pk)
    analysis.refresh_from_db()
    return analysis


def _queue_analysis(slide: Slide, user: User) -> Analysis:
    analysis = Analysis.objects.create(slide=slide)
    record(action=DiagnosticEvent.ANALYSIS_QUEUED, actor=user, about=analysis)
    return analysis


@contextmanager
def _bytes_follow_row(slide: Slide) -> Iterator[None]:
    """Remove the stored bytes again where the row was not written."""
    try:
        yield
    except BaseException:
        slide.original.storage.delete(slide.original.name)
        raise
