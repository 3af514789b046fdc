from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from diagnostics.models import Diagnosis
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.cases import CaseFactory, SlideFactory, colleague
from tests.factories.diagnostics import DiagnosisFactory, signature

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

SIGNATURE = {"password": PASSWORD, "meaning": "authorship"}
PART = {"hx-request": "true"}
PROGRAM = {"accept": "application/json"}


def shown(draft: Any, **sent: str) -> dict[str, str]:
    """What the dialog sends that was opened just now."""
    return {**SIGNATURE, "version": Diagnosis.objects.get(pk=draft.pk).version, **sent}


@pytest.fixture
def draft(client: Client) -> Any:
    draft = DiagnosisFactory(case__status="awaiting_review")
    client.force_login(draft.author)
    return draft


@pytest.fixture
def signed(client: Client) -> Any:
    case = CaseFactory(status="signed_out")
    author = colleague(case)
    row = DiagnosisFactory.build(case=case, author=author)
    statement = DiagnosisFactory(case=case, author=author, **signature(row))
    client.force_login(author)
    return statement


def test_a_call_is_recorded_as_a_draft_and_the_page_offers_the_signature(client: Client) -> None:
    case = CaseFactory()
    client.force_login(colleague(case))
    path = f"/cases/{case.pk}/diagnoses/"
    response = client.post(path, {"label": "pre_b", "comment": "Blasts."})
    assert response["Location"] == f"/cases/{case.pk}/"
    diagnosis = Diagnosis.objects.get()
    assert (diagnosis.label, diagnosis.comment, diagnosis.is_signed) == ("pre_b", "Blasts.", False)
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert 'id="sign-out-dialog"' in page
    assert f'action="/diagnoses/{diagnosis.pk}/sign-out/"' in page


def test_a_second_call_of_the_same_person_changes_the_draft(client: Client, draft: Any) -> None:
    path = f"/cases/{draft.case.pk}/diagnoses/"
    client.post(path, {"label": "other", "other_text": "AML"})
    changed = Diagnosis.objects.get()
    assert (changed.pk, changed.label, changed.other_text) == (draft.pk, "other", "AML")


def test_sign_out_of_the_form_saves_and_opens_the_dialog_where_one_came_from(client: Client) -> None:
    slide = SlideFactory()
    client.force_login(colleague(slide.case))
    data = {"label": "benign", "then": "sign", "next": f"/slides/{slide.pk}/"}
    response = client.post(f"/cases/{slide.case.pk}/diagnoses/", data)
    assert response["Location"] == f"/slides/{slide.pk}/#sign-out-dialog"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Choose your call."),
        ({"label": "other"}, "Say what it is."),
    ],
)
def test_a_call_that_is_not_whole_is_refused_in_the_form(
    client: Client, data: dict[str, str], sentence: str
) -> None:
    case = CaseFactory()
    client.force_login(colleague(case))
    response = client.post(f"/cases/{case.pk}/diagnoses/", data)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Diagnosis.objects.exists()


def test_the_text_for_other_does_not_count_with_any_other_call(client: Client, draft: Any) -> None:
    client.post(f"/cases/{draft.case.pk}/diagnoses/", {"label": "pre_b", "other_text": "AML"})
    draft.refresh_from_db()
    assert (draft.label, draft.other_text) == ("pre_b", "")


def test_a_refused_call_stays_on_the_page_where_it_was_made(client: Client) -> None:
    slide, foreign = SlideFactory(), SlideFactory()
    client.force_login(colleague(slide.case))
    path = f"/cases/{slide.case.pk}/diagnoses/"
    review = client.post(path, {"label": "other", "next": f"/slides/{slide.pk}/"})
    assert review.status_code == 422
    assert "Say what it is." in review.content.decode()
    assert "data-viewer" in review.content.decode()
    for elsewhere in (f"/slides/{foreign.pk}/", f"/cases/{slide.case.pk}/", "/no/such/page/"):
        case_page = client.post(path, {"label": "other", "next": elsewhere})
        assert case_page.status_code == 422
        assert "data-viewer" not in case_page.content.decode()


def test_the_page_keeps_a_draft_by_itself_and_is_told_what_was_kept(client: Client) -> None:
    case = CaseFactory()
    client.force_login(colleague(case))
    path = f"/cases/{case.pk}/diagnoses/"
    kept = client.post(path, {"label": "pre_b"}, headers=PROGRAM)
    draft = Diagnosis.objects.get()
    assert (kept.status_code, kept.json()) == (200, {"diagnosis": str(draft.pk), "words": "Pre-B ALL"})
    client.post(path, {"label": "pro_b", "comment": "Blasts."}, headers=PROGRAM)
    assert Diagnosis.objects.get().comment == "Blasts."
    assert "messages" not in client.cookies


