"""Processes of the portal that are measured, from their start to their end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from benchmarks.asking import ROOT, environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

PATIENCE: Final = 120.0
STOP_SECONDS: Final = 20.0
WORKER: Final = ("celery", "-A", "config.celery", "worker", "--pool", "prefork", "--concurrency", "1")


@contextmanager
def started(command: Sequence[str], data: Path, name: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command on a data folder, with its output in a file of that name; ended afterwards."""
    with (data / f"{name}.txt").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(data), stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def worker() -> list[str]:
    """The command of a worker."""
    return [sys.executable, "-m", *WORKER]


def seconds_to_answer(url: str) -> float:
    """How long it takes until a page is there. Raises TimeoutError."""
    began = time.perf_counter()
    while time.perf_counter() - began < PATIENCE:
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 - our own address
                answer.read()
                return time.perf_counter() - began
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.01)
    raise TimeoutError(url)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def resident_mib(process: int) -> dict[int, float]:
    """Resident memory of a process and of all below it, by their ids."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=True)
    rows = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    family = {process}
    for pid, parent, _ in sorted(rows) * 2:
        if parent in family:
            family.add(pid)
    return {pid: size / 1024 for pid, _, size in rows if pid in family}
