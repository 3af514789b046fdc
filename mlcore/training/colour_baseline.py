"""Fitting what colour alone would answer, to stand beside every figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import minimize

from mlcore.bundle import ColourBaseline
from mlcore.colour import colour_numbers
from mlcore.training.pictures import read_square

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

L2: Final = 1e-4


def read_colours(paths: Sequence[Path], size: int) -> Floats:
    """Colour numbers [N, 6] of pictures."""
    return np.stack([colour_numbers(read_square(path, size)) for path in paths])


def fit_colour_baseline(numbers: Floats, truth: Ints, classes: int) -> ColourBaseline:
    """Softmax regression from colour numbers [N, 6] to the class [N], lightly held by L2."""
    mean, scale = numbers.mean(axis=0), numbers.std(axis=0) + 1e-6
    standard = np.column_stack([(numbers - mean) / scale, np.ones(len(numbers))])
    wanted = np.eye(classes)[truth]

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(classes, -1)
        logits = standard @ weights.T
        log_total = np.logaddexp.reduce(logits, axis=1, keepdims=True)
        slope = (np.exp(logits - log_total) - wanted).T @ standard / len(numbers) + 2 * L2 * weights
        value = (log_total[:, 0] - (logits * wanted).sum(axis=1)).mean() + L2 * (weights**2).sum()
        return float(value), slope.ravel()

    found = minimize(loss, np.zeros(classes * standard.shape[1]), jac=True, method="L-BFGS-B")
    weights = found.x.reshape(classes, -1)
    return ColourBaseline(
        mean=tuple(mean.tolist()),
        scale=tuple(scale.tolist()),
        weights=tuple(tuple(row) for row in weights[:, :-1].tolist()),
        bias=tuple(weights[:, -1].tolist()),
    )
