"""Decoding in a child process, so that an image can neither bring down nor bloat the worker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Self

import numpy as np

from mlcore.serving.errors import UnreadableImageError
from mlcore.serving.frames import read_frame, write_frame

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["Decoder", "Picture", "UnreadableImageError"]

TIME_LIMIT: Final = 30.0
PASSED_ON: Final = frozenset(
    {"PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR"}
    | {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PYTHONDONTWRITEBYTECODE"}
)
_ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, eq=False)
class Picture:
    """An upright RGB image, uint8 [H, W, 3], and two JPEG copies of it without metadata.

    The display copy's longer side is at most 8192 pixels, the thumbnail's 320; empty if not asked for.
    """

    pixels: npt.NDArray[np.uint8]
    display: bytes
    thumbnail: bytes


class Decoder:
    """Keeps one child process that decodes; starts another when it dies. Thread-safe: one image at a time."""

    def __init__(self, *, time_limit: float = TIME_LIMIT) -> None:
        """Give every image `time_limit` seconds. The child starts with the first image."""
        self._time_limit = time_limit
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def decode(self, data: bytes, *, copies: bool = True) -> Picture:
        """Decode a JPEG, PNG, TIFF, WebP or BMP file.

        Raises:
            UnreadableImageError: it is none, is damaged, too large or too slow, or killed the child.
        """
        with self._lock:
            child = self._running_child()
            timer = _Deadline(child, self._time_limit)
            try:
                return self._ask(child, data, copies=copies)
            except (EOFError, OSError) as error:
                self._stop()
                raise UnreadableImageError("too_slow" if timer.passed else "decoder_died") from error
            finally:
                timer.cancel()

    def _ask(self, child: subprocess.Popen[bytes], data: bytes, *, copies: bool) -> Picture:
        into, out = _pipes(child)
        write_frame(into, bytes([copies]), data)
        header: dict[str, Any] = json.loads(read_frame(out))
        if "code" in header:
            raise UnreadableImageError(header["code"])
        raw, display, thumbnail = read_frame(out), read_frame(out), read_frame(out)
        pixels = np.frombuffer(raw, np.uint8).reshape(header["height"], header["width"], 3)
        return Picture(pixels, bytes(display), bytes(thumbnail))

    def _running_child(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._stop()
            self._child = _start_child()
        return self._child

    def _stop(self) -> None:
        if self._child is None:
            return
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe:
                _close(pipe)
        self._child = None

    def close(self) -> None:
        """End the child process."""
        with self._lock:
            self._stop()

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the child process."""
        self.close()


class _Deadline(threading.Timer):
    """Kills the child when its time is up; the pipes then end."""

    def __init__(self, child: subprocess.Popen[bytes], seconds: float) -> None:
        super().__init__(seconds, self._expire)
        self.daemon = True
        self.passed = False
        self._child = child
        self.start()

    def _expire(self) -> None:
        self.passed = True
        self._child.kill()


def _start_child() -> subprocess.Popen[bytes]:
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [sys.executable, "-m", "mlcore.serving.decode_child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**_environment(), "PYTHONPATH": os.pathsep.join(paths)},
        # A signal to the worker's group is not for it: it ends with the pipe, after the image that it has.
        start_new_session=True,
    )


def _environment() -> dict[str, str]:
    """What a child needs of the environment: where to find programs and libraries, never a secret."""
    return {name: value for name, value in os.environ.items() if name in PASSED_ON}


def _pipes(child: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if child.stdin is None or child.stdout is None:
        raise EOFError
    return child.stdin, child.stdout


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:  # what was still to be sent to a dead child
        return
