"""Serving: from the bytes of an image to a Finding, without TensorFlow.

The classifier is loaded when first asked for, so that the decoding child starts without the engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlcore.serving.errors import UnreadableImageError

if TYPE_CHECKING:
    from mlcore.serving.classifier import Classifier

__all__ = ["Classifier", "UnreadableImageError"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the module's own attribute hook
    if name == "Classifier":
        from mlcore.serving.classifier import Classifier  # noqa: PLC0415 - see above

        return Classifier
    raise AttributeError(name)
