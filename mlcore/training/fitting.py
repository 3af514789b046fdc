"""Fitting one head on cached features, stopped early by units that it has not seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import keras
import numpy as np

from mlcore.training.networks.head import Head, build_head, spread_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlcore.dataset import Item
    from mlcore.training.progress import Progress
    from mlcore.training.recipe import HeadRecipe
    from mlcore.training.tables import Table

VALIDATION_SHARE: Final = 8
"""One unit in so many watches for early stopping."""


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted head, the Keras network it was taken from, the best epoch and the curves by epoch."""

    head: Head
    network: Any
    epochs: int
    curves: dict[str, list[float]] = field(default_factory=dict)


def fit_watched(
    learning: Table, watching: Table, classes: int, recipe: HeadRecipe, seed: int, progress: Progress
) -> Fit:
    """Fit with early stopping, by the loss of rows that are not learned from.

    The first half of the epochs is not judged: while steps are long, the loss of a few units jumps so much
    that its least value is chance.
    """
    stop = keras.callbacks.EarlyStopping(
        "val_loss",
        patience=recipe.patience,
        restore_best_weights=True,
        start_from_epoch=recipe.epochs // 2,
    )
    return _fit(learning, classes, recipe, seed, [stop, _Report(progress)], watching=watching)


def fit_for(
    learning: Table, classes: int, recipe: HeadRecipe, seed: int, progress: Progress, epochs: int
) -> Fit:
    """Fit on all rows for a number of epochs that was found elsewhere."""
    return _fit(learning, classes, recipe, seed, [_Report(progress)], epochs=epochs)


def _fit(  # noqa: PLR0913
    learning: Table,
    classes: int,
    recipe: HeadRecipe,
    seed: int,
    callbacks: list[Any],
    *,
    watching: Table | None = None,
    epochs: int | None = None,
) -> Fit:
    keras.utils.set_random_seed(seed)
    mean, spread = learning.features.mean(axis=0), spread_of(learning.features)
    network = build_head(learning.features.shape[1], classes, recipe)
    steps = -(-len(learning.truth) // recipe.batch) * recipe.epochs
    network.compile(
        optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(recipe.learning_rate, steps)),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    history = network.fit(
        (learning.features - mean) / spread,
        learning.truth,
        batch_size=recipe.batch,
        epochs=epochs or recipe.epochs,
        sample_weight=learning.balance(classes) if recipe.balanced else None,
        validation_data=watching and ((watching.features - mean) / spread, watching.truth),
        callbacks=callbacks,
        verbose=0,
    )
    curves = {name: [float(value) for value in values] for name, values in history.history.items()}
    judged = curves.get("val_loss", curves["loss"])
    start = min(recipe.epochs // 2, len(judged) - 1)
    best = start + int(np.argmin(judged[start:])) + 1 if watching else len(judged)
    return Fit(Head.from_keras(network, mean, spread), network, best, curves)


def watchers(items: Sequence[Item], seed: int) -> list[Item]:
    """Items to stop early by: of every class some whole groups or blocks, one in `VALIDATION_SHARE`."""
    draw = np.random.default_rng(seed)
    chosen: set[tuple[str, str]] = set()
    for cls in sorted({item.cls for item in items}):
        units = sorted({(item.cls, item.group or item.block) for item in items if item.cls == cls})
        count = max(1, round(len(units) / VALIDATION_SHARE))
        chosen.update(units[index] for index in draw.permutation(len(units))[:count])
    return [item for item in items if (item.cls, item.group or item.block) in chosen]


class _Report(keras.callbacks.Callback):
    """Tells the progress line of every epoch."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self._progress = progress

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        losses = logs or {}
        shown = losses.get("val_loss", losses.get("loss", float("nan")))
        self._progress.advance(1, f"loss {shown:.3f}")
