"""A trained member of the bundle, whatever it looks at, and what it says about fields it has not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from mlcore.bundle import CornerCover, CropRule
    from mlcore.training.features import FeatureSource
    from mlcore.training.fitting import Fit
    from mlcore.training.networks.backbones import Backbone
    from mlcore.training.recipe import Recipe

    Doubles = npt.NDArray[np.float64]
    Pixels = npt.NDArray[np.uint8]


EXAMPLES: Final = 8
"""Pictures on which the exported graph is compared with Keras."""


@dataclass(frozen=True, eq=False)
class Said:
    """Calibrated probabilities [N, C] of N fields, and how normal their white cells look [N].

    A row of NaN is a field about which the member is silent; `normal` is None where it cannot tell.
    """

    probabilities: Doubles
    normal: Doubles | None = None


@dataclass(frozen=True, eq=False)
class Voter:
    """One member: its network, how it was fitted, and its answers out of fold and about the kept-out part.

    `temperature` goes into the graph; `pooling`, of one that looks at cells, divides the pooled evidence.
    `examples` are pictures [P, S, S, 3] as the network takes them, for the check of the exported graph, and
    `white_cells` the masks [P, S, S] of an attentive one, else None. `source` gives one that looks at fields
    the pictures it was fitted on.
    """

    name: str
    recipe: Recipe
    backbone: Backbone
    corner: CornerCover | None
    crop: CropRule | None
    classes: tuple[str, ...]
    fit: Fit
    fits: tuple[Fit, ...]
    temperature: float
    pooling: float | None
    inner: Said
    kept: Said | None
    examples: Pixels
    white_cells: Pixels | None = None
    source: FeatureSource | None = None
