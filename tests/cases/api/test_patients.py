from __future__ import annotations

import uuid

import pytest

from cases.models import AuditEvent, Patient
from tests.factories.api import client_of, person, refused, same_refusal
from tests.factories.cases import CaseFactory, PatientFactory

pytestmark = pytest.mark.django_db

URL = "/api/v1/patients/"
NOBODY = "00000000-0000-4000-8000-000000000000"
SENT = {
    "mrn": "P-1",
    "family_name": "Demo-Østby",
    "given_name": "Øyvind",
    "date_of_birth": "1984-02-29",
    "sex": "female",
}


def test_a_registered_patient_belongs_to_the_users_laboratory() -> None:
    user = person(role="technician")
    response = client_of(user).post(URL, SENT, format="json")
    assert response.status_code == 201
    body = response.json()
    assert {name: body[name] for name in SENT} == SENT
    assert set(body) == {"id", *SENT, "created_at", "updated_at"}
    assert Patient.objects.get(pk=body["id"]).laboratory_id == user.laboratory_id
    assert AuditEvent.objects.get(object_id=body["id"]).actor_id == user.pk


def test_a_taken_mrn_is_refused_here_and_free_elsewhere() -> None:
    user = person()
    client_of(user).post(URL, SENT, format="json")
    for mrn in ("P-1", "p-1"):
        again = refused(client_of(user).post(URL, {**SENT, "mrn": mrn}, format="json"), 409, "number_taken")
        assert again["errors"] == {"mrn": ["A patient with this MRN is already registered."]}
        assert client_of(user).get(URL, {"mrn": mrn}).json()["results"][0]["mrn"] == "P-1"
    assert client_of(person()).post(URL, SENT, format="json").status_code == 201


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("laboratory", NOBODY),
        ("id", NOBODY),
        ("created_at", "2020-01-01T00:00:00Z"),
        ("is_staff", True),
    ],
)
def test_what_cannot_be_given_is_named(field: str, value: object) -> None:
    body = refused(client_of(person()).post(URL, {**SENT, field: value}, format="json"), 400, "invalid")
    assert list(body["errors"]) == [field]
    assert not Patient.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mrn", ""),
        ("mrn", "x" * 65),
        ("mrn", "-1"),
        ("mrn", ["P-1"]),
        ("mrn", None),
        ("family_name", "a\u202eb"),
        ("family_name", "x" * 151),
        ("given_name", "line\nbreak"),
        ("date_of_birth", "2999-01-01"),
        ("date_of_birth", "0001-01-01"),
        ("date_of_birth", "2023-02-29"),
        ("sex", "f"),
        ("sex", {"a": 1}),
    ],
)
def test_the_models_own_checks_speak_by_field(field: str, value: object) -> None:
    body = refused(client_of(person()).post(URL, {**SENT, field: value}, format="json"), 400, "invalid")
    assert list(body["errors"]) == [field]
    assert all(isinstance(sentence, str) for sentence in body["errors"][field])


def test_lists_and_details_stop_at_the_laboratory() -> None:
    user = person(role="technician")
    own = PatientFactory(laboratory=user.laboratory)
    foreign = PatientFactory()
    client = client_of(user)
    assert [row["id"] for row in client.get(URL).json()["results"]] == [str(own.pk)]
    assert client.get(f"{URL}{own.pk}/").json()["mrn"] == own.mrn
    hidden = client.get(f"{URL}{foreign.pk}/")
    assert refused(hidden, 404, "not_found")
    assert same_refusal(hidden, client.get(f"{URL}{uuid.uuid4()}/"))
    changed = client.patch(f"{URL}{foreign.pk}/", {"sex": "male", "reason": "typing error"}, format="json")
    assert same_refusal(hidden, changed)


def test_search_finds_by_name_mrn_and_accession_number() -> None:
    user = person()
    found = PatientFactory(laboratory=user.laboratory, family_name="Demo-Weide", mrn="W77")
    PatientFactory(laboratory=user.laboratory)
    CaseFactory(patient=found, accession_number="B77")
    CaseFactory(patient=found, accession_number="B78")
    client = client_of(user)
    for words in ("weide", "W77", "ada weide", "b7"):
        assert [row["id"] for row in client.get(URL, {"search": words}).json()["results"]] == [str(found.pk)]
    assert [row["id"] for row in client.get(URL, {"mrn": "W77"}).json()["results"]] == [str(found.pk)]


def test_a_correction_needs_a_reason_and_leaves_a_trace() -> None:
    user = person(role="technician")
    patient = PatientFactory(laboratory=user.laboratory, family_name="Demo-Alt")
    client = client_of(user)
    without = client.patch(f"{URL}{patient.pk}/", {"family_name": "Demo-Neu"}, format="json")
    assert list(refused(without, 400, "invalid")["errors"]) == ["reason"]
    sent = {"family_name": "Demo-Neu", "reason": "misread form"}
    response = client.patch(f"{URL}{patient.pk}/", sent, format="json")
    assert response.status_code == 200
    assert (response.json()["family_name"], response.json()["mrn"]) == ("Demo-Neu", patient.mrn)
    event = AuditEvent.objects.get(object_id=patient.pk)
    assert (event.reason, event.changes) == ("misread form", {"family_name": ["Demo-Alt", "Demo-Neu"]})


def test_put_and_delete_do_not_exist() -> None:
    user = person()
    url = f"{URL}{PatientFactory(laboratory=user.laboratory).pk}/"
    assert refused(client_of(user).put(url, SENT, format="json"), 405, "method_not_allowed")
    assert refused(client_of(user).delete(url), 405, "method_not_allowed")
