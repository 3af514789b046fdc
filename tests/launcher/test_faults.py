"""What a person can put right is told in one sentence, before anything is installed or started."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def _up(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / "bin" / "up", *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )


def _sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The one line that was printed."""
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr


def test_a_taken_port(checkout: Path, taken_port: int, tmp_path: Path) -> None:
    sentence = _sentence(_up(checkout, "--port", str(taken_port), "--data", str(tmp_path)))
    assert f"Port {taken_port} is taken" in sentence
    assert "--port" in sentence


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_a_number_that_is_no_port(checkout: Path, port: str, tmp_path: Path) -> None:
    assert f"{port} is no port" in _sentence(_up(checkout, f"--port={port}", "--data", str(tmp_path)))


def test_a_folder_that_cannot_be_written(checkout: Path, tmp_path: Path, free_port: int) -> None:
    (tmp_path / "file").write_text("in the way")
    sentence = _sentence(_up(checkout, "--port", str(free_port), "--data", str(tmp_path / "file" / "data")))
    assert "cannot be written" in sentence
    assert "--data" in sentence


def test_an_option_that_does_not_exist(checkout: Path) -> None:
    done = _up(checkout, "--prot", "8000")
    assert done.returncode == 2
    assert "--prot" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "darwin", reason="Homebrew's Pythons are found wherever the PATH points")
def test_no_python_that_fits(checkout: Path, tmp_path: Path) -> None:
    """All that the PATH has is a version manager's stand-in, which does not run."""
    (tmp_path / "bin" / "launcher").mkdir(parents=True)
    for name in ("bin/up", "bin/launcher/find_python.sh"):
        (tmp_path / name).write_text((checkout / name).read_text())
    for name in ("python3", "python3.12"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'command not found' >&2\nexit 127\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "dirname").symlink_to(shutil.which("dirname") or "")
    done = subprocess.run(
        ["/bin/sh", tmp_path / "bin" / "up"],
        env={"PATH": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "needs Python 3.11, 3.12 or 3.13" in _sentence(done)
