from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cases.models import AuditEvent, Patient
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, PatientFactory, colleague

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

DETAILS = {
    "mrn": "M7",
    "family_name": "Demo-Birke",
    "given_name": "Bo",
    "date_of_birth": "2011-05-17",
    "sex": "male",
}


@pytest.mark.parametrize("search", ["M00X", "eiche", "cleo", "A-4711"])
def test_the_list_finds_a_patient_by_mrn_name_and_accession(client: Client, search: str) -> None:
    wanted = PatientFactory(mrn="M00X", family_name="Demo-Eiche", given_name="Cleo")
    CaseFactory(patient=wanted, accession_number="A-4711")
    PatientFactory(laboratory=wanted.laboratory, family_name="Demo-Linde")
    client.force_login(colleague(wanted))
    page = client.get("/patients/", {"q": search}).content.decode()
    assert "Demo-Eiche, Cleo" in page
    assert "Demo-Linde" not in page


def test_the_list_stands_by_name_and_counts_cases(client: Client) -> None:
    first = PatientFactory(mrn="M9", family_name="Demo-Ahorn")
    PatientFactory(mrn="M1", family_name="Demo-Zeder", laboratory=first.laboratory)
    CaseFactory.create_batch(2, patient=first)
    client.force_login(colleague(first))
    response = client.get("/patients/")
    assert [patient.family_name for patient in response.context["page"]] == ["Demo-Ahorn", "Demo-Zeder"]
    assert [patient.case_count for patient in response.context["page"]] == [2, 0]


def test_a_patient_of_another_laboratory_is_in_no_list_and_on_no_page(client: Client) -> None:
    foreign = PatientFactory(family_name="Demo-Fremd")
    client.force_login(UserFactory(role="pathologist"))
    assert "Demo-Fremd" not in client.get("/patients/").content.decode()
    for path in ("", "correct/", "cases/new/"):
        assert client.get(f"/patients/{foreign.pk}/{path}").status_code == 404


def test_an_empty_list_says_what_to_do_next(client: Client) -> None:
    client.force_login(UserFactory())
    page = client.get("/patients/").content.decode()
    assert "No patients yet" in page
    assert 'href="/patients/new/"' in page


@pytest.mark.parametrize("role", ["technician", "pathologist", "administrator"])
def test_everybody_of_the_laboratory_registers_patients(client: Client, role: str) -> None:
    user = UserFactory(role=role)
    client.force_login(user)
    response = client.post("/patients/new/", DETAILS)
    patient = Patient.objects.get(mrn="M7")
    assert patient.laboratory == user.laboratory
    assert response["Location"] == f"/patients/{patient.pk}/"
    assert "Register the case next" in client.get(response["Location"]).content.decode()


def test_an_mrn_that_is_taken_is_said_in_the_form_and_nothing_typed_is_lost(client: Client) -> None:
    there = PatientFactory(mrn="M7")
    client.force_login(colleague(there))
    response = client.post("/patients/new/", DETAILS)
    page = response.content.decode()
    assert response.status_code == 422
    assert "already registered" in page.partition('id="id_mrn_error"')[2]
    assert 'value="Demo-Birke"' in page
    assert Patient.objects.count() == 1


def test_a_patient_who_may_be_here_already_is_shown_and_registered_once_confirmed(client: Client) -> None:
    there = PatientFactory(**{**DETAILS, "mrn": "M1", "family_name": "DEMO-BIRKE"})
    client.force_login(colleague(there))
    response = client.post("/patients/new/", DETAILS)
    assert response.status_code == 422
    assert f'href="/patients/{there.pk}/"' in response.content.decode()
    assert Patient.objects.count() == 1
    assert client.post("/patients/new/", {**DETAILS, "another_person": "on"}).status_code == 302
    assert Patient.objects.count() == 2


def test_a_namesake_of_another_laboratory_or_another_day_is_not_shown(client: Client) -> None:
    PatientFactory(**{**DETAILS, "mrn": "M1"})
    user = UserFactory()
    PatientFactory(**{**DETAILS, "mrn": "M2", "date_of_birth": "2011-05-18", "laboratory": user.laboratory})
    client.force_login(user)
    assert client.post("/patients/new/", DETAILS).status_code == 302


def test_a_wrong_field_is_marked_for_screen_readers_too(client: Client) -> None:
    client.force_login(UserFactory())
    response = client.post("/patients/new/", {**DETAILS, "date_of_birth": "2999-01-01"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "The date of birth is in the future." in page
    assert 'aria-invalid="true"' in page
    assert 'id="id_date_of_birth_error"' in page
    assert 'aria-describedby="id_date_of_birth_error"' in page


def test_a_correction_needs_a_reason(client: Client) -> None:
    patient = PatientFactory(mrn="M7")
    client.force_login(colleague(patient, "technician"))
    response = client.post(f"/patients/{patient.pk}/correct/", DETAILS)
    assert response.status_code == 422
    patient.refresh_from_db()
    assert patient.family_name == "Demo-Ahorn"


def test_a_correction_is_kept_in_the_history_with_reason_and_old_value(client: Client) -> None:
    case = CaseFactory(patient__mrn="M7")
    client.force_login(colleague(case, "technician"))
    path = f"/patients/{case.patient.pk}/correct/"
    assert client.post(path, {**DETAILS, "reason": "Misread the form."}).status_code == 302
    assert AuditEvent.objects.get(action="patient.corrected").reason == "Misread the form."
    history = client.get(f"/cases/{case.pk}/").content.decode()
    assert "Reason: Misread the form." in history
    assert "Family name: Demo-Ahorn → Demo-Birke" in history


def test_only_changed_details_are_recorded(client: Client) -> None:
    patient = PatientFactory(**DETAILS)
    client.force_login(colleague(patient))
    client.post(f"/patients/{patient.pk}/correct/", {**DETAILS, "sex": "female", "reason": "Wrong box."})
    assert set(AuditEvent.objects.get(action="patient.corrected").changes) == {"sex"}
