"""Reading training pictures as square pixel arrays."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mlcore.training.augmentation.values import Pixels


def read_picture(path: Path) -> Pixels:
    """Upright RGB pixels H x W x 3 uint8 of a picture file, alpha laid on white."""
    with Image.open(path) as image:
        upright = ImageOps.exif_transpose(image)
        if "A" in upright.getbands() or "transparency" in upright.info:
            layer = upright.convert("RGBA")
            upright = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
        return np.asarray(upright.convert("RGB"))


def read_square(path: Path, size: int) -> Pixels:
    """Pixels size x size x 3 uint8; another size is scaled to cover the square and cut centrally."""
    pixels = read_picture(path)
    if pixels.shape[:2] == (size, size):
        return pixels
    return np.asarray(ImageOps.fit(Image.fromarray(pixels), (size, size), Image.Resampling.BILINEAR))


def files_digest(paths: Sequence[Path]) -> str:
    """Hash of the contents of all files, in order."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
