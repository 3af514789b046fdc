"""Heads that are fitted on most of the pictures and heard about the rest: what calibration is fitted on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mlcore.dataset import Dataset, purge
from mlcore.training.fitting import fit_for, fit_watched, watchers
from mlcore.training.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy.typing as npt

    from mlcore.training.fitting import Fit
    from mlcore.training.recipe import HeadRecipe, Recipe
    from mlcore.training.samples import Samples
    from mlcore.training.tables import Table

    Ints = npt.NDArray[np.int64]
    RowsOf = Callable[[Ints], Table]


@dataclass(frozen=True)
class HeadFitting:
    """How the heads of one member are fitted: `what` says in a line of progress whose they are."""

    what: str
    recipe: Recipe
    head: HeadRecipe
    classes: int

    def cross_fit(
        self, samples: Samples, learning_rows: RowsOf, watching_rows: RowsOf, root: Path
    ) -> Iterator[tuple[Ints, Fit]]:
        """Per inner fold, the places of its pictures, and a fit that saw nothing of them.

        `learning_rows` gives all that is learned from pictures at some places among the samples, changed
        copies and all; `watching_rows` what they show as they are, to stop early by.
        """
        data, count = Dataset(root, samples.items), self.recipe.inner_folds
        for fold in range(count):
            learning, kept = data.split(fold, count)
            seed = self.recipe.seed + fold
            watching = watchers(learning, seed)
            progress = Progress(
                f"Head of {self.what}, inner fold {fold + 1} of {count}, epochs", self.head.epochs
            )
            fit = fit_watched(
                learning_rows(samples.rows(purge(learning, watching))),
                watching_rows(samples.rows(watching)),
                self.classes,
                self.head,
                seed,
                progress,
            )
            progress.close(f"best after {fit.epochs}")
            yield samples.rows(kept), fit

    def final_fit(self, table: Table, fits: tuple[Fit, ...]) -> Fit:
        """Fit on everything, for as many epochs as were best in the median of the inner folds."""
        epochs = round(float(np.median([fit.epochs for fit in fits])))
        progress = Progress(f"Head of {self.what}, epochs", epochs)
        return fit_for(table, self.classes, self.head, self.recipe.seed, progress, epochs)
