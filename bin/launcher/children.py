"""One process of the portal, with everything that it starts itself."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from launcher.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@dataclass
class Child:
    """A command that leads a process group of its own, so that nothing of it is left when it is stopped."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> int:
        """Start the command and return its process id, which is its group's too."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env={**os.environ, **self.env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self.process.pid

    def exit_code(self) -> int | None:
        """How the command ended; None while it runs or before it was started."""
        return self.process.poll() if self.process else None

    def ask_to_stop(self) -> None:
        """Ask the leader, who knows how to end its own children in order."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def ask_all_to_stop(self) -> None:
        """Ask the whole group, where the leader waits too long for its own children."""
        if self.process and self.process.poll() is None:
            end_group(self.process.pid, signal.SIGTERM)

    def kill(self) -> None:
        """End whatever is left of the group and wait for the leader."""
        if self.process:
            end_group(self.process.pid, signal.SIGKILL)
            self.process.wait()


def end_group(group: int, number: signal.Signals) -> None:
    """Send a signal to a process group that may be gone."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
