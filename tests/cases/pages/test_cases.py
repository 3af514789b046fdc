from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from cases.models import AuditEvent, Case
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, PatientFactory, colleague

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import Settings

pytestmark = pytest.mark.django_db

DETAILS = {
    "accession_number": "A-1",
    "specimen": "peripheral_blood",
    "priority": "stat",
    "collected_at": "2026-03-01T07:30",
    "received_at": "2026-03-01T08:00",
    "clinical_notes": "Fever.",
}


def test_times_are_those_of_the_laboratory_and_kept_as_moments(client: Client, settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    patient = PatientFactory()
    client.force_login(colleague(patient, "technician"))

    client.post(f"/patients/{patient.pk}/cases/new/", DETAILS)

    case = Case.objects.get(accession_number="A-1")
    assert case.collected_at == datetime.datetime(2026, 3, 1, 6, 30, tzinfo=datetime.UTC)
    assert "2026-03-01 07:30 CET" in client.get(f"/cases/{case.pk}/").content.decode()


def test_the_hour_that_comes_twice_can_be_entered_and_is_left_alone(
    client: Client, settings: Settings
) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    patient = PatientFactory()
    client.force_login(colleague(patient, "technician"))
    first = datetime.datetime(2025, 10, 26, 0, 30, tzinfo=datetime.UTC)  # 02:30, and an hour later again

    client.post(f"/patients/{patient.pk}/cases/new/", {**DETAILS, "collected_at": "2025-10-26T02:30"})
    case = Case.objects.get(accession_number="A-1")
    assert case.collected_at == first

    second = first + datetime.timedelta(hours=1)
    Case.objects.update(collected_at=second)
    kept = {**DETAILS, "collected_at": "2025-10-26T02:30", "priority": "routine"}
    assert client.post(f"/cases/{case.pk}/edit/", kept).status_code == 302
    case.refresh_from_db()
    assert (case.collected_at, case.priority) == (second, "routine")


def test_a_case_is_registered_and_its_page_asks_for_slides(client: Client) -> None:
    patient = PatientFactory()
    client.force_login(colleague(patient, "technician"))
    response = client.post(f"/patients/{patient.pk}/cases/new/", DETAILS)
    case = Case.objects.get(accession_number="A-1")
    assert response["Location"] == f"/cases/{case.pk}/"
    page = client.get(response["Location"]).content.decode()
    assert "No slides yet" in page
    assert 'name="image"' in page
    assert "Fever." in page


def test_times_are_taken_as_utc(client: Client) -> None:
    patient = PatientFactory()
    client.force_login(colleague(patient))
    client.post(f"/patients/{patient.pk}/cases/new/", DETAILS)
    assert Case.objects.get().received_at.isoformat() == "2026-03-01T08:00:00+00:00"


def test_an_accession_number_that_is_taken_is_said_in_the_form(client: Client) -> None:
    case = CaseFactory(accession_number="A-1")
    client.force_login(colleague(case))
    response = client.post(f"/patients/{case.patient.pk}/cases/new/", DETAILS)
    assert response.status_code == 422
    assert "already registered" in response.content.decode().partition('id="id_accession_number_error"')[2]
    assert Case.objects.count() == 1


@pytest.mark.parametrize("field", ["collected_at", "received_at"])
@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "0001-01-01T00:00", "1899-12-31T23:59", "9999-12-31T23:59-14:00"]
)
def test_times_that_nobody_lived_in_are_refused(client: Client, field: str, moment: str) -> None:
    patient = PatientFactory()
    client.force_login(colleague(patient))
    response = client.post(f"/patients/{patient.pk}/cases/new/", {**DETAILS, field: moment})
    assert response.status_code == 422
    assert "This time is" in response.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "address", ["foo", "//elsewhere.org/", "https://elsewhere.org/", "/\\elsewhere.org", ""]
)
def test_the_way_back_is_a_path_of_ours_or_the_case(client: Client, address: str) -> None:
    case = CaseFactory()
    client.force_login(colleague(case))
    response = client.post(f"/cases/{case.pk}/assign/", {"assignee": "", "next": address})
    assert (response.status_code, response["Location"]) == (302, f"/cases/{case.pk}/")
    response = client.post(f"/cases/{case.pk}/assign/", {"assignee": "", "next": "/patients/?q=a"})
    assert response["Location"] == "/patients/?q=a"


