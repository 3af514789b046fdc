"""A port, and children that live as long as a test wants."""

from __future__ import annotations

import socket
import sys
import time
from typing import TYPE_CHECKING

import pytest

from launcher.children import Child

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def child(tmp_path: Path) -> Callable[[str, str], Child]:
    """Makes a child that runs a few lines of Python."""

    def make(name: str, lines: str) -> Child:
        return Child(name, [sys.executable, "-c", lines], {}, tmp_path / f"{name}.log")

    return make


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    """Waits for something to become true."""

    def wait(condition: Callable[[], bool], seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it did not happen"
            time.sleep(0.05)

    return wait
