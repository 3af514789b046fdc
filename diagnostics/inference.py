"""The only door to mlcore. The engine and the decoder are loaded once per process, when first used.

The imports stand inside the functions because the web process reads the words of this module and must stay
without the engine.
"""

from __future__ import annotations

import hashlib
import logging
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from mlcore.findings import Finding
from mlcore.labels import CLASS_NAMES, DECISION_SUPPORT, MALIGNANT, NORMAL

if TYPE_CHECKING:
    from pathlib import Path

    from mlcore.serving import Classifier
    from mlcore.serving.decoding import Decoder, Picture

__all__ = [
    "CLASS_NAMES",
    "DECISION_SUPPORT",
    "MALIGNANT",
    "NORMAL",
    "Finding",
    "ModelUnavailableError",
    "PictureRefusedError",
    "classify",
    "decode",
    "heatmap_png",
    "warm_up",
]

logger = logging.getLogger(__name__)


class ModelUnavailableError(Exception):
    """The bundle is missing or does not have the hashes it should have; work waits until that is mended."""


class PictureRefusedError(Exception):
    """The image cannot be decoded: `code` for machines, the message for people."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


def warm_up() -> None:
    """Load the model and start the decoder. Raises ModelUnavailableError."""
    _classifier()
    _decoder()


def decode(data: bytes) -> Picture:
    """Decode an image file in a child process. Raises PictureRefusedError."""
    from mlcore.serving.decoding import UnreadableImageError

    try:
        return _decoder().decode(data)
    except UnreadableImageError as error:
        raise PictureRefusedError(error.code, error.text) from error


def classify(picture: Picture, *, specimen: str) -> Finding:
    """The model's answer about a decoded picture. Raises ModelUnavailableError."""
    return _classifier().classify(picture.pixels, specimen=specimen)


def heatmap_png(finding: Finding) -> bytes | None:
    """The heatmap as an 8-bit grey PNG of the upright image's size, where there is one."""
    from mlcore.serving.heatmap import encode_heatmap

    return None if finding.heatmap is None else encode_heatmap(finding.heatmap)


def _classifier() -> Classifier:
    path: Path = settings.BUNDLE
    return _load(path, _fingerprint(path))


@cache
def _load(path: Path, _fingerprint: str) -> Classifier:
    from mlcore.bundle import BundleError
    from mlcore.serving import Classifier
    from mlcore.serving.precision import Precision

    try:
        classifier = Classifier.load(path, precision=Precision(settings.PRECISION))
    except (BundleError, OSError) as error:
        raise ModelUnavailableError(str(error)) from error
    logger.info("Model %s %s loaded", classifier.model.name, classifier.model.version)
    return classifier


def _fingerprint(path: Path) -> str:
    """The hash of bundle.json now: a bundle that was exchanged while the worker runs is loaded anew."""
    try:
        return hashlib.sha256((path / "bundle.json").read_bytes()).hexdigest()
    except OSError as error:
        message = f"The model is not there: {error.strerror}."
        raise ModelUnavailableError(message) from error


@cache
def _decoder() -> Decoder:
    from mlcore.serving.decoding import Decoder

    return Decoder()
