from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile

from diagnostics.models import Analysis
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, SlideFactory, colleague
from tests.factories.diagnostics import AnalysisFactory

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def review(client: Client, slide: Any) -> str:
    return client.get(f"/slides/{slide.pk}/").content.decode()


@pytest.fixture
def case(client: Client) -> Any:
    case = CaseFactory()
    client.force_login(colleague(case))
    return case


def test_a_call_is_shown_in_words_with_bars_set_and_model(client: Client, case: Any) -> None:
    analysis = AnalysisFactory(slide__case=case, classified=True)
    page = review(client, analysis.slide)
    for words in (
        "Moderate confidence, 90.0\N{NO-BREAK SPACE}%.",
        "Early pre-B ALL",
        "test-model 1",
        "000000000000",
    ):
        assert words in page
    assert '<rect width="90.0%"' in page
    assert f'data-heatmap="/analyses/{analysis.pk}/heatmap/"' in page
    assert "confirm by immunophenotyping; research use only." in page


def test_an_uncertain_slide_says_why_and_names_no_class_as_the_call(client: Client, case: Any) -> None:
    page = review(client, AnalysisFactory(slide__case=case, uncertain=True).slide)
    assert "The model names no class." in page
    assert "The model is not confident enough to name a class." in page
    assert "confidence, " not in page


def test_a_slide_that_is_not_analysable_shows_no_probability_and_no_heatmap(
    client: Client, case: Any
) -> None:
    page = review(client, AnalysisFactory(slide__case=case, not_analysable=True).slide)
    assert "The image is out of focus." in page
    assert "Probabilities" not in page
    assert 'data-heatmap=""' in page


def test_a_failed_slide_says_what_to_do_and_can_be_started_again(client: Client, case: Any) -> None:
    analysis = AnalysisFactory(slide__case=case, failed=True)
    page = review(client, analysis.slide)
    assert "The image cannot be decoded." in page
    assert "You can retry the analysis" in page
    response = client.post(f"/analyses/{analysis.pk}/retry/")
    assert response["Location"] == f"/slides/{analysis.slide.pk}/"
    analysis.refresh_from_db()
    assert analysis.status == "queued"


def test_an_analysis_that_did_not_fail_is_not_started_again(client: Client, case: Any) -> None:
    analysis = AnalysisFactory(slide__case=case, classified=True)
    response = client.post(f"/analyses/{analysis.pk}/retry/")
    assert response.status_code == 409
    assert "Only a failed analysis can be started again." in response.content.decode()


def test_the_page_follows_a_running_analysis_and_then_rests(client: Client, case: Any) -> None:
    analysis = AnalysisFactory(slide__case=case)
    path = f"/slides/{analysis.slide.pk}/progress/"
    assert "every 1500ms" in review(client, analysis.slide)
    first = client.get(path, headers={"hx-request": "true"})
    seen = first.context["slide_version"]
    assert client.get(path, {"seen": seen}).status_code == 204
    Analysis.objects.filter(pk=analysis.pk).delete()
    AnalysisFactory(slide=analysis.slide, classified=True)
    done = client.get(path, {"seen": seen}, headers={"hx-request": "true"}).content.decode()
    assert "every 1500ms" not in done
    assert "The analysis is done: Pre-B ALL." in done


def test_slides_lead_to_their_neighbours(client: Client, case: Any) -> None:
    first, second, third = SlideFactory.create_batch(3, case=case)
    page = review(client, second)
    assert "Slide 2 of 3" in page
    assert (
        f'href="/slides/{first.pk}/"'
        in page.split('rel="prev"')[0][-200:] + page.split('rel="prev"')[1][:200]
    )
    assert 'rel="next"' in page
    assert 'rel="prev"' not in review(client, first)
    assert 'rel="next"' not in review(client, third)


def test_a_slide_is_voided_with_a_reason_only(client: Client, case: Any) -> None:
    slide = SlideFactory(case=case)
    refused = client.post(f"/slides/{slide.pk}/void/", {"reason": " "})
    assert refused.status_code == 422
    assert "data-dialog-now" in refused.content.decode()
    response = client.post(f"/slides/{slide.pk}/void/", {"reason": "Uploaded to the wrong case."})
    assert response["Location"] == f"/cases/{case.pk}/"
    page = review(client, slide)
    assert "Voided slide" in page
    assert "Uploaded to the wrong case." in page
    assert "void-dialog" not in page
    assert 'id="diagnosis-form"' not in page


def test_a_second_voiding_is_refused_in_the_form(client: Client, case: Any) -> None:
    slide = SlideFactory(case=case)
    client.post(f"/slides/{slide.pk}/void/", {"reason": "Wrong case."})
    response = client.post(f"/slides/{slide.pk}/void/", {"reason": "Wrong case."})
    assert response.status_code == 422
    assert "The slide has been voided." in response.content.decode()


