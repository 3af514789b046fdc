"""Training a member that looks at whole fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from mlcore.dataset import Dataset, purge
from mlcore.ensemble import softmax
from mlcore.training.calibration import fit_temperature
from mlcore.training.fitting import fit_for, fit_watched, watchers
from mlcore.training.progress import Progress
from mlcore.training.tables import Table
from mlcore.training.voter import Said, Voter

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from mlcore.training.classes import ClassList
    from mlcore.training.features import FeatureSource
    from mlcore.training.fitting import Fit
    from mlcore.training.samples import Samples

    Floats = npt.NDArray[np.float32]

EXAMPLES: Final = 8
"""Pictures on which the exported graph is compared with Keras."""


def train_field_voter(
    source: FeatureSource, classes: ClassList, learning: Samples, kept: Samples | None, root: Path
) -> Voter:
    """Fit a head on the features of `learning`, with answers out of fold to calibrate it by."""
    recipe, count = source.recipe, len(classes.names)
    logits, fits = _cross_fit(learning, count, source, root)
    temperature = fit_temperature(logits, learning.truth)
    epochs = usual_epochs(fits)
    progress = Progress(f"Head of {source.backbone.member}, epochs", epochs)
    table = Table.of_copies(learning.features, learning.truth)
    fit = fit_for(table, count, recipe.head, recipe.seed, progress, epochs)
    return Voter(
        name=source.backbone.member,
        recipe=recipe,
        backbone=source.backbone,
        corner=recipe.corner,
        crop=None,
        classes=classes.names,
        fit=fit,
        fits=fits,
        temperature=temperature,
        pooling=None,
        inner=Said(softmax(logits / temperature)),
        kept=Said(softmax(fit.head.logits(kept.features[0]) / temperature)) if kept else None,
        examples=_examples(source, learning),
    )


def usual_epochs(fits: tuple[Fit, ...]) -> int:
    """Epochs after which a fit was best, in the median."""
    return round(float(np.median([fit.epochs for fit in fits])))


def _cross_fit(
    samples: Samples, classes: int, source: FeatureSource, root: Path
) -> tuple[Floats, tuple[Fit, ...]]:
    """Logits [N, C] of every picture by a head that never saw its block, and one fit per inner fold."""
    recipe = source.recipe
    data = Dataset(root, samples.items)
    logits = np.zeros((len(samples.items), classes), np.float32)
    fits = []
    for fold in range(recipe.inner_folds):
        learning, kept = data.split(fold, recipe.inner_folds)
        watching = watchers(learning, recipe.seed + fold)
        watched, rest = samples.take(watching), samples.take(purge(learning, watching))
        progress = Progress(
            f"Head of {source.backbone.member}, inner fold {fold + 1} of {recipe.inner_folds}, epochs",
            recipe.head.epochs,
        )
        fit = fit_watched(
            Table.of_copies(rest.features, rest.truth),
            Table(watched.features[0], watched.truth),
            classes,
            recipe.head,
            recipe.seed + fold,
            progress,
        )
        progress.close(f"best after {fit.epochs}")
        rows = samples.rows(kept)
        logits[rows] = fit.head.logits(samples.features[0, rows])
        fits.append(fit)
    return logits, tuple(fits)


def _examples(source: FeatureSource, samples: Samples) -> npt.NDArray[np.uint8]:
    count = len(samples.items)
    rows = np.linspace(0, count - 1, min(EXAMPLES, count)).astype(int)
    return np.stack([source.plain(samples.items[row].path) for row in rows])
