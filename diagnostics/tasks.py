"""Celery is one more interface: an id in, one service call, out."""

from __future__ import annotations

from celery import shared_task

from diagnostics.services import lanes, queue


@shared_task(name="diagnostics.run_analysis", soft_time_limit=270, time_limit=300, ignore_result=True)
def run_analysis(analysis_id: str) -> None:  # noqa: ARG001 - names the row for the log
    """Work off what waits, the most urgent first, which need not be the one that rang.

    As long as rows wait, one more wake-up follows, so that a queue whose messages were lost is worked off at
    once.
    """
    if lanes.work_off() and (urgent := queue.waiting().first()) is not None:
        run_analysis.apply_async(args=(str(urgent.pk),), retry=False)