def test_the_page_is_told_why_a_draft_was_not_kept(client: Client, signed: Any) -> None:
    case = CaseFactory()
    client.force_login(colleague(case))
    refused = client.post(f"/cases/{case.pk}/diagnoses/", {"label": "other"}, headers=PROGRAM)
    assert refused.status_code == 400
    assert refused.json()["errors"] == {"other_text": ["Say what it is."]}
    client.force_login(signed.author)
    late = client.post(f"/cases/{signed.case.pk}/diagnoses/", {"label": "pre_b"}, headers=PROGRAM)
    assert late.status_code == 409


@pytest.mark.parametrize("role", ["technician", "administrator"])
def test_other_roles_neither_record_nor_sign_nor_amend(client: Client, role: str) -> None:
    draft = DiagnosisFactory()
    client.force_login(colleague(draft.case, role))
    assert client.post(f"/cases/{draft.case.pk}/diagnoses/", {"label": "pre_b"}).status_code == 403
    assert client.post(f"/diagnoses/{draft.pk}/sign-out/", shown(draft)).status_code == 403
    assert client.get(f"/diagnoses/{draft.pk}/amend/").status_code == 403
    page = client.get(f"/cases/{draft.case.pk}/").content.decode()
    assert "sign-out-dialog" not in page
    assert "Draft" in page


def test_signing_leads_to_the_signed_case_with_name_time_and_meaning(client: Client, draft: Any) -> None:
    response = client.post(f"/diagnoses/{draft.pk}/sign-out/", shown(draft))
    assert response["Location"] == f"/cases/{draft.case.pk}/"
    page = client.get(response["Location"]).content.decode()
    assert "is signed out." in page
    assert draft.author.printed_name in page
    assert "I made this diagnosis" in page
    assert f'href="/diagnoses/{draft.pk}/amend/"' in page
    assert 'id="diagnosis-form"' not in page


def test_the_dialog_is_sent_on_by_a_header(client: Client, draft: Any) -> None:
    response = client.post(f"/diagnoses/{draft.pk}/sign-out/", shown(draft), headers=PART)
    assert response["HX-Redirect"] == f"/cases/{draft.case.pk}/"


def test_a_wrong_password_is_said_in_the_dialog_and_nothing_is_signed(client: Client, draft: Any) -> None:
    data = shown(draft, password="not mine")
    response = client.post(f"/diagnoses/{draft.pk}/sign-out/", data, headers=PART)
    part = response.content.decode()
    assert response.status_code == 422
    assert "The password is not right." in part
    assert "<html" not in part
    assert "not mine" not in part
    draft.refresh_from_db()
    assert not draft.is_signed


def test_without_scripts_the_refusal_is_a_page_with_the_form(client: Client, draft: Any) -> None:
    response = client.post(f"/diagnoses/{draft.pk}/sign-out/", shown(draft, password=""))
    assert response.status_code == 422
    assert "<html" in response.content.decode()
    assert 'name="password"' in response.content.decode()


@pytest.mark.parametrize("change", [{"label": "benign"}, {"comment": "No blasts."}])
@pytest.mark.parametrize("sent", [{}, {"password": "not mine"}, {"password": ""}])
def test_a_draft_that_was_changed_since_it_was_shown_is_not_signed(
    client: Client, draft: Any, change: dict[str, str], sent: dict[str, str]
) -> None:
    data = shown(draft, **sent)
    Diagnosis.objects.filter(pk=draft.pk).update(**change)
    response = client.post(f"/diagnoses/{draft.pk}/sign-out/", data, headers=PART)
    part = response.content.decode()
    assert response.status_code == 409
    assert "The draft was changed since it was shown to you." in part
    assert response["HX-Refresh"] == "true"
    draft.refresh_from_db()
    assert not draft.is_signed
    assert f'name="version" value="{draft.version}"' in part
    assert (draft.comment or draft.get_label_display()) in part
    assert "The draft was changed" in client.get(f"/cases/{draft.case.pk}/").content.decode()


def test_a_signature_that_does_not_say_what_was_read_is_refused(client: Client, draft: Any) -> None:
    response = client.post(f"/diagnoses/{draft.pk}/sign-out/", SIGNATURE)
    assert response.status_code == 409
    draft.refresh_from_db()
    assert not draft.is_signed


def test_the_dialog_shows_all_the_words_and_sends_their_version(client: Client, draft: Any) -> None:
    Diagnosis.objects.filter(pk=draft.pk).update(comment="Blasts, 40 of 100.")
    draft.refresh_from_db()
    page = client.get(f"/cases/{draft.case.pk}/").content.decode()
    dialog = page.partition('id="sign-out-dialog"')[2]
    assert f'name="version" value="{draft.version}"' in dialog
    assert "Blasts, 40 of 100." in dialog


