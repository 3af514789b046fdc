from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from cases.models import Slide
from cases.services.audit import record
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, SlideFactory, colleague, image_bytes, upload
from tests.factories.diagnostics import AnalysisFactory

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}


@pytest.fixture
def case() -> Any:
    return CaseFactory()


@pytest.fixture
def technician(client: Client, case: Any) -> User:
    user = colleague(case, "technician")
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    ("role", "may_diagnose"), [("technician", False), ("pathologist", True), ("administrator", False)]
)
def test_everybody_uploads_and_only_pathologists_get_the_form_of_the_call(
    client: Client, case: Any, role: str, *, may_diagnose: bool
) -> None:
    client.force_login(colleague(case, role))
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "data-upload" in page
    assert ('id="diagnosis-form"' in page) is may_diagnose


def test_several_images_are_taken_in_by_the_plain_form(client: Client, case: Any, technician: User) -> None:
    images = [upload(image_bytes(shade), f"{shade}.png") for shade in (1, 2, 3)]
    data = {"image": images, "stain": "giemsa", "magnification": "100"}
    response = client.post(f"/cases/{case.pk}/slides/", data)
    assert response["Location"] == f"/cases/{case.pk}/"
    assert list(Slide.objects.values_list("stain", "magnification")) == [("giemsa", 100)] * 3
    assert "0 of 3</span> analysed" in client.get(f"/cases/{case.pk}/").content.decode()


def test_what_is_refused_is_named_and_the_rest_is_taken_in(
    client: Client, case: Any, technician: User
) -> None:
    images = [
        upload(),
        upload(b"no picture", "notes.txt"),
        upload(name="again.png"),
        upload(b"", "empty.png"),
    ]
    response = client.post(f"/cases/{case.pk}/slides/", {"image": images})
    page = response.content.decode()
    assert response.status_code == 422
    assert "notes.txt: This kind of file is not accepted." in page
    assert "again.png: This image is already in the case." in page
    assert "empty.png: The file is empty." in page
    assert "field.png received; its analysis is queued." in page
    assert Slide.objects.count() == 1


def test_no_image_at_all_is_said_at_the_field(client: Client, case: Any, technician: User) -> None:
    response = client.post(f"/cases/{case.pk}/slides/", {})
    assert response.status_code == 422
    assert "An image is required." in response.content.decode()


def test_the_script_gets_the_new_slide_and_where_it_is(client: Client, case: Any, technician: User) -> None:
    response = client.post(f"/cases/{case.pk}/slides/", {"image": upload()}, headers=JSON)
    slide = Slide.objects.get()
    assert response.status_code == 201
    assert response.json() == {"slide": str(slide.pk), "url": f"/slides/{slide.pk}/"}


def test_the_script_gets_a_duplicate_refused_with_the_slide_that_is_there(
    client: Client, case: Any, technician: User
) -> None:
    client.post(f"/cases/{case.pk}/slides/", {"image": upload()}, headers=JSON)
    response = client.post(f"/cases/{case.pk}/slides/", {"image": upload()}, headers=JSON)
    assert response.status_code == 409
    assert response.json()["slide"] == str(Slide.objects.get().pk)
    assert response.json()["detail"].startswith("This image is already in the case.")


def test_the_script_gets_a_wrong_field_with_its_sentence(client: Client, case: Any, technician: User) -> None:
    data = {"image": upload(), "magnification": "9000"}
    response = client.post(f"/cases/{case.pk}/slides/", data, headers=JSON)
    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["magnification"]
    assert not Slide.objects.exists()


def test_a_signed_case_takes_no_slides_and_offers_none(client: Client) -> None:
    case = CaseFactory(status="signed_out")
    client.force_login(colleague(case))
    assert "data-upload" not in client.get(f"/cases/{case.pk}/").content.decode()
    response = client.post(f"/cases/{case.pk}/slides/", {"image": upload()}, headers=JSON)
    assert response.status_code == 409
    assert response.json()["code"] == "case_signed"


