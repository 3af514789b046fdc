"""The door for images: what a header may say, and what a damaged one may not do."""

from __future__ import annotations

import io
import struct
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from accounts.exceptions import Invalid
from cases.exceptions import ImageTooNarrow, ImageTooSmall, SeveralPages, UnreadableImage
from cases.images import inspect
from tests.factories.cases import image_bytes

FORMATS = ["JPEG", "PNG", "TIFF", "WEBP", "BMP"]


def door(data: bytes) -> tuple[int, int]:
    header = inspect(io.BytesIO(data), size=len(data))
    return header.width, header.height


@pytest.mark.parametrize("image_format", FORMATS)
def test_every_format_passes(image_format: str) -> None:
    assert door(image_bytes(image_format=image_format)) == (32, 24)


@pytest.mark.parametrize("size", [(16, 16), (320, 16), (16, 320)])
def test_the_smallest_and_the_narrowest_pass(size: tuple[int, int]) -> None:
    assert door(image_bytes(size=size)) == size


@pytest.mark.parametrize(
    ("size", "refusal"),
    [
        ((1, 20_000), ImageTooSmall),
        ((20_000, 1), ImageTooSmall),
        ((15, 300), ImageTooSmall),
        ((16, 321), ImageTooNarrow),
        ((3000, 149), ImageTooNarrow),
    ],
)
def test_slivers_and_strips_are_refused(size: tuple[int, int], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        door(image_bytes(size=size))


def chained_tiff(pictures: int) -> bytes:
    """A TIFF of as many directories, each of which names the next."""
    tags = [
        (256, 32), (257, 32), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, 32), (279, 1024),
    ]  # fmt: skip
    parts = [b"II*\0", struct.pack("<I", 8)]
    length = 2 + 12 * len(tags) + 4
    for index in range(pictures):
        parts.append(struct.pack("<H", len(tags)))
        parts.extend(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
        parts.append(struct.pack("<I", 8 + (index + 1) * length if index + 1 < pictures else 0))
    return b"".join([*parts, b"\0" * 1024])


def test_of_a_long_chain_of_pictures_two_are_read() -> None:
    assert door(chained_tiff(1)) == (32, 32)
    before = time.process_time()
    with pytest.raises(SeveralPages):
        door(chained_tiff(30_000))
    assert time.process_time() - before < 1


@pytest.mark.parametrize("error", [TypeError("Missing dimensions"), KeyError(1), struct.error()])
def test_whatever_pillow_raises_is_an_unreadable_image(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Image, "open", fail)
    with pytest.raises(UnreadableImage):
        door(image_bytes())


SOUND = {name: image_bytes(image_format=name) for name in FORMATS}


@given(
    image_format=st.sampled_from(["TIFF", *FORMATS]),
    changes=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=8),
    end=st.integers(1, 3000),
)
def test_a_mutated_image_passes_or_is_refused(
    image_format: str, changes: list[tuple[int, int]], end: int
) -> None:
    data = bytearray(SOUND[image_format])
    for place, value in changes:
        data[place % len(data)] = value
        # A TIFF of Pillow's has its directory at the end.
        data[-1 - place % min(200, len(data))] = value
    with suppress(Invalid):
        door(bytes(data[:end]))
