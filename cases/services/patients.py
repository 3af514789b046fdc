"""Registering and correcting patients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from accounts.exceptions import ValidationRefused
from accounts.permissions import Permission, require
from cases.choices import CaseEvent
from cases.models import Patient
from cases.services.audit import difference, record, snapshot
from cases.services.saving import save_checked
from cases.validators import tidy

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from accounts.models import User

CORRECTABLE: Final = ("mrn", "family_name", "given_name", "date_of_birth", "sex")


def register_patient(
    *, user: User, mrn: str, family_name: str, given_name: str, date_of_birth: datetime.date, sex: str
) -> Patient:
    """Add a patient to the user's laboratory.

    Raises NotPermitted, ValidationRefused, NumberTaken.
    """
    require(user, Permission.REGISTER_PATIENT)
    patient = Patient(
        laboratory=user.laboratory,
        mrn=mrn,
        family_name=family_name,
        given_name=given_name,
        date_of_birth=date_of_birth,
        sex=sex,
    )
    with transaction.atomic():
        save_checked(patient)
        record(action=CaseEvent.PATIENT_REGISTERED, actor=user, about=patient)
    return patient


def correct_patient(*, user: User, patient: Patient, reason: str, changes: Mapping[str, object]) -> Patient:
    """Change some of the patient's details; old and new values stay in the audit trail with the reason.

    Raises NotFound, NotPermitted, ValidationRefused (no reason, unknown field, bad value), NumberTaken.
    """
    require(user, Permission.CORRECT_PATIENT, laboratory_id=patient.laboratory_id)
    reason = required_reason(reason)
    unknown = set(changes) - set(CORRECTABLE)
    if unknown:
        raise ValidationRefused(fields={name: ["This cannot be changed."] for name in sorted(unknown)})
    with transaction.atomic():
        row = Patient.objects.select_for_update().get(pk=patient.pk)
        before = snapshot(row, CORRECTABLE)
        for name, value in changes.items():
            setattr(row, name, value)
        save_checked(row)
        changed = difference(before, row)
        if "date_of_birth" in changed:
            _refuse_cases_before_birth(row)
        if changed:
            record(action=CaseEvent.PATIENT_CORRECTED, actor=user, about=row, changes=changed, reason=reason)
    return row


def _refuse_cases_before_birth(patient: Patient) -> None:
    days = [timezone.localdate(moment) for case in patient.cases.all() for moment in case.times().values()]
    if days and min(days) < patient.date_of_birth:
        sentence = f"A case of this patient is from {min(days)}, before this date."
        raise ValidationRefused(fields={"date_of_birth": [sentence]})


def required_reason(reason: str, *, field: str = "reason") -> str:
    """The reason in normal form. Raises ValidationRefused when there is none or it is over 500 characters."""
    reason = " ".join(tidy(reason).split())
    if not reason:
        raise ValidationRefused(fields={field: ["Say why, in a few words."]})
    longest = 500
    if len(reason) > longest:
        raise ValidationRefused(fields={field: ["Say it in at most 500 characters."]})
    return reason