def test_an_amendment_that_was_changed_since_it_was_shown_is_not_signed(client: Client, signed: Any) -> None:
    client.post(f"/diagnoses/{signed.pk}/amend/", {"label": "pro_b", "reason": "Immunophenotyping."})
    amendment = Diagnosis.objects.get(amends=signed)
    data = shown(amendment)
    Diagnosis.objects.filter(pk=amendment.pk).update(amendment_reason="Another reason.")
    assert client.post(f"/diagnoses/{amendment.pk}/sign-out/", data).status_code == 409
    assert client.post(f"/diagnoses/{amendment.pk}/sign-out/", shown(amendment)).status_code == 302


def test_a_second_sign_out_is_refused_in_words(client: Client, draft: Any) -> None:
    client.post(f"/diagnoses/{draft.pk}/sign-out/", shown(draft))
    response = client.post(f"/diagnoses/{draft.pk}/sign-out/", shown(draft), headers=PART)
    assert response.status_code == 422
    assert "This is already signed out." in response.content.decode()


def test_a_draft_of_somebody_else_is_signed_as_review_not_as_authorship(client: Client, draft: Any) -> None:
    reviewer = colleague(draft.case)
    client.force_login(reviewer)
    page = client.get(f"/cases/{draft.case.pk}/").content.decode()
    assert f"by {draft.author.printed_name}" in page
    assert "I reviewed this diagnosis" in page
    assert "I made this diagnosis" not in page
    refused = client.post(f"/diagnoses/{draft.pk}/sign-out/", shown(draft))
    assert refused.status_code == 422
    client.post(f"/diagnoses/{draft.pk}/sign-out/", shown(draft, meaning="review"))
    draft.refresh_from_db()
    assert (draft.signed_by, draft.meaning) == (reviewer, "review")


def test_an_amendment_needs_a_reason(client: Client, signed: Any) -> None:
    response = client.post(f"/diagnoses/{signed.pk}/amend/", {"label": "pro_b"})
    assert response.status_code == 422
    assert Diagnosis.objects.count() == 1


def test_an_amendment_waits_for_its_own_signature_and_the_old_one_stays_readable(
    client: Client, signed: Any
) -> None:
    data = {"label": "pro_b", "reason": "Immunophenotyping."}
    response = client.post(f"/diagnoses/{signed.pk}/amend/", data)
    assert response["Location"] == f"/cases/{signed.case.pk}/#sign-out-dialog"
    amendment = Diagnosis.objects.get(amends=signed)
    waiting = client.get(f"/cases/{signed.case.pk}/").content.decode()
    assert "not signed" in waiting
    assert "Pre-B ALL" in waiting
    client.post(f"/diagnoses/{amendment.pk}/sign-out/", shown(amendment))
    response = client.get(f"/cases/{signed.case.pk}/")
    page = response.content.decode()
    assert response.context["signed"] == amendment
    assert "Amendment signed" in response.content.decode()
    assert list(response.context["earlier"]) == [signed]
    assert "Reason for the amendment: Immunophenotyping." in page
    assert "Superseded: signed" in page


def test_an_amended_statement_is_not_amended_again(client: Client, signed: Any) -> None:
    data = {"label": "pro_b", "reason": "Immunophenotyping."}
    client.post(f"/diagnoses/{signed.pk}/amend/", data)
    amendment = Diagnosis.objects.get(amends=signed)
    client.post(f"/diagnoses/{amendment.pk}/sign-out/", shown(amendment))
    response = client.post(f"/diagnoses/{signed.pk}/amend/", data)
    assert response.status_code == 422
    assert "A newer amendment has been signed." in response.content.decode()


def test_the_next_case_is_offered_after_the_signature(client: Client, signed: Any) -> None:
    other = CaseFactory(patient__laboratory=signed.case.laboratory, status="awaiting_review")
    CaseFactory(status="awaiting_review", priority="stat")
    page = client.get(f"/cases/{signed.case.pk}/").content.decode()
    assert f"Next case: {other.accession_number}" in page


def test_statements_of_another_laboratory_are_not_there(client: Client) -> None:
    draft = DiagnosisFactory()
    client.force_login(UserFactory(role="pathologist"))
    assert client.post(f"/cases/{draft.case.pk}/diagnoses/", {"label": "pre_b"}).status_code == 404
    assert client.post(f"/diagnoses/{draft.pk}/sign-out/", shown(draft)).status_code == 404
    assert client.get(f"/diagnoses/{draft.pk}/amend/").status_code == 404
