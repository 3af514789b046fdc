"""How long each step of an answer takes."""

from __future__ import annotations

import time


class Clock:
    """Milliseconds by step."""

    def __init__(self) -> None:
        """Start."""
        self._started = self._last = time.perf_counter()
        self.milliseconds: dict[str, float] = {}

    def lap(self, step: str) -> None:
        """Note what `step`, which ends now, has taken."""
        now = time.perf_counter()
        self.milliseconds[step] = round((now - self._last) * 1e3, 3)
        self._last = now

    def stop(self) -> dict[str, float]:
        """All steps, and the time since the start as `total`."""
        self.milliseconds["total"] = round((time.perf_counter() - self._started) * 1e3, 3)
        return self.milliseconds
