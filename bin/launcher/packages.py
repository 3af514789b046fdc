"""The Python packages: a virtual environment in the checkout, filled from the pinned requirements files."""

from __future__ import annotations

import platform
import sys

from launcher import installers, stamps
from launcher.commands import run, say, succeeds
from launcher.places import PYTHON, ROOT, VENV

SERVE = "requirements-serve.txt"
WHOLE = "requirements.txt"
DEV = "requirements-dev.txt"
SERVERS = "bin/launcher/pins/servers.txt"


def install(*names: str) -> None:
    """Bring the environment to what the files name. Raises Fault where that is not possible."""
    _make_environment()
    wanted = {name: _fingerprint(name) for name in names}
    missing = [name for name, value in wanted.items() if not _is_there(name, value)]
    if not missing:
        return
    say(f"Installing the Python packages of {', '.join(missing)} ...")
    for name in missing:
        stamps.drop(name)
    installers.install(missing)
    for name in missing:
        stamps.write(name, wanted[name])


def _fingerprint(name: str) -> str:
    """What stands for a requirements file on this Python."""
    return stamps.digest([(ROOT / name).read_bytes(), platform.python_version(), platform.machine()])


def _is_there(name: str, value: str) -> bool:
    if stamps.is_current(name, value):
        return True
    # The whole set holds the serving one: both are compiled from the same pyproject.toml.
    return name == SERVE and stamps.is_current(WHOLE, _fingerprint(WHOLE))


def _make_environment() -> None:
    """Make .venv where there is none, where it was cut short, or where it belongs to another Python."""
    version = f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    if succeeds([str(PYTHON), "-c", version]):
        return
    say(f"Making .venv with Python {platform.python_version()} ...")
    python = getattr(sys, "_base_executable", sys.executable)
    run([python, "-m", "venv", "--clear", str(VENV)], f"The virtual environment {VENV} cannot be made.")