def test_a_specimen_has_to_be_chosen(client: Client) -> None:
    patient = PatientFactory()
    client.force_login(colleague(patient))
    path = f"/patients/{patient.pk}/cases/new/"
    assert "Choose one" in client.get(path).content.decode()
    assert client.post(path, {**DETAILS, "specimen": ""}).status_code == 422


def test_an_edit_that_changes_nothing_leaves_no_trace(client: Client) -> None:
    case = CaseFactory()
    client.force_login(colleague(case))
    path = f"/cases/{case.pk}/edit/"
    form = client.get(path).context["form"]
    data = {field.name: field.value() or "" for field in form}
    data["received_at"] = case.received_at.strftime("%Y-%m-%dT%H:%M")
    assert client.post(path, data).status_code == 302
    assert [event.changes for event in AuditEvent.objects.filter(action="case.edited")] == []


def test_an_edit_stores_what_was_changed(client: Client) -> None:
    case = CaseFactory()
    client.force_login(colleague(case))
    assert client.post(f"/cases/{case.pk}/edit/", DETAILS).status_code == 302
    case.refresh_from_db()
    assert (case.accession_number, case.priority) == ("A-1", "stat")


def test_a_signed_case_is_not_edited_and_the_form_says_why(client: Client) -> None:
    case = CaseFactory(status="signed_out")
    client.force_login(colleague(case))
    response = client.post(f"/cases/{case.pk}/edit/", DETAILS)
    assert response.status_code == 422
    assert "The case is signed out." in response.content.decode()
    assert "Edit" not in client.get(f"/cases/{case.pk}/").content.decode()


def test_a_case_is_given_to_a_colleague_and_back_to_nobody(client: Client) -> None:
    case = CaseFactory()
    reader = colleague(case)
    client.force_login(colleague(case, "technician"))
    path = f"/cases/{case.pk}/assign/"
    assert client.post(path, {"assignee": reader.pk})["Location"] == f"/cases/{case.pk}/"
    case.refresh_from_db()
    assert case.assignee == reader
    client.post(path, {"assignee": ""})
    case.refresh_from_db()
    assert case.assignee is None


def test_a_case_is_not_given_to_another_laboratory(client: Client) -> None:
    case = CaseFactory()
    client.force_login(colleague(case))
    response = client.post(f"/cases/{case.pk}/assign/", {"assignee": UserFactory().pk})
    assert response.status_code == 400
    case.refresh_from_db()
    assert case.assignee is None


def test_assigning_from_a_part_of_a_page_tells_that_part_to_refresh(client: Client) -> None:
    case = CaseFactory()
    user = colleague(case)
    client.force_login(user)
    response = client.post(f"/cases/{case.pk}/assign/", {"assignee": user.pk}, headers={"hx-request": "true"})
    assert response.status_code == 204
    assert response["HX-Trigger"] == "case:changed"


@pytest.mark.parametrize("address", ["https://elsewhere.test/", "//elsewhere.test/", "javascript:alert(1)"])
def test_the_way_back_never_leads_out_of_the_portal(client: Client, address: str) -> None:
    case = CaseFactory()
    client.force_login(colleague(case))
    response = client.post(f"/cases/{case.pk}/assign/", {"assignee": "", "next": address})
    assert response["Location"] == f"/cases/{case.pk}/"


def test_the_way_back_leads_to_the_list_with_its_filters(client: Client) -> None:
    case = CaseFactory()
    client.force_login(colleague(case))
    response = client.post(f"/cases/{case.pk}/assign/", {"assignee": "", "next": "/?priority=stat"})
    assert response["Location"] == "/?priority=stat"
