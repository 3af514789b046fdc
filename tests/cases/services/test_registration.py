from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.exceptions import NotFound, ValidationRefused
from cases.exceptions import CaseSigned, NumberTaken
from cases.models import AuditEvent, Case
from cases.services.registration import assign_case, edit_case, register_case
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, PatientFactory, colleague

pytestmark = pytest.mark.django_db
DETAILS: dict[str, Any] = {"accession_number": "A1", "specimen": "peripheral_blood", "priority": "stat"}


def test_a_case_is_registered_in_its_patients_laboratory() -> None:
    patient = PatientFactory()
    case = register_case(user=colleague(patient, "technician"), patient=patient, **DETAILS)
    assert (case.status, case.laboratory, case.priority) == ("registered", patient.laboratory, "stat")
    assert AuditEvent.objects.get().action == "case.registered"


@pytest.mark.parametrize("number", ["A1", "a1"])
def test_the_accession_number_is_unique_in_the_laboratory(number: str) -> None:
    first = CaseFactory(accession_number=number)
    with pytest.raises(NumberTaken, match="already registered"):
        register_case(user=colleague(first), patient=first.patient, **DETAILS)
    foreign = PatientFactory()
    register_case(user=colleague(foreign), patient=foreign, **DETAILS)
    assert Case.objects.filter(accession_number__iexact="A1").count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseFactory(accession_number="A1", patient=first.patient)


@pytest.mark.parametrize(
    "wrong",
    [
        {"specimen": "hair"},
        {"priority": "yesterday"},
        {"clinical_notes": "x\x00"},
        {"received_at": timezone.now() + datetime.timedelta(days=1)},
        {"collected_at": timezone.now(), "received_at": timezone.now() - datetime.timedelta(days=1)},
    ],
)
def test_bad_details_are_refused(wrong: dict[str, object]) -> None:
    patient = PatientFactory()
    with pytest.raises(ValidationRefused):
        register_case(user=colleague(patient), patient=patient, **{**DETAILS, **wrong})
    assert not Case.objects.exists()


BORN = datetime.date(2020, 5, 17)
DAY_BEFORE = datetime.datetime(2020, 5, 16, 23, 59, tzinfo=datetime.UTC)
DAY_OF_BIRTH = datetime.datetime(2020, 5, 17, tzinfo=datetime.UTC)


def test_nothing_of_a_case_happened_before_its_patient_was_born() -> None:
    patient = PatientFactory(date_of_birth=BORN)
    user = colleague(patient)
    with pytest.raises(ValidationRefused) as refusal:
        register_case(user=user, patient=patient, **DETAILS, collected_at=DAY_BEFORE)
    assert list(refusal.value.fields) == ["collected_at"]
    with pytest.raises(ValidationRefused) as refusal:
        register_case(user=user, patient=patient, **DETAILS, received_at=DAY_BEFORE)
    assert list(refusal.value.fields) == ["received_at"]
    case = register_case(user=user, patient=patient, **DETAILS, received_at=DAY_OF_BIRTH)
    with pytest.raises(ValidationRefused):
        edit_case(user=user, case=case, changes={"collected_at": DAY_BEFORE})


def test_a_case_of_a_foreign_patient_is_not_found() -> None:
    with pytest.raises(NotFound):
        register_case(user=UserFactory(), patient=PatientFactory(), **DETAILS)


def test_an_edit_is_audited_and_a_signed_case_is_not_edited() -> None:
    case = CaseFactory()
    edit_case(user=colleague(case), case=case, changes={"priority": "stat"})
    assert AuditEvent.objects.get(action="case.edited").changes == {"priority": ["routine", "stat"]}
    signed = CaseFactory(status="signed_out")
    with pytest.raises(CaseSigned):
        edit_case(user=colleague(signed), case=signed, changes={"priority": "stat"})


def test_a_case_is_given_to_people_of_its_laboratory_only() -> None:
    case = CaseFactory()
    pathologist = colleague(case)
    assert assign_case(user=pathologist, case=case, assignee=pathologist).assignee == pathologist
    with pytest.raises(NotFound):
        assign_case(user=pathologist, case=case, assignee=UserFactory())
    assert assign_case(user=pathologist, case=case, assignee=None).assignee is None
    assert AuditEvent.objects.filter(action="case.assigned").count() == 2
