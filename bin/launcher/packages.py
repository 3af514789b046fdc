"""The Python packages: a virtual environment in the checkout, filled from the pinned requirements files."""

from __future__ import annotations

import platform
import sys

from launcher import stamps
from launcher.commands import run, say, succeeds
from launcher.places import PYTHON, ROOT, VENV

SERVE = "requirements-serve.txt"
WHOLE = "requirements.txt"
DEV = "requirements-dev.txt"
SERVERS = "requirements-servers.txt"
NODE = "requirements-node.txt"


def install(*names: str) -> None:
    """Bring the environment to what the files name. Raises Fault where that is not possible."""
    _make_environment()
    wanted = {name: fingerprint(name) for name in names}
    missing = [name for name, value in wanted.items() if not _is_there(name, value)]
    if not missing:
        return
    say(f"Installing the Python packages of {', '.join(missing)} ...")
    for name in missing:
        stamps.drop(name)
    run(pip_install(*missing), "The Python packages could not be installed.")
    for name in missing:
        stamps.write(name, wanted[name])


def pip_install(*names: str) -> list[str]:
    """The command that installs exactly what the files name; mirrors and certificates are pip's settings."""
    files = [part for name in names for part in ("--requirement", str(ROOT / name))]
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    return [*pip, "--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes", *files]


def fingerprint(name: str) -> str:
    """What stands for a requirements file on this Python."""
    return stamps.digest([(ROOT / name).read_bytes(), _version()])


def _is_there(name: str, value: str) -> bool:
    if stamps.is_current(name, value):
        return True
    # The whole set holds the serving one: both are compiled from the same pyproject.toml.
    return name == SERVE and stamps.is_current(WHOLE, fingerprint(WHOLE))


def _make_environment() -> None:
    """Make .venv where there is none, where it was cut short, or where it belongs to another Python."""
    version = f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    if succeeds([str(PYTHON), "-c", version]):
        return
    say(f"Making .venv with Python {platform.python_version()} ...")
    python = getattr(sys, "_base_executable", sys.executable)
    run([python, "-m", "venv", "--clear", str(VENV)], f"The virtual environment {VENV} cannot be made.")


def _version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor} {platform.machine()}"
