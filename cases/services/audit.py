"""The one place where audit rows are written: always in the transaction of the write that they tell of."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from django.db import connection, models

from cases.models import AuditEvent, Case, Patient, Slide

if TYPE_CHECKING:
    from accounts.models import User

SYSTEM_NAME: Final = "Leukoscope"

Changes = Mapping[str, tuple[object, object]]


def record(
    *, action: str, actor: User | None, about: models.Model, changes: Changes | None = None, reason: str = ""
) -> AuditEvent:
    """Add one row. `actor` None is the portal itself; `changes` maps a field to (old, new).

    Must be called inside a transaction: an event without its write, or the reverse, would be a lie.
    """
    if not connection.in_atomic_block:
        message = "Audit events are written in the transaction of the write they describe."
        raise RuntimeError(message)
    case, patient = _place(about)
    laboratory_id = case.laboratory_id if case is not None else patient.laboratory_id  # type: ignore[union-attr]
    event = AuditEvent(
        laboratory_id=laboratory_id,
        actor_id=actor.pk if actor else None,
        actor_name=actor.printed_name if actor else SYSTEM_NAME,
        action=action,
        object_type=about._meta.model_name or "",
        object_id=about.pk,
        case_id=case.pk if case else None,
        patient_id=case.patient_id if case else about.pk,
        changes={field: [_plain(old), _plain(new)] for field, (old, new) in (changes or {}).items()},
        reason=reason,
    )
    event.save()
    return event


def snapshot(row: models.Model, fields: Iterable[str]) -> dict[str, object]:
    """The present values of some fields, to be compared after a change."""
    return {field: getattr(row, field) for field in fields}


def difference(before: Mapping[str, object], row: models.Model) -> dict[str, tuple[object, object]]:
    """What changed since `snapshot`, as field: (old, new)."""
    return {field: (old, getattr(row, field)) for field, old in before.items() if old != getattr(row, field)}


def _place(about: models.Model) -> tuple[Case | None, Patient | None]:
    if isinstance(about, Patient):
        return None, about
    if isinstance(about, Case):
        return about, None
    if isinstance(about, Slide):
        return about.case, None
    owner = getattr(about, "slide", None) or about
    return owner.case, None  # type: ignore[union-attr]


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    if isinstance(value, models.Model):
        return str(value.pk)
    return str(value) if isinstance(value, uuid.UUID | str) else repr(value)
