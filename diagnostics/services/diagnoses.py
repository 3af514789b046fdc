"""Recording, revising and amending what a pathologist says of a case. Signing is in `sign_out`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from accounts.permissions import Permission, require
from cases.exceptions import CaseSigned
from cases.services import lifecycle
from cases.services.audit import difference, record, snapshot
from cases.services.patients import required_reason
from cases.services.saving import save_checked
from diagnostics.choices import DiagnosticEvent
from diagnostics.exceptions import AlreadySigned, NotAuthor, NotSigned, Superseded
from diagnostics.models import Diagnosis

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case

STATEMENT: Final = ("label", "other_text", "comment")


def record_diagnosis(
    *, user: User, case: Case, label: str, comment: str = "", other_text: str = ""
) -> Diagnosis:
    """Record a first diagnosis of an open case, unsigned.

    Raises NotFound, NotPermitted, CaseSigned, ValidationRefused.
    """
    require(user, Permission.DIAGNOSE, laboratory_id=case.laboratory_id)
    with transaction.atomic():
        locked = lifecycle.lock(case)
        if not locked.state.is_open:
            raise CaseSigned
        diagnosis = Diagnosis(case=locked, author=user, label=label, comment=comment, other_text=other_text)
        save_checked(diagnosis)
        record(action=DiagnosticEvent.DIAGNOSIS_RECORDED, actor=user, about=diagnosis)
    return diagnosis


def revise_diagnosis(
    *, user: User, diagnosis: Diagnosis, label: str, comment: str = "", other_text: str = ""
) -> Diagnosis:
    """Change one's own draft. Raises NotFound, NotPermitted, NotAuthor, AlreadySigned, ValidationRefused."""
    require(user, Permission.DIAGNOSE, laboratory_id=diagnosis.case.laboratory_id)
    with transaction.atomic():
        lifecycle.lock(diagnosis.case)
        row = Diagnosis.objects.select_related("case").get(pk=diagnosis.pk)
        if row.is_signed:
            raise AlreadySigned
        if row.author_id != user.pk:
            raise NotAuthor
        before = snapshot(row, STATEMENT)
        row.label, row.comment, row.other_text = label, comment, other_text
        save_checked(row)
        changed = difference(before, row)
        if changed:
            record(action=DiagnosticEvent.DIAGNOSIS_REVISED, actor=user, about=row, changes=changed)
    return row


def amend_diagnosis(
    *, user: User, diagnosis: Diagnosis, label: str, reason: str, comment: str = "", other_text: str = ""
) -> Diagnosis:
    """Record a new statement, unsigned, that amends the latest signed one; the old row stays as it is.

    Raises NotFound, NotPermitted, NotSigned, Superseded, ValidationRefused.
    """
    require(user, Permission.AMEND, laboratory_id=diagnosis.case.laboratory_id)
    reason = required_reason(reason)
    with transaction.atomic():
        case = lifecycle.lock(diagnosis.case)
        refuse_superseded(diagnosis)
        amendment = Diagnosis(
            case=case,
            author=user,
            label=label,
            comment=comment,
            other_text=other_text,
            amends=diagnosis,
            amendment_reason=reason,
        )
        save_checked(amendment)
        record(action=DiagnosticEvent.AMENDMENT_RECORDED, actor=user, about=amendment, reason=reason)
    return amendment


def refuse_superseded(diagnosis: Diagnosis) -> None:
    """Raise NotSigned for a draft, Superseded where a signed amendment of it exists."""
    row = Diagnosis.objects.only("signed_at").get(pk=diagnosis.pk)
    if not row.is_signed:
        raise NotSigned
    if Diagnosis.objects.filter(amends=diagnosis, signed_at__isnull=False).exists():
        raise Superseded
