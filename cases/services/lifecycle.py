"""The life of a case: which status may follow which, and the one function that moves a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils import timezone

from cases.choices import CaseEvent, CaseStatus
from cases.exceptions import InvalidTransition, StaleRecord
from cases.models import Case
from cases.services.audit import record

if TYPE_CHECKING:
    from accounts.models import User

TRANSITIONS: Final[dict[CaseStatus, frozenset[CaseStatus]]] = {
    CaseStatus.REGISTERED: frozenset({CaseStatus.ANALYSING, CaseStatus.SIGNED_OUT}),
    CaseStatus.ANALYSING: frozenset(
        {CaseStatus.REGISTERED, CaseStatus.AWAITING_REVIEW, CaseStatus.SIGNED_OUT}
    ),
    CaseStatus.AWAITING_REVIEW: frozenset(
        {CaseStatus.REGISTERED, CaseStatus.ANALYSING, CaseStatus.SIGNED_OUT}
    ),
    CaseStatus.SIGNED_OUT: frozenset({CaseStatus.AMENDED}),
    CaseStatus.AMENDED: frozenset({CaseStatus.AMENDED}),
}


def lock(case: Case) -> Case:
    """The case as it stands in the database now, held against other writers until the transaction ends."""
    return Case.objects.select_for_update(of=("self",)).select_related("patient").get(pk=case.pk)


def move(case: Case, to: CaseStatus, *, actor: User | None) -> None:
    """Move a locked case, and say so in the audit trail.

    The UPDATE names the status that was read, so that of two writers one wins. Raises InvalidTransition where
    the table has no such move, StaleRecord where somebody was faster.
    """
    old = case.state
    if to not in TRANSITIONS[old]:
        raise InvalidTransition
    moved = Case.objects.filter(pk=case.pk, status=old).update(status=to, updated_at=timezone.now())
    if not moved:
        raise StaleRecord
    case.status = to
    record(action=CaseEvent.CASE_MOVED, actor=actor, about=case, changes={"status": (old, to)})
