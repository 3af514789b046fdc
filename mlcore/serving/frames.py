"""Frames between the decoder and its child: a length, eight bytes big-endian, and that many bytes."""

from __future__ import annotations

import struct
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

LENGTH: Final = struct.Struct(">Q")


def write_frame(stream: IO[bytes], *pieces: bytes | memoryview, length: int | None = None) -> None:
    """Write one frame made of `pieces`; with `length`, the caller goes on to write what is missing."""
    total = sum(len(piece) for piece in pieces) if length is None else length
    stream.write(LENGTH.pack(total))
    write_pieces(stream, pieces)


def write_pieces(stream: IO[bytes], pieces: Iterable[bytes | memoryview]) -> None:
    """Write the pieces of a frame whose length has been told, and send them off."""
    for piece in pieces:
        stream.write(piece)
    stream.flush()


def read_length(stream: IO[bytes]) -> int:
    """Length of the next frame.

    Raises:
        EOFError: the other side has gone.
    """
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    return int(LENGTH.unpack(head)[0])


def read_frame(stream: IO[bytes]) -> bytearray:
    """The next frame, whole, in a buffer of its own.

    Raises:
        EOFError: the other side has gone.
    """
    buffer = bytearray(read_length(stream))
    view, done = memoryview(buffer), 0
    while done < len(buffer):
        count = stream.readinto(view[done:])  # type: ignore[attr-defined]
        if not count:
            raise EOFError
        done += count
    return buffer
