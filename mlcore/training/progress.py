"""One line on standard error that says what runs and how long it will still take."""

from __future__ import annotations

import sys
import time
from typing import Final, TextIO

INTERVAL_SECONDS: Final = 0.5
LINE_SECONDS: Final = 60.0
"""How often a line is written where none can be rewritten: to a file, for example."""


class Progress:
    """Counts steps of one piece of work and shows them, rewriting its line on a terminal."""

    def __init__(self, what: str, total: int, stream: TextIO | None = None) -> None:
        self.what = what
        self.total = total
        self._stream = sys.stderr if stream is None else stream
        self._done = 0
        self._skipped = 0
        self._began = time.monotonic()
        self._shown = self._began

    def skip(self, steps: int) -> None:
        """Count steps that an earlier run had done; they say nothing about the speed of this one."""
        self._skipped += steps
        self.advance(steps)

    def advance(self, steps: int = 1, note: str = "") -> None:
        """Count steps done; `note` follows the time left."""
        self._done += steps
        now = time.monotonic()
        finished = self._done >= self.total
        interval = INTERVAL_SECONDS if self._stream.isatty() else LINE_SECONDS
        if finished or now - self._shown >= interval:
            self._shown = now
            self._show(finished=finished, note=note)

    def close(self, note: str = "") -> None:
        """Say that the work is done, where it ended before its last step."""
        if self._done < self.total:
            self.total = self._done
            self._show(finished=True, note=note)

    def _show(self, *, finished: bool, note: str) -> None:
        text = (
            f"{self.what}: {self._done}/{self.total}, {self._time(finished=finished)}{note and f', {note}'}"
        )
        if self._stream.isatty():
            self._stream.write(f"\r{text}\x1b[K" + ("\n" if finished else ""))
        else:
            self._stream.write(f"{text}\n")
        self._stream.flush()

    def _time(self, *, finished: bool) -> str:
        passed = time.monotonic() - self._began
        if finished:
            return f"{passed:.0f} s"
        steps = self._done - self._skipped
        return f"{passed / steps * (self.total - self._done):.0f} s left" if steps else "time left unknown"


def say(text: str) -> None:
    """Write one line to standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
