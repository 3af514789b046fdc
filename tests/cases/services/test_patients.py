from __future__ import annotations

import datetime
import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.exceptions import NotFound, ValidationRefused
from cases.exceptions import NumberTaken
from cases.models import AuditEvent, Patient
from cases.services.patients import correct_patient, register_patient
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, PatientFactory, colleague

pytestmark = pytest.mark.django_db
DETAILS: dict[str, Any] = {
    "mrn": " M1 ",
    "family_name": "Demo-Øst",
    "given_name": "Zoe\u0308",
    "date_of_birth": datetime.date(2000, 2, 29),
    "sex": "unknown",
}


def test_a_patient_is_registered_in_the_users_laboratory_with_an_audit_row() -> None:
    user = UserFactory()
    patient = register_patient(user=user, **DETAILS)
    assert (patient.laboratory, patient.mrn, patient.given_name) == (user.laboratory, "M1", "Zoë")
    event = AuditEvent.objects.get()
    assert (event.action, event.object_id, event.actor_name) == (
        "patient.registered",
        patient.pk,
        user.printed_name,
    )


@pytest.mark.parametrize("mrn", ["M1", "m1"])
def test_an_mrn_is_taken_once_in_a_laboratory_and_free_in_another(mrn: str) -> None:
    first = PatientFactory(mrn="M1")
    with pytest.raises(NumberTaken, match="already registered"):
        register_patient(user=colleague(first, "technician"), **{**DETAILS, "mrn": mrn})
    register_patient(user=UserFactory(), **DETAILS)
    assert Patient.objects.filter(mrn="M1").count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mrn", ""),
        ("mrn", "<script>"),
        ("mrn", "x" * 65),
        ("family_name", "with\x00nul"),
        ("family_name", "\u202eevil"),
        ("given_name", " "),
        ("date_of_birth", timezone.localdate() + datetime.timedelta(days=1)),
        ("date_of_birth", datetime.date(1850, 1, 1)),
        ("sex", "none"),
    ],
)
def test_bad_details_are_refused_by_field_and_nothing_is_kept(field: str, value: object) -> None:
    with pytest.raises(ValidationRefused) as refusal:
        register_patient(user=UserFactory(), **{**DETAILS, field: value})
    assert list(refusal.value.fields) == [field]
    assert not Patient.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_correction_keeps_old_value_new_value_and_reason() -> None:
    patient = PatientFactory(family_name="Demo-Ahron")
    correct_patient(
        user=colleague(patient, "technician"),
        patient=patient,
        reason="typing error",
        changes={"family_name": "Demo-Ahorn"},
    )
    event = AuditEvent.objects.get(action="patient.corrected")
    assert event.changes == {"family_name": ["Demo-Ahron", "Demo-Ahorn"]}
    assert event.reason == "typing error"


def test_the_database_itself_keeps_an_mrn_apart_from_the_same_in_capitals() -> None:
    first = PatientFactory(mrn="m1")
    with pytest.raises(IntegrityError), transaction.atomic():
        PatientFactory(mrn="M1", laboratory=first.laboratory)


def test_a_taken_mrn_among_other_mistakes_is_named_with_them() -> None:
    first = PatientFactory(mrn="M1")
    with pytest.raises(ValidationRefused) as refusal:
        register_patient(user=colleague(first), **{**DETAILS, "sex": "none"})
    assert set(refusal.value.fields) == {"mrn", "sex"}


def test_a_birth_date_is_not_corrected_to_after_a_case_of_the_patient() -> None:
    received = datetime.datetime(2026, 3, 1, 8, tzinfo=datetime.UTC)
    case = CaseFactory(received_at=received)

    def correct(day: datetime.date) -> Patient:
        changes = {"date_of_birth": day}
        return correct_patient(user=colleague(case), patient=case.patient, reason="typo", changes=changes)

    with pytest.raises(ValidationRefused) as refusal:
        correct(datetime.date(2026, 3, 2))
    assert list(refusal.value.fields) == ["date_of_birth"]
    assert Patient.objects.get().date_of_birth == datetime.date(1984, 2, 29)
    assert correct(datetime.date(2026, 3, 1)).date_of_birth == datetime.date(2026, 3, 1)


@pytest.mark.parametrize("changes", [{"laboratory": None}, {"id": "1"}])
def test_only_details_can_be_corrected(changes: dict[str, object]) -> None:
    patient = PatientFactory()
    with pytest.raises(ValidationRefused):
        correct_patient(user=colleague(patient), patient=patient, reason="why", changes=changes)


def test_a_correction_needs_a_reason_and_a_patient_of_ones_own() -> None:
    patient = PatientFactory()
    with pytest.raises(ValidationRefused, match="fields"):
        correct_patient(user=colleague(patient), patient=patient, reason="  ", changes={"mrn": "M2"})
    with pytest.raises(NotFound):
        correct_patient(user=UserFactory(), patient=patient, reason="why", changes={"mrn": "M2"})
    patient.refresh_from_db()
    assert patient.mrn != "M2"


@pytest.mark.django_db(transaction=True)
def test_of_those_who_register_one_number_at_once_one_wins_and_the_others_are_told() -> None:
    user = UserFactory()
    barrier = threading.Barrier(6)
    said: list[type[Exception]] = []

    def register(mrn: str) -> None:
        barrier.wait(10)
        try:
            register_patient(user=user, **{**DETAILS, "mrn": mrn})
        except Exception as error:  # noqa: BLE001 - whatever it is, it is looked at below
            said.append(type(error))
        connection.close()

    for round_number in range(5):
        threads = [threading.Thread(target=register, args=(f"M{round_number}",)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert Patient.objects.count() == 5
    assert said == [NumberTaken] * 25
