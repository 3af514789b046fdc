"""The door for images: what a file is, told from its header alone; decoding is the worker's."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

from PIL import Image

from accounts.exceptions import Refusal
from cases.choices import ImageFormat
from cases.exceptions import (
    EmptyFile,
    ImageTooLarge,
    ImageTooNarrow,
    ImageTooSmall,
    SeveralPages,
    UnreadableImage,
    UnsupportedFormat,
)

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

MAX_BYTES: Final = 200 * 1024 * 1024
MAX_PIXELS: Final = 150_000_000
MIN_SIDE: Final = 16
MAX_RATIO: Final = 20
FORMATS: Final = tuple(image_format.name for image_format in ImageFormat)

# What begins like one of the five formats but cannot be opened is damaged, not foreign.
_SIGNATURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*", b"RIFF", b"BM")


@dataclass(frozen=True, slots=True)
class ImageHeader:
    """What the header says: format, and width and height in pixels as stored (before any EXIF rotation)."""

    format: ImageFormat
    width: int
    height: int


def inspect(file: IO[bytes], *, size: int) -> ImageHeader:
    """Read the header of an upload of `size` bytes; the file's position is put back to its start.

    Raises EmptyFile, UnsupportedFormat, UnreadableImage, SeveralPages, ImageTooLarge, ImageTooSmall or
    ImageTooNarrow.
    """
    if size == 0:
        raise EmptyFile
    if size > MAX_BYTES:
        raise ImageTooLarge
    file.seek(0)
    try:
        return _header(file)
    finally:
        file.seek(0)


def _header(file: IO[bytes]) -> ImageHeader:
    known = file.read(16).startswith(_SIGNATURES)
    file.seek(0)
    try:
        with warnings.catch_warnings():
            # Our own limit on pixels, below, is the one that counts; Pillow's only warns.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=FORMATS) as image:
                return _checked(image)
    except Refusal:
        raise
    except Image.DecompressionBombError as error:
        raise ImageTooLarge from error
    except Exception as error:  # on damaged bytes Pillow's readers raise nearly anything
        raise (UnreadableImage if known else UnsupportedFormat) from error


def _checked(image: ImageFile) -> ImageHeader:
    width, height = image.size
    _refuse_size(width, height)
    # A phone's JPEG may carry a preview as a second picture (MPO); its first picture is the photograph.
    if image.format != "MPO" and _has_second_picture(image):
        raise SeveralPages
    name = "jpeg" if image.format == "MPO" else str(image.format).lower()
    return ImageHeader(format=ImageFormat(name), width=width, height=height)


def _refuse_size(width: int, height: int) -> None:
    shorter, longer = sorted((width, height))
    if width * height > MAX_PIXELS:
        raise ImageTooLarge
    if shorter < MIN_SIDE:
        raise ImageTooSmall
    if longer > MAX_RATIO * shorter:
        raise ImageTooNarrow


def _has_second_picture(image: ImageFile) -> bool:
    """Whether there is more than one; a TIFF is a chain, of which counting would read every link."""
    if image.format != "TIFF":
        return bool(getattr(image, "n_frames", 1) > 1)
    try:
        image.seek(1)
    except EOFError:
        return False
    return True
