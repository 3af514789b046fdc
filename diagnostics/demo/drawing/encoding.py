"""Drawn pixels as the bytes of an image file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from PIL import Image

if TYPE_CHECKING:
    from diagnostics.demo.drawing.planes import Pixels

_OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "JPEG": {"quality": 93},
    "WEBP": {"quality": 92},
    "TIFF": {"compression": "tiff_lzw"},
}


def encode(pixels: Pixels, image_format: str = "JPEG") -> bytes:
    """Return the file of a picture (height, width, 3), uint8: JPEG, PNG, TIFF, WEBP or BMP.

    Raises KeyError for a format that Pillow cannot write.
    """
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, image_format, **_OPTIONS.get(image_format, {}))
    return buffer.getvalue()
