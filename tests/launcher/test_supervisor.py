"""The one parent: what dies is started again, and nothing outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from launcher import supervisor as supervising
from launcher.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from launcher.children import Child

    Until = Callable[[Callable[[], bool]], None]
    MakeChild = Callable[[str, str], Child]

LASTING = "import time; time.sleep(300)"
WITH_GRANDCHILD = """
import subprocess, sys, time
from pathlib import Path
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
Path({note!r}).write_text(str(grandchild.pid))
time.sleep(300)
"""
# A leader that waits for its own child, as a worker waits for what it has begun.
WAITING = """
import signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.run([sys.executable, "-c", {below!r}])
"""
BELOW = """
import signal, time
from pathlib import Path
def leave(*_):
    Path({note!r}).write_text("gave back")
    raise SystemExit
signal.signal(signal.SIGTERM, leave)
Path({note!r}).write_text("works")
time.sleep(300)
"""
DEAF = """
import signal, time
from pathlib import Path
signal.signal(signal.SIGTERM, signal.SIG_IGN)
Path({note!r}).write_text("deaf")
time.sleep(300)
"""
# Runs a supervisor over one lasting child, and is itself killed by the test.
PARENT = """
import sys
from pathlib import Path
from launcher.children import Child
from launcher.supervisor import Supervisor
child = Child("lasting", [sys.executable, "-c", "import time; time.sleep(300)"], {{}}, Path({log!r}))
with Supervisor([child]) as supervisor:
    supervisor.look()
    print(child.process.pid, flush=True)
    while not supervisor.stopping:
        supervisor.look()
"""


@pytest.fixture(autouse=True)
def _own_signals() -> Iterator[None]:
    """The supervisor takes the signals of the process; give them back."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def _lives(pid: int) -> bool:
    """Whether a process runs: neither gone nor only waiting to be noted by its parent."""
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return bool(state.strip()) and not state.startswith("Z")


def test_a_dead_child_starts_again(child: MakeChild, until: Until, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "FIRST_PAUSE_SECONDS", 0.0)
    lasting = child("lasting", LASTING)
    with Supervisor([lasting]) as supervisor:
        supervisor.look()
        assert lasting.process
        first = lasting.process.pid
        os.kill(first, signal.SIGKILL)

        def again() -> bool:
            supervisor.look()
            return lasting.process is not None and lasting.process.pid != first

        until(again)
        assert supervisor.deaths == 1


def test_a_child_that_keeps_dying_is_given_more_time_each_time(child: MakeChild, until: Until) -> None:
    failing = child("failing", "raise SystemExit(3)")
    with Supervisor([failing]) as supervisor:

        def died_twice() -> bool:
            supervisor.look()
            return supervisor.deaths == 2

        until(died_twice)
        assert supervisor._watches[0].pause == 4 * supervising.FIRST_PAUSE_SECONDS


def test_leaving_ends_children_and_what_they_started(child: MakeChild, tmp_path: Path, until: Until) -> None:
    note = tmp_path / "grandchild"
    with Supervisor([child("parent", WITH_GRANDCHILD.format(note=str(note)))]) as supervisor:
        supervisor.look()
        until(lambda: note.exists() and note.read_text() != "")
        grandchild = int(note.read_text())
        assert _lives(grandchild)
    until(lambda: not _lives(grandchild))


def test_a_child_that_does_not_listen_is_ended_all_the_same(
    child: MakeChild, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "GRACE_SECONDS", 0.5)
    note = tmp_path / "deaf"
    deaf = child("deaf", DEAF.format(note=str(note)))
    with Supervisor([deaf]) as supervisor:
        supervisor.look()
        until(lambda: note.exists() and note.read_text() != "")
    assert deaf.exit_code() == -signal.SIGKILL


def test_what_a_leader_waits_for_too_long_is_asked_itself(
    child: MakeChild, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "GRACE_SECONDS", 0.5)
    monkeypatch.setattr(supervising, "LAST_SECONDS", 30.0)
    note = tmp_path / "note"
    waiting = child("waiting", WAITING.format(below=BELOW.format(note=str(note))))
    with Supervisor([waiting]) as supervisor:
        supervisor.look()
        until(lambda: note.exists() and note.read_text() == "works")
    assert note.read_text() == "gave back"
    assert waiting.exit_code() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_whatever_ends_the_parent_ends_the_children(
    number: signal.Signals, checkout: Path, tmp_path: Path, until: Until
) -> None:
    script = PARENT.format(log=str(tmp_path / "log"))
    env = {**os.environ, "PYTHONPATH": str(checkout / "bin")}
    with subprocess.Popen(
        [sys.executable, "-c", script], env=env, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert _lives(pid)
        parent.send_signal(number)
        parent.wait()
    until(lambda: not _lives(pid))
