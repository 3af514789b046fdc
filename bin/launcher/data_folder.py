"""The data folder: everything that the portal keeps, closed to other users of the machine."""

from __future__ import annotations

import fcntl
import os
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from launcher.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOG_LIMIT_BYTES = 10 * 1024 * 1024


def prepare(data: Path) -> None:
    """Make the folder and the one for its logs. Raises Fault where it cannot be written."""
    try:
        for folder in (data, data / "logs"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
    except OSError as error:
        raise Fault(
            f"The data folder {data} cannot be written ({error.strerror}): name another with --data."
        ) from error


@contextmanager
def held(data: Path) -> Iterator[None]:
    """Keep the folder to one portal, and what is made meanwhile to this user of the machine.

    Raises Fault where another portal runs on it.
    """
    handle = os.open(data / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    mask = os.umask(0o077)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Fault(
                f"A portal already runs on the data folder {data}: stop it, or name another."
            ) from error
        yield
    finally:
        os.close(handle)
        os.umask(mask)


def log(data: Path, name: str) -> Path:
    """The log of one process; a long one of earlier starts is set aside."""
    path = data / "logs" / f"{name}.log"
    if path.exists() and path.stat().st_size > LOG_LIMIT_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path


def demo_accounts(data: Path) -> list[str]:
    """The demonstration accounts, each as `username password`; none where there is no demonstration."""
    try:
        return (data / "demo_accounts").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
