"""A helper process that says one line when it is ready and ends, cleaning up, when its input is closed."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from launcher.places import LAUNCH, PYTHON, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STOP_SECONDS = 30


@contextmanager
def running(command: str, folder: Path) -> Iterator[str | None]:
    """Run a launcher command with the project's Python; yields its line, or None where it gave up."""
    with (folder / f"{command}.log").open("wb") as log:
        process = subprocess.Popen(
            [str(PYTHON), str(LAUNCH), command, str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
            text=True,
        )
        try:
            yield process.stdout.readline().strip() or None if process.stdout else None
        finally:
            try:
                process.communicate(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
