"""One training run, from folders to a bundle."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from mlcore.dataset import read_dataset
from mlcore.training.calibration import calibrate
from mlcore.training.classes import list_classes
from mlcore.training.colour_baseline import fit_colour_baseline
from mlcore.training.crossfit import cross_fit
from mlcore.training.describing import Trained
from mlcore.training.features import open_source
from mlcore.training.fitting import fit_for
from mlcore.training.gate import fit_gate
from mlcore.training.measuring import learning_curves, measure_colour, measure_colour_crossed, measure_network
from mlcore.training.networks.backbones import build_backbone
from mlcore.training.overlaps import with_overlaps
from mlcore.training.packing import check_target, pack
from mlcore.training.progress import Progress, say
from mlcore.training.samples import read_samples

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from mlcore.bundle import Bundle
    from mlcore.dataset import Dataset
    from mlcore.training.classes import ClassList
    from mlcore.training.features import FeatureSource
    from mlcore.training.recipe import Places, Recipe
    from mlcore.training.samples import Samples


def train(recipe: Recipe, places: Places, malignant: Sequence[str] = ()) -> Bundle:
    """Train on `places.data` and write a bundle to `places.out`, read back and checked.

    Raises:
        DatasetError, TrainingError: the data or the recipe cannot be used; the message says why.
    """
    check_target(places.out)
    began = time.monotonic()
    data = with_overlaps(read_dataset(places.data))
    classes = list_classes(data.classes, malignant)
    source = open_source(recipe, build_backbone(recipe), places.cache)
    learning, kept = _read(data, classes, recipe, source)
    trained = _fit(learning, classes, source, places)
    figures = {**_figures(trained, kept), "training_seconds": round(time.monotonic() - began)}
    bundle = pack(trained, figures, places)
    say(f"Wrote {places.out} in {time.monotonic() - began:.0f} s.")
    return bundle


def _read(
    data: Dataset, classes: ClassList, recipe: Recipe, source: FeatureSource
) -> tuple[Samples, Samples | None]:
    """Samples to learn from, and the fold that is kept out of everything."""
    if recipe.holdout is None:
        return read_samples(data.items, classes, source, recipe.copies, "all pictures"), None
    learning, kept = data.split(recipe.holdout)
    return (
        read_samples(learning, classes, source, recipe.copies, "the pictures to learn from"),
        read_samples(kept, classes, source, 0, "the pictures kept out"),
    )


def _fit(learning: Samples, classes: ClassList, source: FeatureSource, places: Places) -> Trained:
    recipe, count = source.recipe, len(classes.names)
    crossed = cross_fit(learning, count, recipe, places.data)
    calibrated = calibrate(crossed.logits, learning.truth, classes.names)
    progress = Progress("Head of the bundle, epochs", crossed.epochs)
    return Trained(
        classes=classes,
        source=source,
        learning=learning,
        crossed=crossed,
        fit=fit_for(learning, count, recipe.head, recipe.seed, progress, crossed.epochs),
        calibrated=calibrated,
        colour=fit_colour_baseline(learning.colours, learning.truth, count),
        thresholds=fit_gate(learning, crossed.folds, source, places.others, calibrated.confidence_min),
    )


def _figures(trained: Trained, kept: Samples | None) -> dict[str, Any]:
    classes, calibrated, learning = trained.classes, trained.calibrated, trained.learning
    colour = {"out_of_fold": measure_colour_crossed(learning, trained.crossed.folds, classes)}
    figures = {"out_of_fold": measure_network(learning, trained.crossed.logits, classes, calibrated)}
    if kept is not None:
        logits = trained.fit.head.logits(kept.features[0])
        figures["kept_out"] = measure_network(kept, logits, classes, calibrated)
        colour["kept_out"] = measure_colour(kept, trained.colour, classes)
    return {**figures, "colour_only": colour, "curves": learning_curves(trained.crossed, trained.fit)}
