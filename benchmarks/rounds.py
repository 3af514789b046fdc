"""Timing by turns: whatever disturbs the machine disturbs both sides of a ratio."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Seconds = dict[str, list[float]]


def by_turns(calls: Mapping[str, Callable[[], object]], rounds: int, repeats: int = 1) -> Seconds:
    """Seconds per call, by name, of each round; in a round every call runs `repeats` times.

    One round goes before and is not counted: caches and lazy parts are warm then.
    """
    seconds: Seconds = {name: [] for name in calls}
    for number in range(rounds + 1):
        for name, call in calls.items():
            began = time.perf_counter()
            for _ in range(repeats):
                call()
            if number:
                seconds[name].append((time.perf_counter() - began) / repeats)
    return seconds


def ratio(seconds: Seconds, over: str, under: str) -> float:
    """Median over the rounds of one call's time over another's."""
    return statistics.median(a / b for a, b in zip(seconds[over], seconds[under], strict=True))


def milliseconds(seconds: Seconds) -> dict[str, float]:
    """Median time of every call."""
    return {f"{name}_ms": round(1000 * statistics.median(own), 3) for name, own in seconds.items()}
