"""The rows are the queue: claiming, renewing and taking back, each by one conditional UPDATE.

Times of leases are the database's, so that a worker's wrong clock cannot end or lengthen one.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Case, DateTimeField, ExpressionWrapper, F, IntegerField, Value, When
from django.db.models.functions import Now

from cases.choices import Priority
from cases.services.audit import record
from cases.services.lifecycle import lock
from diagnostics.choices import AnalysisStatus, DiagnosticEvent
from diagnostics.models import Analysis
from diagnostics.services.progress import settle_case

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

LEASE: Final = datetime.timedelta(seconds=15)
MAX_ATTEMPTS: Final = 3
LIGHT_PIXELS: Final = 2**23
"""Most pixels of a picture that is worked on beside another: two large ones would take much memory."""

LOST_WORKER: Final = (
    "The analysis was interrupted three times. Start it again; if it fails again, tell your administrator."
)

_URGENCY: Final = Case(
    When(slide__case__priority=Priority.STAT, then=Value(0)), default=Value(1), output_field=IntegerField()
)

_PIXELS: Final = F("slide__width") * F("slide__height")


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to answer for one analysis, good while the row still holds the token."""

    analysis_id: uuid.UUID
    token: uuid.UUID


def waiting() -> QuerySet[Analysis]:
    """Queued analyses, the most urgent first: STAT before routine, then by age."""
    return Analysis.objects.filter(status=AnalysisStatus.QUEUED).order_by(_URGENCY, "requested_at", "pk")


def claim(*, light: bool = False) -> Claim | None:
    """Take the most urgent queued analysis; None where nothing waits. Another worker may win any one row.

    `light` takes none that is better done alone: one of a large picture, or one whose worker was lost before.
    """
    while (first := waiting().values_list("pk", "attempts", _PIXELS).first()) is not None:
        pk, attempts, pixels = first
        if light and (attempts or pixels > LIGHT_PIXELS):
            return None
        token = uuid.uuid4()
        taken = Analysis.objects.filter(pk=pk, status=AnalysisStatus.QUEUED).update(
            status=AnalysisStatus.RUNNING,
            attempts=F("attempts") + 1,
            lease_token=token,
            lease_until=_lease_end(),
            started_at=Now(),
        )
        if taken:
            return Claim(pk, token)
    return None


def held(claim: Claim) -> QuerySet[Analysis]:
    """The row, as long as the claim holds: every write of a worker goes through this filter."""
    return Analysis.objects.filter(
        pk=claim.analysis_id, status=AnalysisStatus.RUNNING, lease_token=claim.token
    )


def renew(claim: Claim) -> bool:
    """Lengthen the lease; False where the claim is lost."""
    return bool(held(claim).update(lease_until=_lease_end()))


def give_back(claim: Claim) -> None:
    """Put the row back into the queue without counting the attempt."""
    held(claim).update(
        status=AnalysisStatus.QUEUED,
        attempts=F("attempts") - 1,
        lease_token=None,
        lease_until=None,
        started_at=None,
    )


def take_back_expired() -> int:
    """Requeue analyses whose worker was lost, or fail them after the last attempt; the number of rows."""
    expired = Analysis.objects.filter(status=AnalysisStatus.RUNNING, lease_until__lt=Now())
    return sum(_take_back(analysis) for analysis in expired.select_related("slide__case"))


def _take_back(analysis: Analysis) -> bool:
    last = analysis.attempts >= MAX_ATTEMPTS
    with transaction.atomic():
        case = lock(analysis.slide.case)
        expired = Analysis.objects.filter(
            pk=analysis.pk,
            status=AnalysisStatus.RUNNING,
            lease_token=analysis.lease_token,
            lease_until__lt=Now(),
        )
        blank = {"lease_token": None, "lease_until": None}
        if last:
            taken = expired.update(
                status=AnalysisStatus.FAILED,
                error_code="worker_lost",
                error=LOST_WORKER,
                finished_at=Now(),
                **blank,
            )
        else:
            taken = expired.update(status=AnalysisStatus.QUEUED, started_at=None, **blank)
        if taken:
            event = DiagnosticEvent.ANALYSIS_FAILED if last else DiagnosticEvent.ANALYSIS_TAKEN_BACK
            record(action=event, actor=None, about=analysis, changes={"attempts": (None, analysis.attempts)})
            settle_case(case)
    return bool(taken)


def _lease_end() -> Combinable:
    return ExpressionWrapper(Now() + Value(LEASE), output_field=DateTimeField())
