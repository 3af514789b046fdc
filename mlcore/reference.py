"""How far an image lies from everything the model was trained on, in the space of its features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

NEIGHBOURS: Final = 5
IMAGES_PER_AXIS: Final = 4
"""Images that an axis needs at least: the spread along one that few images define says nothing of others."""


@dataclass(frozen=True, eq=False)
class Reference:
    """Principal axes of the training features and a bank of training images in them.

    `mean` [D], `scale` [D], `axes` [D, K], `bank` [M, K]; features are standardised, projected on the axes
    and whitened, so that no direction counts for its size alone.
    """

    mean: Floats
    scale: Floats
    axes: Floats
    bank: Floats

    def distances(self, features: npt.ArrayLike) -> Floats:
        """Distance [N] of features [N, D]: mean over the nearest neighbours in the bank."""
        standard = (np.asarray(features, np.float32) - self.mean) / self.scale
        points = standard @ self.axes
        squared = (points**2).sum(1)[:, None] - 2 * points @ self.bank.T + (self.bank**2).sum(1)[None]
        count = min(NEIGHBOURS, len(self.bank))
        nearest = np.partition(np.maximum(squared, 0), count - 1, axis=1)[:, :count]
        return np.asarray(np.sqrt(nearest).mean(axis=1), np.float32)

    def save(self, path: Path) -> None:
        """Write the arrays as an npz file without pickled objects."""
        np.savez_compressed(
            path, mean=self.mean, scale=self.scale, axes=self.axes, bank=self.bank.astype(np.float16)
        )

    @classmethod
    def load(cls, path: Path) -> Reference:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(*(arrays[name].astype(np.float32) for name in ("mean", "scale", "axes", "bank")))


def fit_reference(
    features: npt.ArrayLike, *, dimensions: int = 64, bank_size: int = 1500, seed: int = 0
) -> Reference:
    """Reference of training features [N, D]; the bank holds at most `bank_size` of them, drawn at random."""
    values = np.asarray(features, np.float32)
    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-6
    standard = (values - mean) / scale
    _, sizes, axes = np.linalg.svd(standard, full_matrices=False)
    enough = max(1, len(values) // IMAGES_PER_AXIS)
    kept = min(dimensions, enough, int(np.sum(sizes > sizes[0] * 1e-4)))
    whiten = (axes[:kept].T * (np.sqrt(len(values)) / sizes[:kept])).astype(np.float32)
    chosen = np.random.default_rng(seed).permutation(len(values))[:bank_size]
    return Reference(mean, scale, whiten, (standard[np.sort(chosen)] @ whiten).astype(np.float32))
