"""Nothing stays behind: rows whose worker or message was lost are found by looking at the rows."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import DatabaseError, connections
from django.utils import timezone

from diagnostics.services import queue, spent_messages
from diagnostics.services.wakeup import wake

if TYPE_CHECKING:
    import threading

logger = logging.getLogger(__name__)

PERIOD_SECONDS: Final = 2.0
PATIENCE: Final = datetime.timedelta(seconds=4)
# A few are enough, since a worker goes on as long as rows wait; those that a busy one has not heard go by.
WAKE_UPS: Final = 4
HEARD_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one sweep did: rows taken back from lost workers, wake-ups sent for rows that waited too long."""

    taken_back: int
    woken: int


def sweep() -> Sweep:
    """Take back expired leases, ring for rows that have waited for some seconds, clear read messages away."""
    spent_messages.purge()
    taken_back = queue.take_back_expired()
    overdue = queue.waiting().filter(requested_at__lt=timezone.now() - PATIENCE)
    woken = sum(wake(pk, expires=HEARD_SECONDS) for pk in overdue.values_list("pk", flat=True)[:WAKE_UPS])
    return Sweep(taken_back, woken)


def sweep_forever(stop: threading.Event) -> None:
    """Sweep every two seconds until told to stop; a database that is away is waited for."""
    while not stop.wait(PERIOD_SECONDS):
        try:
            found = sweep()
        except DatabaseError:
            logger.warning("The database cannot be reached; sweeping again in %s s", PERIOD_SECONDS)
        else:
            if found.taken_back:
                logger.warning("Took back %s analyses from lost workers", found.taken_back)
        connections.close_all()
