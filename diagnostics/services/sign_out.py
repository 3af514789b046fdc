"""Signing out: the password again, then one transaction that one of two signers wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.exceptions import ValidationRefused, WrongPassword
from accounts.permissions import Permission, require
from accounts.services.passwords import confirm_password
from cases.choices import CaseStatus
from cases.exceptions import CaseSigned
from cases.services import lifecycle
from cases.services.audit import record
from diagnostics.choices import DiagnosticEvent, Meaning
from diagnostics.exceptions import AlreadySigned, NotAuthor
from diagnostics.models import Diagnosis
from diagnostics.services.diagnoses import refuse_superseded

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case


def sign_out(*, user: User, diagnosis: Diagnosis, password: str, meaning: str) -> Diagnosis:
    """Sign a draft, and with it the case: printed name, time and meaning stand under it from now on.

    Raises NotFound, NotPermitted, ValidationRefused (unknown meaning), NotAuthor (authorship of another's
    draft), AlreadySigned, CaseSigned, Superseded, TooManyTries, WrongPassword.
    """
    require(user, Permission.SIGN_OUT, laboratory_id=diagnosis.case.laboratory_id)
    if meaning not in Meaning.values:
        raise ValidationRefused(fields={"meaning": ["Choose what your signature means."]})
    refuse_signed(diagnosis)
    if meaning == Meaning.AUTHORSHIP and diagnosis.author_id != user.pk:
        raise NotAuthor
    _check_password(user, diagnosis, password)
    with transaction.atomic():
        case = lifecycle.lock(diagnosis.case)
        refuse_signed(diagnosis)
        _refuse_out_of_order(diagnosis, case)
        _sign(user, diagnosis, meaning)
        first = diagnosis.amends_id is None
        lifecycle.move(case, CaseStatus.SIGNED_OUT if first else CaseStatus.AMENDED, actor=user)
        event = DiagnosticEvent.DIAGNOSIS_SIGNED if first else DiagnosticEvent.AMENDMENT_SIGNED
        record(action=event, actor=user, about=diagnosis, changes={"meaning": ("", meaning)})
    diagnosis.refresh_from_db()
    return diagnosis


def refuse_signed(diagnosis: Diagnosis) -> None:
    """Raise AlreadySigned, with who and when, for a statement that stands under a signature."""
    row = Diagnosis.objects.only("signed_at", "signed_name").get(pk=diagnosis.pk)
    if row.signed_at is not None:
        raise AlreadySigned(signed_by=row.signed_name, signed_at=row.signed_at.isoformat())


def _refuse_out_of_order(diagnosis: Diagnosis, case: Case) -> None:
    if diagnosis.amends is not None:
        refuse_superseded(diagnosis.amends)
    elif not case.state.is_open:
        raise CaseSigned


def _sign(user: User, diagnosis: Diagnosis, meaning: str) -> None:
    signed = Diagnosis.objects.filter(pk=diagnosis.pk, signed_at=None).update(
        signed_at=timezone.now(),
        signed_by=user,
        signed_name=user.printed_name,
        meaning=meaning,
        updated_at=timezone.now(),
    )
    if not signed:
        raise AlreadySigned


def _check_password(user: User, diagnosis: Diagnosis, password: str) -> None:
    """Compare the password; that a wrong one was given stands in the audit trail."""
    try:
        confirm_password(user=user, password=password)
    except WrongPassword:
        with transaction.atomic():
            record(action=DiagnosticEvent.SIGN_OUT_REFUSED, actor=user, about=diagnosis)
        raise
