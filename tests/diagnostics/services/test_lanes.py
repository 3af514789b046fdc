"""Working off the queue in lanes: what goes side by side, what goes alone, and what a surprise leaves."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest

from diagnostics import inference
from diagnostics.models import Analysis
from diagnostics.services import classification, lanes, results
from tests.factories.diagnostics import AnalysisFactory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from diagnostics.services.queue import Claim

pytestmark = pytest.mark.django_db(transaction=True)


class Bench:
    """Stands for the engine: takes a moment over each field and remembers what lay beside it."""

    def __init__(self) -> None:
        self.beside: dict[UUID, set[UUID]] = {}
        self._now: set[UUID] = set()
        self._lock = threading.Lock()

    def look(self, claim: Claim) -> None:
        with self._lock:
            self._now.add(claim.analysis_id)
            for own in self._now:
                self.beside.setdefault(own, set()).update(self._now - {own})
        time.sleep(0.1)
        with self._lock:
            self._now.discard(claim.analysis_id)
        results.store_failure(claim, code="seen", text="Seen.")


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    bench = Bench()
    monkeypatch.setattr(inference, "warm_up", lambda: None)
    monkeypatch.setattr(classification, "_look", bench.look)
    return bench


def states() -> list[tuple[str, str]]:
    return list(Analysis.objects.order_by("requested_at").values_list("status", "error_code"))


def test_a_queue_is_worked_off_two_at_a_time_and_each_row_once(bench: Bench) -> None:
    for _ in range(6):
        AnalysisFactory()

    assert lanes.work_off() is False

    assert states() == [("failed", "seen")] * 6
    assert set(Analysis.objects.values_list("attempts", flat=True)) == {1}
    assert sum(bool(others) for others in bench.beside.values()) >= 4


def test_a_shift_ends_with_rows_left(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "SHIFT_SECONDS", 0.05)
    for _ in range(3):
        AnalysisFactory()

    assert lanes.work_off() is True

    assert len(bench.beside) == 1


@pytest.mark.parametrize(
    "apart", [{"attempts": 1}, {"slide__width": 4096, "slide__height": 4096}], ids=["lost before", "large"]
)
def test_what_may_end_a_worker_is_done_alone(bench: Bench, apart: dict[str, int]) -> None:
    before = [AnalysisFactory() for _ in range(3)]
    alone = AnalysisFactory(**apart)
    after = [AnalysisFactory() for _ in range(3)]

    lanes.work_off()

    assert set(bench.beside) == {own.pk for own in (*before, alone, *after)}
    assert bench.beside[alone.pk] == set()


def test_a_surprise_in_one_lane_costs_the_others_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [AnalysisFactory() for _ in range(6)]

    def look(claim: Claim) -> None:
        if claim.analysis_id == rows[2].pk:
            raise RuntimeError
        bench.look(claim)

    monkeypatch.setattr(classification, "_look", look)
    lanes.work_off()

    assert states() == [("failed", "unexpected" if number == 2 else "seen") for number in range(6)]


@pytest.fixture
def _told_to_leave_by_a_signal() -> Iterator[None]:
    def leave(*_: object) -> None:
        raise SystemExit

    before = signal.signal(signal.SIGUSR1, leave)
    yield
    signal.signal(signal.SIGUSR1, before)


@pytest.mark.usefixtures("bench", "_told_to_leave_by_a_signal")
def test_a_worker_that_is_told_to_leave_gives_back_what_its_lanes_are_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = AnalysisFactory()
    others = [AnalysisFactory() for _ in range(4)]
    working, ended = threading.Barrier(2), threading.Event()

    def look(claim: Claim) -> None:
        if claim.analysis_id != first.pk:
            if working.wait(10) == 0:
                os.kill(os.getpid(), signal.SIGUSR1)
            ended.wait(10)
        results.store_failure(claim, code="seen", text="Seen.")

    monkeypatch.setattr(classification, "_look", look)
    with pytest.raises(SystemExit):
        lanes.work_off()
    given_back = set(Analysis.objects.filter(status="queued", attempts=0).values_list("pk", flat=True))
    ended.set()
    for lane in [own for own in threading.enumerate() if own.name.startswith("lane-")]:
        lane.join(10)

    assert given_back == {own.pk for own in others}
    assert Analysis.objects.filter(status="queued").count() == len(others)  # what came too late is dropped
