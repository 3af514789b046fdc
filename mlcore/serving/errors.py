"""What serving refuses."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "unsupported_format": "The file is not a JPEG, PNG, TIFF, WebP or BMP image.",
    "damaged": "The image is damaged or incomplete; export it again from the camera.",
    "several_pictures": "The file holds several pictures; send one field of view per file.",
    "too_large": "The image is larger than 150 megapixels; cut out the field of interest.",
    "too_slow": "The image took too long to decode; save it in another format and try again.",
    "decoder_died": "The image brought the decoder down; save it in another format and try again.",
    "unsupported_pixels": "The image stores its pixels in an unusual way; save it as an 8-bit RGB image.",
}


class UnreadableImageError(Exception):
    """The image cannot be decoded: `code` for machines, `text` for people."""

    def __init__(self, code: str) -> None:
        """Take the text from TEXTS."""
        self.code = code
        self.text = TEXTS[code]
        super().__init__(self.text)
