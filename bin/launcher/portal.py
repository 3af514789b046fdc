"""The portal's own commands: what is done before the start, and the three processes that are it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from launcher import data_folder, stamps
from launcher.children import Child
from launcher.commands import run, say
from launcher.places import NODE_MODULES, PYTHON, ROOT, STATIC_ROOT
from launcher.ports import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WEB_THREADS = 8
STOP_SECONDS = 3


def environment(data: Path) -> dict[str, str]:
    """What every process of the portal is told."""
    env = {"LEUKOSCOPE_DATA": str(data), "PYTHONUNBUFFERED": "1"}
    if sys.platform == "darwin":
        env["OBJC_DISABLE_INITIALIZE_FORK_SAFETY"] = "YES"  # Celery forks after its libraries are loaded
    return {"DJANGO_SETTINGS_MODULE": "config.settings.embedded", **_own_threads(), **env}


def _own_threads() -> dict[str, str]:
    """NumPy's threads would fight with the engine's for the same cores."""
    return {name: os.environ.get(name, "1") for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}


def collect_static(data: Path) -> None:
    """Gather what browsers load, when any of it has changed."""
    value = stamps.digest(_static_sources())
    if stamps.is_current("static", value, folder=STATIC_ROOT):
        return
    say("Gathering the static files ...")
    manage(data, "collectstatic", "--noinput", "--clear", failure="The static files could not be gathered.")
    stamps.write("static", value, folder=STATIC_ROOT)


def _static_sources() -> Iterator[str]:
    yield (ROOT / "requirements-serve.txt").read_text(encoding="utf-8")
    yield (NODE_MODULES / "npm.stamp").read_text(encoding="utf-8")
    for path in sorted((ROOT / "static").rglob("*")):
        state = path.stat()
        yield f"{path.relative_to(ROOT)} {state.st_size} {state.st_mtime_ns}"


def manage(data: Path, *arguments: str, failure: str) -> str:
    """Run one `manage.py` command on the data folder."""
    return run([str(PYTHON), "manage.py", *arguments], failure, environment(data))


def processes(data: Path, port: int) -> list[Child]:
    """Web, worker and sweeper, in the order in which they start."""
    web = [
        "gunicorn",
        "config.wsgi:application",
        f"--bind={LOOPBACK}:{port}",
        "--worker-class=gthread",
        "--workers=1",
        f"--threads={WEB_THREADS}",
        f"--graceful-timeout={STOP_SECONDS}",
        "--no-control-socket",
    ]
    worker = [
        "celery",
        "-A",
        "config.celery",
        "worker",
        "--pool",
        "prefork",
        "--concurrency",
        "1",
        "--loglevel",
        "INFO",
    ]
    commands = {
        "web": [str(PYTHON), "-m", *web],
        "worker": [str(PYTHON), "-m", *worker],
        "sweeper": [str(PYTHON), "manage.py", "sweep", "--forever"],
    }
    env = environment(data)
    return [Child(name, command, env, data_folder.log(data, name)) for name, command in commands.items()]
