from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from accounts.exceptions import NotFound, ValidationRefused
from cases.exceptions import (
    CaseSigned,
    DuplicateSlide,
    EmptyFile,
    SeveralPages,
    SlideVoided,
    UnreadableImage,
    UnsupportedFormat,
)
from cases.models import AuditEvent, Slide
from diagnostics.exceptions import NotFailed
from diagnostics.models import Analysis
from diagnostics.services.intake import receive_slide, retry_analysis, void_slide
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, SlideFactory, colleague, image_bytes, upload
from tests.factories.diagnostics import AnalysisFactory

pytestmark = pytest.mark.django_db


def test_an_image_becomes_a_slide_a_queued_analysis_and_audit_rows() -> None:
    case = CaseFactory()
    data = image_bytes()
    analysis = receive_slide(
        user=colleague(case), case=case, image=upload(data), stain="giemsa", magnification=100
    )
    case.refresh_from_db()
    slide = analysis.slide
    assert (analysis.status, case.status) == ("queued", "analysing")
    assert (slide.width, slide.height, slide.format, slide.size_bytes) == (32, 24, "png", len(data))
    with slide.original.open() as file:
        assert file.read() == data
    assert [event.action for event in AuditEvent.objects.all()] == [
        "slide.received",
        "analysis.queued",
        "case.moved",
    ]


def test_the_senders_file_name_is_no_part_of_the_stored_name() -> None:
    case = CaseFactory()
    analysis = receive_slide(user=colleague(case), case=case, image=upload(name="Doe Jane 1980.png"))
    assert "Doe" not in analysis.slide.original.name
    assert analysis.slide.original_name == "Doe Jane 1980.png"


def test_the_same_image_twice_in_a_case_is_refused_with_the_first() -> None:
    case = CaseFactory()
    user = colleague(case)
    first = receive_slide(user=user, case=case, image=upload())
    with pytest.raises(DuplicateSlide) as refusal:
        receive_slide(user=user, case=case, image=upload())
    assert refusal.value.extra == {"slide": str(first.slide_id)}
    void_slide(user=user, slide=first.slide, reason="wrong case")
    receive_slide(user=user, case=case, image=upload())
    assert case.slides.filter(voided_at=None).count() == 1


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", EmptyFile),
        (b"plain text, no image at all", UnsupportedFormat),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", UnsupportedFormat),
        (b"GIF89a" + b"\x00" * 30, UnsupportedFormat),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, UnreadableImage),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 40, UnreadableImage),
    ],
)
def test_what_is_no_image_is_refused_at_the_door_and_leaves_nothing(
    data: bytes, refusal: type[Exception]
) -> None:
    case = CaseFactory()
    with pytest.raises(refusal):
        receive_slide(user=colleague(case), case=case, image=upload(data))
    case.refresh_from_db()
    assert (case.status, Slide.objects.count(), AuditEvent.objects.count()) == ("registered", 0, 0)


def test_a_file_of_several_pictures_is_refused() -> None:
    pages = [Image.new("RGB", (20, 20), color) for color in ("red", "blue")]
    buffer = io.BytesIO()
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:])
    case = CaseFactory()
    with pytest.raises(SeveralPages):
        receive_slide(user=colleague(case), case=case, image=upload(buffer.getvalue()))


@pytest.mark.parametrize("status", ["signed_out", "amended"])
def test_a_signed_case_takes_no_more_slides(status: str) -> None:
    case = CaseFactory(status=status)
    with pytest.raises(CaseSigned):
        receive_slide(user=colleague(case), case=case, image=upload())
    assert not Slide.objects.exists()


def test_a_row_that_cannot_be_written_leaves_no_bytes() -> None:
    case = CaseFactory()
    before = stored_originals()
    with pytest.raises(ValidationRefused):
        receive_slide(user=colleague(case), case=case, image=upload(), magnification=9999)
    assert not Slide.objects.exists()
    assert stored_originals() == before


def stored_originals() -> set[Path]:
    return set(Path(default_storage.path("slides")).rglob("original*"))


def test_a_foreign_case_is_not_found() -> None:
    with pytest.raises(NotFound):
        receive_slide(user=UserFactory(), case=CaseFactory(), image=upload())


@pytest.mark.parametrize("status", ["signed_out", "amended"])
def test_the_slides_of_a_signed_case_stay(status: str) -> None:
    slide = SlideFactory(case__status=status)
    with pytest.raises(CaseSigned, match="Amend the signed diagnosis"):
        void_slide(user=colleague(slide.case), slide=slide, reason="wrong patient")
    slide.refresh_from_db()
    assert slide.voided_at is None
    assert not AuditEvent.objects.exists()


def test_voiding_takes_the_slide_out_and_keeps_its_bytes_and_the_reason() -> None:
    case = CaseFactory()
    user = colleague(case)
    slide = receive_slide(user=user, case=case, image=upload()).slide
    void_slide(user=user, slide=slide, reason="belongs to another patient")
    slide.refresh_from_db()
    case.refresh_from_db()
    assert (slide.is_voided, slide.void_reason, slide.voided_by) == (True, "belongs to another patient", user)
    with slide.original.open() as file:
        assert file.read()
    assert case.status == "registered"
    assert Analysis.objects.get().error_code == "slide_voided"
    with pytest.raises(SlideVoided):
        void_slide(user=user, slide=slide, reason="again")


def test_voiding_needs_a_reason() -> None:
    slide = SlideFactory()
    with pytest.raises(ValidationRefused):
        void_slide(user=colleague(slide.case), slide=slide, reason=" ")


def test_a_failed_analysis_is_queued_again_with_all_its_attempts() -> None:
    analysis = AnalysisFactory(failed=True, attempts=3)
    again = retry_analysis(user=colleague(analysis.slide.case), analysis=analysis)
    again.slide.case.refresh_from_db()
    assert (again.pk, again.status, again.attempts, again.error) == (analysis.pk, "queued", 0, "")
    assert again.slide.case.status == "analysing"


def test_only_failed_analyses_of_present_slides_are_retried() -> None:
    done = AnalysisFactory(classified=True)
    with pytest.raises(NotFailed):
        retry_analysis(user=colleague(done.slide.case), analysis=done)
    failed = AnalysisFactory(failed=True)
    user = colleague(failed.slide.case)
    void_slide(user=user, slide=failed.slide, reason="wrong case")
    with pytest.raises(SlideVoided):
        retry_analysis(user=user, analysis=failed)


@pytest.mark.parametrize("status", ["signed_out", "amended"])
def test_what_the_model_said_of_a_signed_case_does_not_change(status: str) -> None:
    failed = AnalysisFactory(failed=True, slide__case__status=status)
    with pytest.raises(CaseSigned):
        retry_analysis(user=colleague(failed.slide.case), analysis=failed)
    failed.refresh_from_db()
    assert failed.status == "failed"