@pytest.mark.parametrize(
    ("field", "path", "content_type"),
    [("display", "image", "image/jpeg"), ("thumbnail", "thumbnail", "image/jpeg")],
)
def test_copies_are_sent_to_the_laboratory_and_kept_out_of_shared_caches(
    client: Client, case: Any, field: str, path: str, content_type: str
) -> None:
    slide = SlideFactory(case=case, **{field: ContentFile(b"the copy", name="copy.jpg")})
    response = client.get(f"/slides/{slide.pk}/{path}/")
    assert b"".join(response.streaming_content) == b"the copy"  # type: ignore[attr-defined]
    assert response["Content-Type"] == content_type
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"
    again = client.get(f"/slides/{slide.pk}/{path}/", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    assert again["Cache-Control"] == "private, no-cache"


def test_a_heatmap_is_sent_as_png(client: Client, case: Any) -> None:
    analysis = AnalysisFactory(slide__case=case, classified=True)
    response = client.get(f"/analyses/{analysis.pk}/heatmap/")
    assert response["Content-Type"] == "image/png"
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")  # type: ignore[attr-defined]


def test_pictures_of_another_laboratory_are_not_there(client: Client) -> None:
    slide = SlideFactory(display=ContentFile(b"x", name="a.jpg"), thumbnail=ContentFile(b"x", name="b.jpg"))
    analysis = AnalysisFactory(slide=slide, classified=True)
    client.force_login(UserFactory(role="pathologist"))
    for path in (
        f"/slides/{slide.pk}/",
        f"/slides/{slide.pk}/image/",
        f"/slides/{slide.pk}/thumbnail/",
        f"/slides/{slide.pk}/progress/",
        f"/analyses/{analysis.pk}/heatmap/",
    ):
        assert client.get(path).status_code == 404


def test_a_picture_that_is_not_there_yet_is_not_found_and_a_lost_one_cannot_be_read(
    client: Client, case: Any
) -> None:
    slide = SlideFactory(case=case)
    assert client.get(f"/slides/{slide.pk}/image/").status_code == 404
    slide.display.save("display.jpg", ContentFile(b"x"))
    slide.display.storage.delete(slide.display.name)
    assert client.get(f"/slides/{slide.pk}/image/").status_code == 503


def test_the_original_is_never_sent(client: Client, case: Any) -> None:
    slide = SlideFactory(case=case)
    assert slide.original.name not in review(client, slide)
    assert "/media/" not in review(client, slide)


@pytest.mark.parametrize(
    ("status", "code", "offered"),
    [
        ("awaiting_review", "unexpected", True),
        ("awaiting_review", "worker_lost", True),
        ("awaiting_review", "damaged", False),
        ("signed_out", "unexpected", False),
    ],
)
def test_a_retry_is_offered_only_where_it_may_help(
    client: Client, status: str, code: str, *, offered: bool
) -> None:
    analysis = AnalysisFactory(slide__case__status=status, failed=True, error_code=code)
    case = analysis.slide.case
    client.force_login(colleague(case))
    address = f"/analyses/{analysis.pk}/retry/"
    assert (address in review(client, analysis.slide)) is offered
    assert (address in client.get(f"/cases/{case.pk}/").content.decode()) is offered


def test_a_retry_in_a_signed_case_is_refused(client: Client) -> None:
    analysis = AnalysisFactory(slide__case__status="signed_out", failed=True, error_code="unexpected")
    client.force_login(colleague(analysis.slide.case))
    assert client.post(f"/analyses/{analysis.pk}/retry/").status_code == 409


def test_of_a_specimen_that_the_model_was_not_validated_for_no_class_is_shown(client: Client) -> None:
    sentence = "The model has been validated on peripheral blood only, not on this kind of specimen."
    reasons = [
        {"code": "specimen_not_validated", "text": sentence},
        {"code": "several_classes_possible", "text": "More than one class remains possible."},
    ]
    analysis = AnalysisFactory(
        slide__case__specimen="bone_marrow", uncertain=True, reasons=reasons, votes={"one": "pre_b"}
    )
    case = analysis.slide.case
    client.force_login(colleague(case, "technician"))
    for page in (review(client, analysis.slide), client.get(f"/cases/{case.pk}/").content.decode()):
        assert sentence in page
        for words in ("remain", "Pre-B", "pre_b", "Pro-B", "Probabilities", "Any leukaemia class"):
            assert words not in page
    assert 'data-heatmap=""' in review(client, analysis.slide)


@pytest.mark.parametrize("code", ["unlike_training", "magnification", "no_ruler", "normal_cells"])
def test_figures_that_were_never_measured_on_such_images_are_not_shown(client: Client, code: str) -> None:
    reasons = [{"code": code, "text": "Because of the microscope."}]
    analysis = AnalysisFactory(uncertain=True, reasons=reasons, votes={"first": "benign"})
    client.force_login(colleague(analysis.slide.case))

    page = review(client, analysis.slide)

    assert "Because of the microscope." in page
    assert "No probabilities are shown" in page
    for words in ("Any leukaemia class", "Classes that remain possible", "Vote of first", "98.0"):
        assert words not in page
    assert 'data-heatmap=""' in page
    assert "remain possible" not in client.get(f"/cases/{analysis.slide.case.pk}/").content.decode()
