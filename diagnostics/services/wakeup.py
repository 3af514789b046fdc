"""Telling a worker that a row waits. The message is only a wake-up: losing it delays work, never loses it."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Final

from django.db import transaction
from kombu.exceptions import OperationalError

from diagnostics.tasks import run_analysis

if TYPE_CHECKING:
    from uuid import UUID

logger = logging.getLogger(__name__)

A_DAY: Final = 86_400.0


def wake_after_commit(analysis_id: UUID) -> None:
    """Send the wake-up once the row can be seen by others."""
    transaction.on_commit(partial(wake, analysis_id), robust=True)


def wake(analysis_id: UUID, *, expires: float = A_DAY) -> bool:
    """Send one wake-up; a broker that cannot be reached is logged, and the sweeper will ring again.

    One that has waited for `expires` seconds wakes nobody any more.
    """
    try:
        run_analysis.apply_async(args=(str(analysis_id),), retry=False, expires=expires)
    except (OperationalError, OSError):
        logger.warning("The broker cannot be reached; analysis %s waits for the sweeper", analysis_id)
        return False
    return True
