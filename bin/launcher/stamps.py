"""Notes of what was set up from what, so that a second start need not do it again."""

from __future__ import annotations

import fcntl
import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from launcher.places import ROOT, VENV

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_FOLDER = VENV / "leukoscope"


def digest(parts: Iterable[bytes | str]) -> str:
    """The SHA-256 of the parts, each set apart from the next."""
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part if isinstance(part, bytes) else part.encode()).digest())
    return total.hexdigest()


def is_current(name: str, value: str, folder: Path = _FOLDER) -> bool:
    """Whether the step `name` was last finished from what `value` stands for."""
    try:
        return _file(folder, name).read_text(encoding="ascii") == value
    except FileNotFoundError:
        return False


def write(name: str, value: str, folder: Path = _FOLDER) -> None:
    """Note that the step `name` is finished."""
    folder.mkdir(parents=True, exist_ok=True)
    _file(folder, name).write_text(value, encoding="ascii")


def drop(name: str, folder: Path = _FOLDER) -> None:
    """Forget the step `name`: it is about to be done anew and may be cut short."""
    _file(folder, name).unlink(missing_ok=True)


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name.rpartition('/')[2]}.stamp"


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one launcher at a time set this checkout up; a second one waits."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
