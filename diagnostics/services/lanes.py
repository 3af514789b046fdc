"""Working off the queue: while one field is in the engine, another is decoded or what was found is stored."""

from __future__ import annotations

import logging
import threading
import time
from typing import Final

from django.db import connection

from diagnostics.services import classification, leases, queue, results

logger = logging.getLogger(__name__)

LANES: Final = 2
SHIFT_SECONDS: Final = 3.0
"""After it the task ends: a worker that is told to stop does so at a task's end, if that is soon enough."""

LEAVE_SECONDS: Final = 5.0
"""How long a lane may go on with what a time limit has ended, before the process is given up."""


def work_off() -> bool:
    """Analyse what waits, the most urgent first, for one shift; whether it ended before the queue.

    A surprise is raised after it is stored with its row.
    """
    until = time.monotonic() + SHIFT_SECONDS
    while time.monotonic() < until:
        if not classification.run_next():
            return False
        _side_by_side(until)
    return True


def _side_by_side(until: float) -> None:
    """Run lanes until nothing light is left at the head of the queue.

    A worker that is told to leave gives back what its lanes are at; work that a time limit ends has failed.
    """
    left = threading.Event()
    lanes = [
        threading.Thread(target=_lane, args=(until, left), name=f"lane-{number}", daemon=True)
        for number in range(LANES)
    ]
    try:
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()
    except SystemExit:
        left.set()
        for claim in leases.now_kept():
            queue.give_back(claim)
        raise
    except Exception:
        left.set()
        for claim in leases.now_kept():
            results.store_failure(claim, code="unexpected", text=classification.UNEXPECTED)
        _end_with(lanes)
        raise


def _end_with(lanes: list[threading.Thread]) -> None:
    """Wait a little for the lanes. Raises SystemExit where one hangs: a thread ends only with its process."""
    for lane in lanes:
        if lane.is_alive():
            lane.join(LEAVE_SECONDS)
    if any(lane.is_alive() for lane in lanes):
        logger.error("A lane hangs; the process ends and another takes its place")
        raise SystemExit(1)


def _lane(until: float, left: threading.Event) -> None:
    try:
        while not left.is_set() and time.monotonic() < until and classification.run_next(light=True):
            pass
    except Exception:
        logger.exception("A lane ended early; its analysis says so")
    finally:
        connection.close()
