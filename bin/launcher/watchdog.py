"""A second parent: should the first be killed outright, it ends the processes that would be left running.

It reads "+GROUP" and "-GROUP" lines from its standard input. The end of the input means that the first parent
is gone; the groups named and not taken back are then ended.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from launcher.children import end_group
from launcher.places import LAUNCH

if TYPE_CHECKING:
    from collections.abc import Sequence

GRACE_SECONDS = 5.0


class Watchdog:
    """The first parent's end of the line."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(LAUNCH), "watchdog"],
            stdin=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )

    def add(self, group: int) -> None:
        """Name a process group to be ended with the parent."""
        self._tell(f"+{group}")

    def remove(self, group: int) -> None:
        """Take a process group back: it has ended."""
        self._tell(f"-{group}")

    def close(self) -> None:
        """End the watchdog itself."""
        with suppress(OSError):
            self._process.communicate()

    def _tell(self, line: str) -> None:
        if self._process.stdin:
            with suppress(OSError):
                self._process.stdin.write(f"{line}\n")
                self._process.stdin.flush()


def main(_arguments: Sequence[str]) -> int:
    """Watch until the parent is gone."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        change = groups.add if line.startswith("+") else groups.discard
        change(int(line[1:]))
    for group in groups:
        end_group(group, signal.SIGTERM)
    if groups:
        time.sleep(GRACE_SECONDS)
    for group in groups:
        end_group(group, signal.SIGKILL)
    return 0
