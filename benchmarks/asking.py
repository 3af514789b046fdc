"""A child process that says how long its own requests take, one line each."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT: Final = Path(__file__).resolve().parents[1]
LAST_CHARACTERS: Final = 2000
SERVERS: Final = frozenset({"DATABASE_URL", "REDIS_URL"})


class ChildFailedError(Exception):
    """The child ended early; the message ends with its last words."""


class Child:
    """One running child."""

    def __init__(self, process: subprocess.Popen[str], errors: Path) -> None:
        self._process = process
        self._errors = errors

    def ask(self, request: str) -> float:
        """Seconds of one request. Raises ChildFailedError."""
        if self._process.stdin:
            self._process.stdin.write(f"{request}\n")
            self._process.stdin.flush()
        return float(self.read())

    def read(self) -> str:
        """The next line. Raises ChildFailedError."""
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            self._process.wait()
            words = self._errors.read_text(encoding="utf-8")[-LAST_CHARACTERS:]
            raise ChildFailedError(f"A benchmark process ended with {self._process.returncode}:\n{words}")
        return line.strip()


def environment(data: Path) -> dict[str, str]:
    """Variables of the embedded portal on a data folder."""
    inherited = {name: value for name, value in os.environ.items() if name not in SERVERS}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.embedded", "LEUKOSCOPE_DATA": str(data)}
    return {**inherited, **threads, **settings}


def number_from(module: str, *arguments: str) -> float:
    """The last word that a module prints, run by itself with a data folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="leukoscope-benchmark-") as folder:
        told = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=environment(Path(folder)),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return float(told.stdout.split()[-1])


@contextmanager
def running(module: str, arguments: Sequence[str], folder: Path, **env: str) -> Iterator[Child]:
    """Run a module with the embedded settings and a data folder of its own; ready when this is entered."""
    folder.mkdir(parents=True, exist_ok=True)
    errors = folder / "errors.log"
    with errors.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env={**environment(folder), **env},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    child = Child(process, errors)
    try:
        child.read()
        yield child
    finally:
        if process.stdin:
            process.stdin.close()
        process.wait()
