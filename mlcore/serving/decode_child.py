"""The child process that decodes: whatever a hostile file does, it does it here.

Requests on standard input: one frame with a byte that says whether copies are wanted, then the file.
Answers on standard output: a frame of JSON (`code`, or `width` and `height`), then after success three
frames: raw RGB, display copy, thumbnail.
"""

from __future__ import annotations

import contextlib
import json
import sys
from typing import IO, TYPE_CHECKING, Final

from mlcore.serving.conversion import jpeg_copy, open_upright, strips
from mlcore.serving.errors import UnreadableImageError
from mlcore.serving.frames import read_frame, write_frame, write_pieces

if TYPE_CHECKING:
    from PIL.Image import Image

MEMORY_LIMIT: Final = 3 * 1024**3
DISPLAY_SIDE: Final = 8192
THUMBNAIL_SIDE: Final = 320
DISPLAY_QUALITY: Final = 90
THUMBNAIL_QUALITY: Final = 85


def main() -> None:
    """Answer requests until standard input ends."""
    _limit_memory()
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            request = read_frame(sys.stdin.buffer)
            wants_copies = bool(request[0])
            del request[:1]
            _answer(sys.stdout.buffer, request, wants_copies=wants_copies)


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit but may refuse to set it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def _answer(output: IO[bytes], data: bytearray, *, wants_copies: bool) -> None:
    try:
        image = open_upright(data)
        data.clear()
        display = jpeg_copy(image, DISPLAY_SIDE, DISPLAY_QUALITY) if wants_copies else b""
        thumbnail = jpeg_copy(image, THUMBNAIL_SIDE, THUMBNAIL_QUALITY) if wants_copies else b""
    except UnreadableImageError as error:
        write_frame(output, json.dumps({"code": error.code}).encode())
    except MemoryError:
        write_frame(output, json.dumps({"code": "too_large"}).encode())
    else:
        _send(output, image, display, thumbnail)


def _send(output: IO[bytes], image: Image, display: bytes, thumbnail: bytes) -> None:
    write_frame(output, json.dumps({"width": image.width, "height": image.height}).encode())
    write_frame(output, length=image.width * image.height * 3)
    write_pieces(output, strips(image))
    write_frame(output, display)
    write_frame(output, thumbnail)


if __name__ == "__main__":
    main()
