"""How much a picture looks like a stained smear, from its quality measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from mlcore.bundle import SmearModel

    Floats = npt.NDArray[np.float64]

FARTHEST: Final = 3.0
"""Standard deviations beyond which a measure counts no further: one odd measure alone must not decide."""


def standardise(values: Floats, mean: npt.ArrayLike, scale: npt.ArrayLike) -> Floats:
    """Measures [N, K] in standard deviations from the mean, cut off at FARTHEST."""
    deviations = (values - np.asarray(mean)) / np.asarray(scale)
    return np.asarray(np.clip(deviations, -FARTHEST, FARTHEST))


def smear_score(model: SmearModel, measures: Mapping[str, float]) -> float:
    """Log odds that the picture is a smear; a model without measures gives its bias to every picture."""
    values = np.array([[measures[name] for name in model.measures]])
    deviations = standardise(values, model.mean, model.scale)
    return float((deviations @ np.asarray(model.weights)).sum() + model.bias)
