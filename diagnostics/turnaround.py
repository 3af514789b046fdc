"""How much of the time is left in which a laboratory wants a case to be signed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from cases.choices import Priority

if TYPE_CHECKING:
    from accounts.models import Laboratory
    from cases.models import Case

SOON: Final = 0.75
"""Share of the time after which a case is due soon."""


class Pace(StrEnum):
    """Whether a case will be in time."""

    IN_TIME = "in_time"
    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Turnaround:
    """When a case is due, and how it is doing."""

    due: datetime.datetime
    pace: Pace


def turnaround(case: Case, laboratory: Laboratory) -> Turnaround | None:
    """The clock of an open case, from its receipt; None for one that is signed."""
    if not case.state.is_open:
        return None
    stat = case.priority == Priority.STAT
    allowed = datetime.timedelta(minutes=laboratory.stat_minutes if stat else laboratory.routine_minutes)
    spent = (timezone.now() - case.received_at) / allowed
    pace = Pace.LATE if spent >= 1 else Pace.SOON if spent >= SOON else Pace.IN_TIME
    return Turnaround(case.received_at + allowed, pace)
