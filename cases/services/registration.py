"""Registering, editing and assigning cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from accounts.exceptions import NotFound, ValidationRefused
from accounts.permissions import Permission, require
from cases.choices import CaseEvent
from cases.exceptions import CaseSigned
from cases.models import Case
from cases.services.audit import difference, record, snapshot
from cases.services.lifecycle import lock
from cases.services.saving import save_checked

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from accounts.models import User
    from cases.models import Patient

EDITABLE: Final = (
    "accession_number",
    "specimen",
    "priority",
    "collected_at",
    "received_at",
    "clinical_notes",
)


def register_case(  # noqa: PLR0913 - the fields of the form, all by keyword
    *,
    user: User,
    patient: Patient,
    accession_number: str,
    specimen: str,
    priority: str,
    collected_at: datetime.datetime | None = None,
    received_at: datetime.datetime | None = None,
    clinical_notes: str = "",
) -> Case:
    """Open a case for a patient of the user's laboratory.

    Raises NotFound, NotPermitted, ValidationRefused, NumberTaken.
    """
    require(user, Permission.REGISTER_CASE, laboratory_id=patient.laboratory_id)
    case = Case(
        laboratory_id=patient.laboratory_id,
        patient=patient,
        accession_number=accession_number,
        specimen=specimen,
        priority=priority,
        collected_at=collected_at,
        received_at=received_at or timezone.now(),
        clinical_notes=clinical_notes,
        created_by=user,
    )
    with transaction.atomic():
        save_checked(case)
        record(action=CaseEvent.CASE_REGISTERED, actor=user, about=case)
    return case


def edit_case(*, user: User, case: Case, changes: Mapping[str, object]) -> Case:
    """Change details of a case that is not signed out.

    Raises NotFound, NotPermitted, CaseSigned, ValidationRefused, NumberTaken.
    """
    require(user, Permission.EDIT_CASE, laboratory_id=case.laboratory_id)
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise ValidationRefused(fields={name: ["This cannot be changed."] for name in sorted(unknown)})
    with transaction.atomic():
        row = lock(case)
        if not row.state.is_open:
            raise CaseSigned
        before = snapshot(row, EDITABLE)
        for name, value in changes.items():
            setattr(row, name, value)
        save_checked(row)
        changed = difference(before, row)
        if changed:
            record(action=CaseEvent.CASE_EDITED, actor=user, about=row, changes=changed)
    return row


def assign_case(*, user: User, case: Case, assignee: User | None) -> Case:
    """Give the case to a person of the same laboratory, or to nobody. Raises NotFound, NotPermitted."""
    require(user, Permission.ASSIGN_CASE, laboratory_id=case.laboratory_id)
    if assignee is not None and (assignee.laboratory_id != case.laboratory_id or not assignee.is_active):
        raise NotFound
    with transaction.atomic():
        row = lock(case)
        old = row.assignee_id
        if old != (assignee.pk if assignee else None):
            row.assignee = assignee
            row.save(update_fields=["assignee", "updated_at"])
            changes = {"assignee": (old, assignee.pk if assignee else None)}
            record(action=CaseEvent.CASE_ASSIGNED, actor=user, about=row, changes=changes)
    return row
