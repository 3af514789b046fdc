"""What colour alone says: six numbers of an image and a linear softmax on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlcore.bundle import ColourBaseline


def colour_numbers(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """Mean and standard deviation of R, G and B [6] of an image [H, W, 3], each 0 to 255."""
    flat = pixels.reshape(-1, 3).astype(np.float64)
    return np.concatenate([flat.mean(axis=0), flat.std(axis=0)])


def colour_probabilities(
    baseline: ColourBaseline, numbers: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Probabilities [N, classes] that the baseline gives to colour numbers [N, 6]."""
    standard = (numbers - np.asarray(baseline.mean)) / np.asarray(baseline.scale)
    logits = standard @ np.asarray(baseline.weights).T + np.asarray(baseline.bias)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
