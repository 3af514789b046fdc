"""The one parent: starts the processes, starts a dead one again, stops all of them together."""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from launcher.commands import say
from launcher.watchdog import Watchdog

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType, TracebackType

    from launcher.children import Child

LOOK_EVERY_SECONDS = 0.2
GRACE_SECONDS = 5.0
LAST_SECONDS = 2.0  # for a worker to give back what it has not finished
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
HEALTHY_AFTER_SECONDS = 60.0


@dataclass
class Watch:
    """What is remembered of one child: when it started, and how long to wait before the next start."""

    child: Child
    started: float = 0.0
    pause: float = FIRST_PAUSE_SECONDS
    start_at: float | None = 0.0


class Supervisor:
    """Runs the children from entering the context until leaving it."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.stopping = False
        self.deaths = 0
        self._watches = [Watch(child) for child in children]
        self._watchdog = Watchdog()

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        children = [watch.child for watch in self._watches]
        for child in children:
            child.ask_to_stop()
        if not _end_within(GRACE_SECONDS, children):
            for child in children:
                child.ask_all_to_stop()
            _end_within(LAST_SECONDS, children)
        for child in children:
            child.kill()
            self._forget(child)
        self._watchdog.close()

    def look(self) -> None:
        """Start what is due, note what has died, and wait a moment."""
        for watch in self._watches:
            if watch.start_at is not None and time.monotonic() >= watch.start_at and not self.stopping:
                self._start(watch)
            elif watch.start_at is None and not _runs(watch.child):
                self._note_death(watch)
        time.sleep(LOOK_EVERY_SECONDS)

    def _start(self, watch: Watch) -> None:
        watch.started, watch.start_at = time.monotonic(), None
        self._watchdog.add(watch.child.start())

    def _note_death(self, watch: Watch) -> None:
        self.deaths += 1
        code = watch.child.exit_code()
        watch.child.kill()
        self._forget(watch.child)
        if time.monotonic() - watch.started > HEALTHY_AFTER_SECONDS:
            watch.pause = FIRST_PAUSE_SECONDS
        if not self.stopping:
            again = f"it starts again in {watch.pause:.0f} s"
            say(f"{watch.child.name} ended ({code}); {again}. See {watch.child.log}")
        watch.start_at = time.monotonic() + watch.pause
        watch.pause = min(2 * watch.pause, LONGEST_PAUSE_SECONDS)

    def _forget(self, child: Child) -> None:
        if child.process:
            self._watchdog.remove(child.process.pid)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True


def _runs(child: Child) -> bool:
    return child.process is not None and child.exit_code() is None


def _end_within(seconds: float, children: Sequence[Child]) -> bool:
    """Whether all have ended by then."""
    deadline = time.monotonic() + seconds
    while any(_runs(child) for child in children):
        if time.monotonic() >= deadline:
            return False
        time.sleep(LOOK_EVERY_SECONDS)
    return True
