"""What the commands print."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

PROGRESS_STEP: Final = 50


def print_json(answer: Mapping[str, Any]) -> None:
    """One line of JSON on standard output."""
    sys.stdout.write(f"{json.dumps(answer, ensure_ascii=False, allow_nan=False)}\n")
    sys.stdout.flush()


def refuse(sentence: str, **details: object) -> int:
    """Say why nothing was done, on both streams; the exit status."""
    print_json({"error": sentence, **details})
    note(sentence)
    return 1


def note(sentence: str) -> None:
    """One line on standard error, for the person who waits."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def progress(done: int, total: int) -> None:
    """Say how many are done, now and then."""
    if done % PROGRESS_STEP == 0 or done == total:
        note(f"{done}/{total}")


def silent(done: int, total: int) -> None:
    """Say nothing: only JSON was asked for."""
