"""One training run, from folders to a bundle."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mlcore.dataset import Dataset, read_dataset
from mlcore.training.calibration import calibrate
from mlcore.training.cell_features import open_cell_source
from mlcore.training.cell_voter import train_cell_voter
from mlcore.training.classes import list_classes
from mlcore.training.colour_baseline import fit_colour_baseline
from mlcore.training.describing import Trained
from mlcore.training.features import open_source
from mlcore.training.field_voter import train_field_voter
from mlcore.training.gate import fit_gate
from mlcore.training.measuring import learning_curves, measure_colour, measure_colour_crossed
from mlcore.training.networks.architectures import taps_of
from mlcore.training.networks.backbones import build_backbone
from mlcore.training.overlaps import with_overlaps
from mlcore.training.packing import check_target, pack
from mlcore.training.pictures import read_square
from mlcore.training.pretraining.keeping import pretrained
from mlcore.training.progress import say
from mlcore.training.samples import read_samples
from mlcore.training.scale import usual_diameter
from mlcore.training.voting import mean_said, measure_vote, normality

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from mlcore.bundle import Bundle
    from mlcore.training.classes import ClassList
    from mlcore.training.features import FeatureSource
    from mlcore.training.places import Places
    from mlcore.training.recipe import CellRecipe, Recipe
    from mlcore.training.samples import Samples
    from mlcore.training.voter import Voter

    Parts = tuple[Samples, Samples | None]


def train(recipe: Recipe, places: Places, malignant: Sequence[str] = ()) -> Bundle:
    """Train on `places.data` and write a bundle to `places.out`, read back and checked.

    Raises:
        DatasetError, TrainingError: the data or the recipe cannot be used; the message says why.
    """
    check_target(places.out)
    began = time.monotonic()
    data = with_overlaps(read_dataset(places.data), places.cache)
    classes = list_classes(data.classes, malignant)
    members = [pretrained(own, places.cache) for own in recipe.field_members]
    sources = [open_source(own, build_backbone(own), places.cache) for own in members]
    parts = [_read(data, classes, source) for source in sources]
    voters = [
        train_field_voter(source, classes, *own, places.data)
        for source, own in zip(sources, parts, strict=True)
    ]
    if recipe.cells is not None:
        voters.append(_train_cells(members[0], recipe.cells, places, classes, data, parts[0]))
    trained = _calibrate(recipe, classes, tuple(voters), parts[0][0], sources[0], places)
    figures = {**_figures(trained, parts[0][1]), "training_seconds": round(time.monotonic() - began)}
    bundle = pack(trained, figures, places)
    say(f"Wrote {places.out} in {time.monotonic() - began:.0f} s.")
    return bundle


def _read(data: Dataset, classes: ClassList, source: FeatureSource) -> Parts:
    """Samples to learn from, and the fold that is kept out of everything."""
    samples = read_samples(data, classes, source)
    if source.recipe.holdout is None:
        return samples, None
    learning, kept = data.split(source.recipe.holdout)
    return samples.take(learning), samples.take(kept)


def _train_cells(
    recipe: Recipe, cells: CellRecipe, places: Places, classes: ClassList, data: Dataset, parts: Parts
) -> Voter:
    """The voter for single cells, on the backbone of the first member at the size of the crops."""
    first = taps_of(recipe)[-cells.taps :][0]
    backbone = build_backbone(replace(recipe, input_size=cells.crop.size, first_tap=first))
    source = open_cell_source(recipe, cells, backbone, places.cache)
    return train_cell_voter(source, classes, data, *parts, places.others.normal_cells)


def _calibrate(
    recipe: Recipe,
    classes: ClassList,
    voters: tuple[Voter, ...],
    learning: Samples,
    source: FeatureSource,
    places: Places,
) -> Trained:
    """Everything that is fitted on what the voters say together, and the gate."""
    inner = [voter.inner for voter in voters]
    calibrated = calibrate(mean_said(inner), learning.truth, classes.names, normality(inner))
    folds = np.array(Dataset(places.data, learning.items).folds(recipe.inner_folds))
    return Trained(
        classes=classes,
        recipe=recipe,
        learning=learning,
        folds=folds,
        voters=voters,
        calibrated=calibrated,
        colour=fit_colour_baseline(learning.colours, learning.truth, len(classes.names)),
        thresholds=fit_gate(learning, folds, source, places.others, calibrated.confidence_min),
        red_cell=_red_cell(recipe, learning),
    )


def _red_cell(recipe: Recipe, learning: Samples) -> float | None:
    """Red-cell diameter of the training pictures as the networks see them.

    None, which leaves fields at their own scale, without a member that looks at single cells: the others have
    learned one laboratory's colours, and would be sure of foreign fields once their scale is right.
    """
    if recipe.cells is None:
        return None
    pictures = (read_square(item.path, recipe.input_size) for item in learning.items)
    return usual_diameter(pictures, "the pictures to learn from")


def _figures(trained: Trained, kept: Samples | None) -> dict[str, Any]:
    classes, calibrated, learning = trained.classes, trained.calibrated, trained.learning
    colour = {"out_of_fold": measure_colour_crossed(learning, trained.folds, classes)}
    inner = {voter.name: voter.inner for voter in trained.voters}
    figures = {"out_of_fold": measure_vote(inner, learning, classes, calibrated)}
    if kept is not None:
        said = {voter.name: voter.kept for voter in trained.voters if voter.kept is not None}
        figures["kept_out"] = measure_vote(said, kept, classes, calibrated)
        colour["kept_out"] = measure_colour(kept, trained.colour, classes)
    curves = {voter.name: learning_curves(voter) for voter in trained.voters}
    return {**figures, "colour_only": colour, "curves": curves}
