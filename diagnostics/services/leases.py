"""Keeping a lease while the work goes on."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from django.db import DatabaseError, connection

from diagnostics.services import queue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diagnostics.services.queue import Claim

logger = logging.getLogger(__name__)

RENEW_SECONDS: Final = 4.0

_kept: Final[set[Claim]] = set()


def now_kept() -> list[Claim]:
    """Claims that this process works on."""
    return list(_kept)


@contextmanager
def kept(claim: Claim) -> Iterator[None]:
    """Renew the lease from a thread of its own until the block ends.

    A renewal that fails is tried again at the next beat; a lease that is lost is noticed when the result is
    written.
    """
    done = threading.Event()
    thread = threading.Thread(target=_renew_until, args=(done, claim), name="lease", daemon=True)
    _kept.add(claim)
    try:
        thread.start()
        yield
    finally:
        _kept.discard(claim)
        done.set()
        thread.join()


def _renew_until(done: threading.Event, claim: Claim) -> None:
    try:
        while not done.wait(RENEW_SECONDS):
            try:
                if not queue.renew(claim):
                    return
            except DatabaseError:
                logger.warning("Lease of analysis %s could not be renewed", claim.analysis_id)
                connection.close()
    finally:
        connection.close()
