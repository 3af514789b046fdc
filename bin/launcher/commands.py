"""Commands that are run to their end: silent when they succeed, their last words when they fail."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from launcher.faults import Fault
from launcher.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LAST_LINES = 40


def say(sentence: str) -> None:
    """Tell the person at the terminal what goes on."""
    print(sentence, flush=True)


def run(command: Sequence[str], failure: str, env: Mapping[str, str] | None = None) -> str:
    """Run a command in the checkout and return what it printed.

    Raises Fault, made of the sentence `failure` and the command's last lines, when it does not succeed.
    """
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise Fault(f"{failure} ({command[0]}: {error.strerror})") from error
    if done.returncode != 0:
        last = "\n".join(f"    {line}" for line in done.stdout.strip().splitlines()[-LAST_LINES:])
        raise Fault(f"{failure} It said:\n{last}")
    return done.stdout


def succeeds(command: Sequence[str]) -> bool:
    """Whether a command can be run and ends with success."""
    try:
        run(command, failure="")
    except Fault:
        return False
    return True
