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
from diagnostics.exceptions import AlreadySigned, DraftChanged, NotAuthor
from diagnostics.models import Diagnosis
from diagnostics.services.diagnoses import refuse_superseded

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case


def sign_out(
    *, user: User, diagnosis: Diagnosis, password: str, meaning: str, version: str = ""
) -> Diagnosis:
    """Sign a draft, and with it the case: printed name, time and meaning stand under it from now on.

    `version` is that of the words which the signer was shown; without it, that of `diagnosis` as it was read.

    Raises NotFound, NotPermitted, ValidationRefused (unknown meaning), NotAuthor (authorship of another's
    draft), AlreadySigned, DraftChanged, CaseSigned, Superseded, TooManyTries, WrongPassword.
    """
    require(user, Permission.SIGN_OUT, laboratory_id=diagnosis.case.laboratory_id)
    if meaning not in Meaning.values:
        raise ValidationRefused(fields={"meaning": ["Choose what your signature means."]})
    shown = version or diagnosis.version
    still_as_shown(diagnosis, shown)
    if meaning == Meaning.AUTHORSHIP and diagnosis.author_id != user.pk:
        raise NotAuthor
    _check_password(user, diagnosis, password)
    with transaction.atomic():
        case = lifecycle.lock(diagnosis.case)
        draft = still_as_shown(diagnosis, shown)
        _refuse_out_of_order(diagnosis, case)
        _sign(user, draft, meaning)
        first = diagnosis.amends_id is None
        lifecycle.move(case, CaseStatus.SIGNED_OUT if first else CaseStatus.AMENDED, actor=user)
        event = DiagnosticEvent.DIAGNOSIS_SIGNED if first else DiagnosticEvent.AMENDMENT_SIGNED
        signed = {"label": draft.label, "other_text": draft.other_text, "meaning": meaning}
        changes = {field: ("", word) for field, word in signed.items() if word}
        record(action=event, actor=user, about=diagnosis, changes=changes)
    diagnosis.refresh_from_db()
    return diagnosis


def still_as_shown(diagnosis: Diagnosis, version: str) -> Diagnosis:
    """The draft as it stands now.

    Raises AlreadySigned, with who and when, where it is signed, and DraftChanged where its words are others.
    """
    row = Diagnosis.objects.get(pk=diagnosis.pk)
    if row.signed_at is not None:
        raise AlreadySigned(signed_by=row.signed_name, signed_at=row.signed_at.isoformat())
    if row.version != version:
        raise DraftChanged(version=row.version)
    return row


def _refuse_out_of_order(diagnosis: Diagnosis, case: Case) -> None:
    if diagnosis.amends is not None:
        refuse_superseded(diagnosis.amends)
    elif not case.state.is_open:
        raise CaseSigned


def _sign(user: User, draft: Diagnosis, meaning: str) -> None:
    signed = Diagnosis.objects.filter(pk=draft.pk, signed_at=None, **draft.words).update(
        signed_at=timezone.now(),
        signed_by=user,
        signed_name=user.printed_name,
        meaning=meaning,
        updated_at=timezone.now(),
    )
    if not signed:
        still_as_shown(draft, draft.version)  # says which of the two it is
        raise AlreadySigned


def _check_password(user: User, diagnosis: Diagnosis, password: str) -> None:
    """Compare the password; that a wrong one was given stands in the audit trail."""
    try:
        confirm_password(user=user, password=password)
    except WrongPassword:
        with transaction.atomic():
            record(action=DiagnosticEvent.SIGN_OUT_REFUSED, actor=user, about=diagnosis)
        raise
