"""The servers of the second run of the tests: PostgreSQL and Redis."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from launcher import packages
from launcher.commands import say
from launcher.faults import Fault
from launcher.trial import helper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMMANDS = {"postgres": "DATABASE_URL", "redis": "REDIS_URL"}


@contextmanager
def running(folder: Path) -> Iterator[dict[str, str]]:
    """Yields the variables that name the servers which could be had: the machine's, else packaged ones."""
    with ExitStack() as stack:
        env: dict[str, str] = {}
        for command, variable in COMMANDS.items():
            url = stack.enter_context(helper.running(command, folder))
            if not url and _packages_installed():
                url = stack.enter_context(helper.running(command, folder))
            if url:
                env[variable] = url
        yield env


def _packages_installed() -> bool:
    try:
        packages.install(packages.SERVERS)
    except Fault as fault:
        say(str(fault))
        return False
    return True
