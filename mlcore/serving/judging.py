"""What the member that looks at single white cells says about the cells of a field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mlcore.cells.crops import chosen_cells, cut_crops
from mlcore.ensemble import evidence_of, pooled_evidence, softmax

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlcore.bundle import CropRule
    from mlcore.cells import Cells, WhiteCell
    from mlcore.serving.engine import Engine

    Floats = npt.NDArray[np.float32]
    Doubles = npt.NDArray[np.float64]
    Pixels = npt.NDArray[np.uint8]

BATCH: Final = 16


@dataclass(frozen=True, eq=False)
class Judged:
    """White cells that were judged, M of them.

    `classes` are those of the probabilities [M, K].
    """

    cells: list[WhiteCell]
    classes: tuple[str, ...]
    probabilities: Floats

    def field(self, count: int, temperature: float) -> Doubles:
        """Probability of the field [count] by the bundle's classes, which come first."""
        fields = np.zeros(len(self.cells), np.int64)
        return np.asarray(softmax(pooled_evidence(self.probabilities, fields, 1, count) / temperature)[0])

    def evidence(self, index: int, count: int) -> Doubles:
        """What each cell adds to the evidence for one of the bundle's `count` classes [M].

        The logarithm of its probability, beyond the mean of those of all the classes; 0 of a cell that speaks
        against the class. Before that cut these are the terms of the field's evidence.
        """
        own = evidence_of(self.probabilities, count)
        return np.asarray(np.maximum(own[:, index] - own.mean(axis=1), 0))

    def mean_of(self, slugs: frozenset[str]) -> float:
        """Mean over the cells of the probability of any of the classes."""
        own = [index for index, slug in enumerate(self.classes) if slug in slugs]
        return float(self.probabilities[:, own].sum(axis=1).mean())

    def shares(self, index: int) -> dict[str, float]:
        """Probabilities of one cell by class."""
        return dict(zip(self.classes, map(float, self.probabilities[index]), strict=True))


@dataclass(frozen=True, eq=False)
class CellJudge:
    """The member's engine, its rule for crops and the classes of its outputs."""

    engine: Engine
    rule: CropRule
    classes: tuple[str, ...]

    def judge(self, pixels: Pixels, cells: Cells) -> Judged | None:
        """Judge white cells of an upright RGB image [H, W, 3]; None where there is none to judge."""
        chosen = chosen_cells(cells, self.rule)
        if not chosen or cells.diameter is None:
            return None
        crops = cut_crops(pixels, chosen, cells.diameter, self.rule)
        starts = range(0, len(crops), BATCH)
        shares = [self.engine.probabilities(crops[start : start + BATCH]) for start in starts]
        return Judged(cells=chosen, classes=self.classes, probabilities=np.concatenate(shares))
