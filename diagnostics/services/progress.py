"""The case follows its analyses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.choices import CaseStatus
from cases.services import lifecycle
from diagnostics.choices import OPEN_STATUSES
from diagnostics.models import Analysis

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case


def settle_case(case: Case, *, actor: User | None = None) -> None:
    """Move a locked case to where its slides put it; a signed case stays where it is."""
    if not case.state.is_open:
        return
    target = _target(case)
    if target != case.state:
        _move_on(case, target, actor)


def _target(case: Case) -> CaseStatus:
    if not case.slides.filter(voided_at=None).exists():
        return CaseStatus.REGISTERED
    running = Analysis.objects.filter(slide__case=case, slide__voided_at=None, status__in=OPEN_STATUSES)
    return CaseStatus.ANALYSING if running.exists() else CaseStatus.AWAITING_REVIEW


def _move_on(case: Case, target: CaseStatus, actor: User | None) -> None:
    # From `registered` the way leads through `analysing`, so that the trail shows that an analysis was made.
    if target not in lifecycle.TRANSITIONS[case.state]:
        lifecycle.move(case, CaseStatus.ANALYSING, actor=actor)
    lifecycle.move(case, target, actor=actor)
