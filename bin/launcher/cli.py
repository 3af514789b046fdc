"""One door for the launcher's commands: what a person can put right ends as a sentence, not a traceback."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

from launcher import up, watchdog
from launcher.faults import Fault
from launcher.trial import postgres, redis
from launcher.trial import run as trial

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType

COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "up": up.main,
    "test": trial.main,
    # Helpers that the launcher starts itself.
    "watchdog": watchdog.main,
    "postgres": postgres.main,
    "redis": redis.main,
}
INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except Fault as fault:
        print(fault, file=sys.stderr)
        return fault.code
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