def test_progress_is_sent_once_and_stops_when_all_is_done(
    client: Client, case: Any, technician: User
) -> None:
    analysis = AnalysisFactory(slide__case=case)
    path = f"/cases/{case.pk}/progress/"
    first = client.get(path, {"seen": ""})
    version = first.context["version"]
    assert "every 2s" in first.content.decode()
    assert client.get(path, {"seen": version}).status_code == 204
    type(analysis).objects.filter(pk=analysis.pk).delete()
    AnalysisFactory(slide=analysis.slide, classified=True)
    done = client.get(path, {"seen": version}).content.decode()
    assert "Pre-B ALL" in done
    assert "every 2s" not in done
    assert "All 1 slides are analysed." in done


def test_progress_brings_the_picture_when_the_worker_has_made_it(
    client: Client, case: Any, technician: User
) -> None:
    slide = SlideFactory(case=case)
    AnalysisFactory(slide=slide)
    path = f"/cases/{case.pk}/progress/"
    before = client.get(path)
    assert "/thumbnail/" not in before.content.decode()
    slide.thumbnail.save("thumbnail.jpg", ContentFile(b"jpeg"))
    after = client.get(path, {"seen": before.context["version"]})
    assert f"/slides/{slide.pk}/thumbnail/" in after.content.decode()


def summary_of(page: str) -> str:
    return page.partition('id="model-summary"')[2].partition("</section>")[0]


def test_the_summary_of_slides_that_differ_claims_no_class(
    client: Client, case: Any, technician: User
) -> None:
    for trait in ("classified", "uncertain", "uncertain", "not_analysable", "failed"):
        AnalysisFactory(slide__case=case, **{trait: True})
    summary = summary_of(client.get(f"/cases/{case.pk}/").content.decode())
    assert "Mixed: 1 Pre-B ALL, 2 uncertain, 1 not analysable, 1 failed" in summary
    assert "confidence," not in summary


def test_the_confidence_stands_where_all_analysable_slides_have_one_class(
    client: Client, case: Any, technician: User
) -> None:
    AnalysisFactory(slide__case=case, classified=True, confidence=0.97)
    AnalysisFactory(slide__case=case, classified=True, confidence=0.96)
    address = f"/cases/{case.pk}/"
    assert "high confidence, 96.0" in summary_of(client.get(address).content.decode())
    AnalysisFactory(slide__case=case, not_analysable=True)
    summary = summary_of(client.get(address).content.decode())
    assert "Mixed: 2 Pre-B ALL, 1 not analysable" in summary
    assert "high confidence, 96.0" in summary


def test_the_summary_says_that_slides_disagree_and_claims_no_class(
    client: Client, case: Any, technician: User
) -> None:
    AnalysisFactory(slide__case=case, classified=True)
    AnalysisFactory(slide__case=case, classified=True, label="pro_b")
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "Mixed: 1 Pre-B ALL, 1 Pro-B ALL" in page
    assert "confidence," not in summary_of(page)
    assert "The slides were given different classes." in page


def test_the_decision_support_sentence_stands_by_the_summary(
    client: Client, case: Any, technician: User
) -> None:
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "confirm by immunophenotyping; research use only." in page


def test_the_history_names_events_people_and_changes(client: Client, case: Any, technician: User) -> None:
    reader = UserFactory(laboratory=case.laboratory, first_name="Pat", last_name="Demo", role="pathologist")
    client.post(f"/cases/{case.pk}/assign/", {"assignee": reader.pk})
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "Case assigned" in page
    assert "Assignee: Pat Demo" in page
    assert technician.printed_name in page


def test_the_history_says_results_in_words(client: Client, case: Any, technician: User) -> None:
    analysis = AnalysisFactory(slide__case=case, failed=True, error_code="damaged")
    with transaction.atomic():
        for word in ("not_analysable", "damaged"):
            record(action="analysis.succeeded", actor=None, about=analysis, changes={"result": (None, word)})
    client.post(f"/analyses/{analysis.pk}/retry/")
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "Result: Not analysable" in page
    assert "Result: Image damaged or incomplete" in page
    assert "Earlier result: Image damaged or incomplete" in page


def test_text_from_people_is_never_markup(client: Client) -> None:
    case = CaseFactory(clinical_notes="<script>alert(1)</script>", patient__family_name="<b>Demo</b>")
    SlideFactory(case=case, original_name="<img src=x onerror=alert(1)>.png")
    client.force_login(colleague(case))
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<b>Demo</b>" not in page
    assert "<img src=x" not in page
