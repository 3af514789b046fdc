"""Answers about every training picture from heads that never saw its block: what calibration is fitted on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mlcore.dataset import Dataset
from mlcore.training.fitting import Fit, fit_watched
from mlcore.training.progress import Progress

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from mlcore.training.recipe import Recipe
    from mlcore.training.samples import Samples


@dataclass(frozen=True, eq=False)
class CrossFit:
    """Logits [N, C] out of fold, the inner fold of every picture, and the fits they came from."""

    logits: npt.NDArray[np.float32]
    folds: npt.NDArray[np.int64]
    fits: tuple[Fit, ...]

    @property
    def epochs(self) -> int:
        """Epochs after which a fit was best, in the median."""
        return round(float(np.median([fit.epochs for fit in self.fits])))


def cross_fit(samples: Samples, classes: int, recipe: Recipe, root: Path) -> CrossFit:
    """Fit one head per inner fold, each on all other folds purged of overlaps."""
    data = Dataset(root, samples.items)
    places = {item.file: index for index, item in enumerate(samples.items)}
    logits = np.zeros((len(samples.items), classes), np.float32)
    fits = []
    for fold in range(recipe.inner_folds):
        learning, kept = data.split(fold, recipe.inner_folds)
        progress = Progress(
            f"Head of inner fold {fold + 1} of {recipe.inner_folds}, epochs", recipe.head.epochs
        )
        fit = fit_watched(samples.take(learning), classes, recipe.head, recipe.seed + fold, progress)
        progress.close(f"best after {fit.epochs}")
        rows = [places[item.file] for item in kept]
        logits[rows] = fit.head.logits(samples.features[0, rows])
        fits.append(fit)
    return CrossFit(logits, np.array(data.folds(recipe.inner_folds)), tuple(fits))
