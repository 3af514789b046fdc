"""Taking in and voiding slides. `diagnostics.services.intake` calls both: it also queues the analysis."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.choices import CaseEvent
from cases.exceptions import CaseSigned, DuplicateSlide, SlideVoided, StorageUnavailable
from cases.images import inspect
from cases.models import Case, Slide
from cases.services.audit import record
from cases.services.saving import save_checked

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from accounts.models import User


def store_original(
    *, user: User, case: Case, image: UploadedFile, stain: str, magnification: int | None
) -> Slide:
    """Check the header and write the bytes to the store; the row is not written yet.

    Done before the transaction, so that no database lock waits for a disk. Raises the refusals of
    `cases.images.inspect`, DuplicateSlide, StorageUnavailable.
    """
    header = inspect(image, size=image.size or 0)
    slide = Slide(
        case=case,
        original_name=image.name or "",
        sha256=_sha256(image),
        size_bytes=image.size or 0,
        width=header.width,
        height=header.height,
        format=header.format,
        stain=stain,
        magnification=magnification,
        uploaded_by=user,
    )
    refuse_duplicate(slide)
    image.seek(0)
    try:
        slide.original.save("original", image, save=False)
    except OSError as error:
        raise StorageUnavailable from error
    return slide


def add_slide(*, user: User, case: Case, slide: Slide) -> None:
    """Write the row of a stored slide into its locked case.

    Raises CaseSigned, DuplicateSlide, ValidationRefused.
    """
    if not case.state.is_open:
        raise CaseSigned
    refuse_duplicate(slide)
    slide.case = case
    try:
        with transaction.atomic():
            save_checked(slide)
    except IntegrityError:
        refuse_duplicate(slide)
        raise
    record(action=CaseEvent.SLIDE_RECEIVED, actor=user, about=slide)


def void_slide(*, user: User, slide: Slide, reason: str) -> None:
    """Take a slide out of its locked case; the bytes stay. Raises SlideVoided."""
    voided = Slide.objects.filter(pk=slide.pk, voided_at=None).update(
        voided_at=timezone.now(), voided_by=user, void_reason=reason
    )
    if not voided:
        raise SlideVoided
    slide.refresh_from_db()
    record(action=CaseEvent.SLIDE_VOIDED, actor=user, about=slide, reason=reason)


def refuse_duplicate(slide: Slide) -> None:
    """Raise DuplicateSlide, which names the first one, when the same bytes are in the case."""
    first = Slide.objects.filter(case=slide.case, sha256=slide.sha256, voided_at=None).first()
    if first is not None:
        raise DuplicateSlide(first.pk)


def _sha256(image: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in image.chunks():
        digest.update(chunk)
    return digest.hexdigest()
