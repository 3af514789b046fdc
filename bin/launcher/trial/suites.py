"""The two runs of the tests: all of them on SQLite, those that use the database on PostgreSQL and Redis."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launcher.places import PYTHON, ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from launcher.trial.report import Report

MOST_WORKERS = 4
WITHOUT_DATABASE = ("architecture", "browser", "launcher", "mlcore")
NOT_OURS = ("DATABASE_URL", "REDIS_URL", "LEUKOSCOPE_DATA", "LEUKOSCOPE_S3_BUCKET", "DJANGO_SETTINGS_MODULE")


@dataclass(frozen=True)
class Suite:
    """One run of pytest."""

    name: str
    arguments: Sequence[str]
    env: Mapping[str, str]

    def run(self, folder: Path, report: Report) -> None:
        """Run it, its output shown as it comes, and enter its tests in the report."""
        junit = folder / f"{self.name}.xml"
        inherited = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        command = [str(PYTHON), "-m", "pytest", f"--numprocesses={_workers()}", "--dist=loadgroup"]
        code = subprocess.call(
            [*command, f"--junit-xml={junit}", *self.arguments],
            cwd=ROOT,
            env={**inherited, **self.env},
            stdin=subprocess.DEVNULL,
        )
        report.read(self.name, junit, code)


def on_sqlite(env: Mapping[str, str]) -> Suite:
    """Everything, on what a laptop has."""
    return Suite("sqlite", [], env)


def on_servers(env: Mapping[str, str]) -> Suite:
    """What the database has a say in, on what a hospital has."""
    return Suite("postgresql", [f"--ignore=tests/{folder}" for folder in WITHOUT_DATABASE], env)


def _workers() -> int:
    return max(2, min(MOST_WORKERS, os.cpu_count() or 1))
