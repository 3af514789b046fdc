"""Rows to fit a head on, whatever they are rows of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Table:
    """Features [R, D] and class indices [R]."""

    features: Floats
    truth: Ints

    @classmethod
    def of_copies(cls, features: Floats, truth: Ints) -> Table:
        """Table of features [copies, N, D], every copy of the same class [N]."""
        copies, count, depth = features.shape
        return cls(features.reshape(copies * count, depth), np.tile(truth, copies))

    def joined(self, other: Table) -> Table:
        """Both tables' rows."""
        return Table(
            np.concatenate([self.features, other.features]), np.concatenate([self.truth, other.truth])
        )

    def balance(self, classes: int) -> Floats:
        """Weight of every row [R] with which all classes that occur count alike."""
        counts = np.bincount(self.truth, minlength=classes)
        own = len(self.truth) / np.count_nonzero(counts) / np.maximum(counts, 1)
        return np.asarray(own[self.truth], np.float32)
