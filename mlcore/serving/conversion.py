"""From the bytes of an image file to upright RGB, with Pillow; runs in the decoding child."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageOps

from mlcore.serving.errors import UnreadableImageError

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMATS: Final = ("JPEG", "PNG", "TIFF", "WEBP", "BMP")
MAX_PIXELS: Final = 150_000_000
STRIP: Final = 1024

# Our own limit counts; Pillow's would only warn on the way to it.
Image.MAX_IMAGE_PIXELS = None


def open_upright(data: bytes | bytearray) -> Image.Image:
    """Decode the first picture of a file into an upright RGB image.

    Raises:
        UnreadableImageError: another format, damaged, several pictures, more than 150 megapixels, odd pixels.
    """
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except Exception as error:  # Pillow's readers raise nearly anything on damaged bytes
        raise UnreadableImageError("unsupported_format") from error
    _check(image)
    try:
        image.load()
        return to_rgb(ImageOps.exif_transpose(image))
    except UnreadableImageError:
        raise
    except Exception as error:  # Pillow's decoders raise nearly anything on damaged bytes
        code = "too_large" if isinstance(error, MemoryError) else "damaged"
        raise UnreadableImageError(code) from error


def _check(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise UnreadableImageError("too_large")
    try:
        several = _has_second_picture(image)
    except Exception as error:  # looking for one reads on in the damaged file
        raise UnreadableImageError("damaged") from error
    # A phone's JPEG may carry a preview as a second picture (MPO); its first one is the photograph.
    if several and image.format != "MPO":
        raise UnreadableImageError("several_pictures")


def _has_second_picture(image: Image.Image) -> bool:
    """Whether there is more than one; a TIFF is a chain, of which counting would read every link."""
    if image.format != "TIFF":
        return bool(getattr(image, "n_frames", 1) > 1)
    try:
        image.seek(1)
    except EOFError:
        image.seek(0)
        return False
    return True


def to_rgb(image: Image.Image) -> Image.Image:
    """Convert any 8 or 16 bit image to RGB, with transparency laid on white.

    Raises:
        UnreadableImageError: pixels whose full scale nobody can tell (floating point, 32-bit integers).
    """
    if image.mode.startswith("I;16"):
        image = image.convert("I").point(lambda value: value * (1 / 257) + 0.5).convert("L")
    if image.mode in {"I", "F"}:
        raise UnreadableImageError("unsupported_pixels")
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        white = Image.new("RGB", image.size, (255, 255, 255))
        white.paste(layered, mask=layered.getchannel("A"))
        return white
    return image if image.mode == "RGB" else image.convert("RGB")


def strips(image: Image.Image) -> Iterator[bytes]:
    """Raw RGB bytes of an image, some rows at a time: whole, they would double the memory."""
    for top in range(0, image.height, STRIP):
        yield image.crop((0, top, image.width, min(top + STRIP, image.height))).tobytes()


def jpeg_copy(image: Image.Image, longest: int, quality: int) -> bytes:
    """JPEG without metadata whose longer side is at most `longest` pixels."""
    copy = image
    if max(image.size) > longest:
        factor = longest / max(image.size)
        size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
        copy = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    copy.info = {}
    stream = io.BytesIO()
    copy.save(stream, "JPEG", quality=quality)
    return stream.getvalue()
