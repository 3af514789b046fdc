from __future__ import annotations

import datetime
import threading
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from cases.models import AuditEvent
from diagnostics import inference
from diagnostics.models import Analysis
from diagnostics.services import classification, queue, results
from diagnostics.services.queue import Claim
from diagnostics.services.sweeper import sweep
from tests.factories.cases import CaseFactory, SlideFactory
from tests.factories.diagnostics import AnalysisFactory

NOW = timezone.now()


def running(*, expired: bool, attempts: int = 1) -> Analysis:
    seconds = -1 if expired else 60
    analysis: Analysis = AnalysisFactory(
        slide__case__status="analysing",
        status="running",
        attempts=attempts,
        lease_token=uuid.uuid4(),
        lease_until=timezone.now() + datetime.timedelta(seconds=seconds),
        started_at=timezone.now(),
    )
    return analysis


@pytest.mark.django_db
def test_stat_goes_before_routine_and_then_the_oldest_first() -> None:
    def queued(minutes: int, priority: str) -> Analysis:
        slide = SlideFactory(case=CaseFactory(priority=priority))
        row: Analysis = AnalysisFactory(slide=slide, requested_at=NOW - datetime.timedelta(minutes=minutes))
        return row

    old, young = queued(9, "routine"), queued(5, "routine")
    stat_young, stat_old = queued(1, "stat"), queued(2, "stat")
    taken = [claim.analysis_id for _ in range(4) if (claim := queue.claim())]
    assert taken == [stat_old.pk, stat_young.pk, old.pk, young.pk]
    assert queue.claim() is None


@pytest.mark.django_db
def test_a_claim_leases_the_row_by_the_clock_of_the_database() -> None:
    analysis = AnalysisFactory()
    claim = queue.claim()
    assert claim is not None
    analysis.refresh_from_db()
    assert (analysis.status, analysis.attempts, analysis.lease_token) == ("running", 1, claim.token)
    assert (
        datetime.timedelta(seconds=10)
        < analysis.lease_until - timezone.now()
        < datetime.timedelta(seconds=20)
    )


@pytest.mark.django_db(transaction=True)
def test_each_row_is_claimed_by_one_of_several_workers() -> None:
    for _ in range(10):
        AnalysisFactory()
    claims: list[Claim] = []
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        while (claim := queue.claim()) is not None:
            claims.append(claim)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claims) == len({claim.analysis_id for claim in claims}) == 10
    assert set(Analysis.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.django_db
def test_the_analysis_of_a_lost_worker_goes_back_into_the_queue() -> None:
    analysis = running(expired=True)
    assert queue.take_back_expired() == 1
    analysis.refresh_from_db()
    assert (analysis.status, analysis.attempts, analysis.lease_token) == ("queued", 1, None)
    assert AuditEvent.objects.filter(action="analysis.taken_back", object_id=analysis.pk).exists()


@pytest.mark.django_db
def test_after_three_lost_workers_the_analysis_fails_with_a_sentence() -> None:
    analysis = running(expired=True, attempts=3)
    assert queue.take_back_expired() == 1
    analysis.refresh_from_db()
    analysis.slide.case.refresh_from_db()
    assert (analysis.status, analysis.error_code) == ("failed", "worker_lost")
    assert "Start it again" in analysis.error
    assert analysis.slide.case.status == "awaiting_review"


@pytest.mark.django_db
def test_a_lease_that_still_runs_is_left_alone() -> None:
    analysis = running(expired=False)
    assert queue.take_back_expired() == 0
    analysis.refresh_from_db()
    assert analysis.status == "running"


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_writes_nothing() -> None:
    analysis = running(expired=True)
    zombie = Claim(analysis.pk, analysis.lease_token or uuid.uuid4())
    queue.take_back_expired()
    second = queue.claim()
    assert second is not None
    assert queue.renew(zombie) is False
    assert results.store_failure(zombie, code="late", text="Too late.") is False
    analysis.refresh_from_db()
    assert (analysis.status, analysis.lease_token, analysis.error) == ("running", second.token, "")
    assert not AuditEvent.objects.filter(action="analysis.failed").exists()


@pytest.mark.django_db
def test_a_claim_given_back_costs_no_attempt() -> None:
    analysis = AnalysisFactory()
    claim = queue.claim()
    assert claim is not None
    queue.give_back(claim)
    analysis.refresh_from_db()
    assert (analysis.status, analysis.attempts) == ("queued", 0)


@pytest.mark.django_db
def test_a_worker_that_is_told_to_leave_gives_its_row_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(_claim: Claim) -> None:
        raise SystemExit(-241)

    analysis = AnalysisFactory()
    monkeypatch.setattr(inference, "warm_up", lambda: None)
    monkeypatch.setattr(classification, "_look", leave)
    with pytest.raises(SystemExit):
        classification.run_next()
    analysis.refresh_from_db()
    assert (analysis.status, analysis.attempts, analysis.lease_token) == ("queued", 0, None)
    assert queue.claim() is not None


@pytest.mark.django_db
def test_the_sweeper_rings_for_rows_that_have_waited_and_not_for_new_ones() -> None:
    AnalysisFactory(requested_at=NOW - datetime.timedelta(minutes=1))
    AnalysisFactory()
    assert sweep().woken == 1
