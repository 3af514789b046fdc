from __future__ import annotations

import uuid

import pytest

from cases.models import AuditEvent, Case
from tests.factories.api import client_of, person, refused, same_refusal
from tests.factories.cases import CaseFactory, PatientFactory

pytestmark = pytest.mark.django_db

URL = "/api/v1/cases/"


def test_a_case_is_registered_for_a_patient() -> None:
    user = person(role="technician")
    patient = PatientFactory(laboratory=user.laboratory)
    sent = {
        "patient": str(patient.pk),
        "accession_number": "A-1",
        "specimen": "bone_marrow",
        "priority": "stat",
    }
    response = client_of(user).post(URL, sent, format="json")
    assert response.status_code == 201
    body = response.json()
    assert {name: body[name] for name in sent} == sent
    assert body["status"] == "registered"
    assert body["assignee"] is None
    assert body["created_by"] == {"id": str(user.pk), "name": user.printed_name}
    assert Case.objects.get(pk=body["id"]).laboratory_id == user.laboratory_id


def test_the_priority_is_routine_unless_said() -> None:
    user = person()
    patient = PatientFactory(laboratory=user.laboratory)
    sent = {"patient": str(patient.pk), "accession_number": "A-1", "specimen": "peripheral_blood"}
    assert client_of(user).post(URL, sent, format="json").json()["priority"] == "routine"


def test_a_foreign_patient_is_like_no_patient() -> None:
    client = client_of(person())
    sent = {"accession_number": "A-1", "specimen": "peripheral_blood", "priority": "routine"}
    foreign = client.post(URL, {**sent, "patient": str(PatientFactory().pk)}, format="json")
    assert refused(foreign, 404, "not_found")
    assert same_refusal(foreign, client.post(URL, {**sent, "patient": str(uuid.uuid4())}, format="json"))
    assert not Case.objects.exists()


@pytest.mark.parametrize("field", ["status", "laboratory", "created_by", "assignee", "signed_by"])
def test_what_the_portal_decides_cannot_be_given(field: str) -> None:
    user = person()
    case = CaseFactory(patient__laboratory=user.laboratory)
    sent = {"accession_number": "A-1", "specimen": "peripheral_blood", "patient": str(case.patient_id)}
    client = client_of(user)
    created = client.post(URL, {**sent, field: "signed_out"}, format="json")
    changed = client.patch(f"{URL}{case.pk}/", {field: "signed_out"}, format="json")
    for response in (created, changed):
        assert list(refused(response, 400, "invalid")["errors"]) == [field]
    case.refresh_from_db()
    assert case.status == "registered"


def test_details_are_edited_until_the_case_is_signed_out() -> None:
    user = person(role="technician")
    case = CaseFactory(patient__laboratory=user.laboratory)
    client = client_of(user)
    response = client.patch(f"{URL}{case.pk}/", {"priority": "stat"}, format="json")
    assert (response.status_code, response.json()["priority"]) == (200, "stat")
    assert AuditEvent.objects.get(object_id=case.pk).changes == {"priority": ["routine", "stat"]}
    Case.objects.filter(pk=case.pk).update(status="signed_out")
    assert refused(
        client.patch(f"{URL}{case.pk}/", {"priority": "routine"}, format="json"), 409, "case_signed"
    )


@pytest.mark.parametrize("sent", [{}, {"reason": "tidying up"}])
def test_an_empty_change_is_a_mistake(sent: dict[str, str]) -> None:
    case = CaseFactory()
    client = client_of(person(case.laboratory))
    for url in (f"{URL}{case.pk}/", f"/api/v1/patients/{case.patient_id}/"):
        assert refused(client.patch(url, sent, format="json"), 400, "invalid")
    assert not AuditEvent.objects.exists()


def test_a_case_is_assigned_to_colleagues_only() -> None:
    user = person(role="technician")
    colleague = person(user.laboratory)
    url = f"{URL}{CaseFactory(patient__laboratory=user.laboratory).pk}/assign/"
    client = client_of(user)
    given = client.post(url, {"assignee": str(colleague.pk)}, format="json")
    assert given.json()["assignee"] == {"id": str(colleague.pk), "name": colleague.printed_name}
    stranger = client.post(url, {"assignee": str(person().pk)}, format="json")
    assert refused(stranger, 404, "not_found")
    assert same_refusal(stranger, client.post(url, {"assignee": str(uuid.uuid4())}, format="json"))
    assert client.post(url, {"assignee": None}, format="json").json()["assignee"] is None
    assert list(refused(client.post(url, {}, format="json"), 400, "invalid")["errors"]) == ["assignee"]


def test_lists_and_details_stop_at_the_laboratory() -> None:
    user = person()
    own = CaseFactory(patient__laboratory=user.laboratory)
    foreign = CaseFactory()
    client = client_of(user)
    assert [row["id"] for row in client.get(URL).json()["results"]] == [str(own.pk)]
    hidden = client.get(f"{URL}{foreign.pk}/")
    assert refused(hidden, 404, "not_found")
    assert same_refusal(hidden, client.get(f"{URL}{uuid.uuid4()}/"))
    assert same_refusal(hidden, client.patch(f"{URL}{foreign.pk}/", {"priority": "stat"}, format="json"))
    assert same_refusal(hidden, client.post(f"{URL}{foreign.pk}/assign/", {"assignee": None}, format="json"))
    assert same_refusal(hidden, client.get(f"{URL}{foreign.pk}/audit/"))


def test_filters_narrow_the_list() -> None:
    user = person()
    stat = CaseFactory(patient__laboratory=user.laboratory, priority="stat", assignee=user)
    CaseFactory(patient__laboratory=user.laboratory, specimen="bone_marrow")
    client = client_of(user)
    for query in (
        {"priority": "stat"},
        {"specimen": "peripheral_blood"},
        {"assignee": str(user.pk)},
        {"patient": str(stat.patient_id)},
        {"accession_number": stat.accession_number},
        {"search": stat.accession_number.lower()},
        {"status": "registered", "priority": "stat"},
    ):
        assert [row["id"] for row in client.get(URL, query).json()["results"]] == [str(stat.pk)], query


def test_the_history_is_for_those_who_may_see_it() -> None:
    technician = person(role="technician")
    laboratory = technician.laboratory
    patient = PatientFactory(laboratory=laboratory)
    sent = {"patient": str(patient.pk), "accession_number": "A-1", "specimen": "peripheral_blood"}
    case = client_of(technician).post(URL, sent, format="json").json()
    client_of(technician).patch(f"{URL}{case['id']}/", {"priority": "stat"}, format="json")
    url = f"{URL}{case['id']}/audit/"
    assert refused(client_of(technician).get(url), 403, "not_permitted")
    for role in ("pathologist", "administrator"):
        events = client_of(person(laboratory, role)).get(url).json()["results"]
        assert [event["action"] for event in events] == ["case.registered", "case.edited"]
        assert events[1]["changes"] == {"priority": ["routine", "stat"]}
        assert events[1]["actor"] == {"id": str(technician.pk), "name": technician.printed_name}
        assert events[1]["reason"] is None
