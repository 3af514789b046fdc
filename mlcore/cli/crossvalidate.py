"""`python -m mlcore crossvalidate`: train without each fold in turn, and measure on it.

Everything is done anew for every fold: heads, calibration, limits of the gate. Frozen features come from the
cache. A fold whose bundle is already there is not trained again, so a killed run goes on where it stopped.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from mlcore.bundle import BUNDLE_FILE, BundleError
from mlcore.cli.labelled import collect_unseen, read_items
from mlcore.cli.output import note, print_json, progress, refuse
from mlcore.dataset import FOLD_COUNT, DatasetError
from mlcore.evaluation.answers import Answers, EvaluationRefusedError
from mlcore.evaluation.report import report
from mlcore.serving import Classifier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlcore.training.places import Places
    from mlcore.training.recipe import Recipe

    Measured = tuple[Classifier, Answers]


def run(args: Sequence[str]) -> int:
    """Train and measure all folds, print pooled figures and those of each fold; 1 after a refusal."""
    from mlcore.training.cli import parse  # noqa: PLC0415 - TensorFlow, only where it is needed
    from mlcore.training.errors import TrainingError  # noqa: PLC0415

    try:
        recipe, places, malignant = parse(args, "crossvalidate")
        folds = [_fold(fold, recipe, places, malignant) for fold in range(FOLD_COUNT)]
    except (BundleError, DatasetError, TrainingError) as error:
        return refuse(str(error))
    except EvaluationRefusedError as error:
        return refuse(str(error), files=error.files)
    print_json(pooled(folds))
    return 0


def pooled(folds: Sequence[Measured]) -> dict[str, Any]:
    """Figures over the images of all folds, each answered by the bundle that never saw its fold."""
    classifier = folds[0][0]
    together = Answers(
        items=[item for _, answers in folds for item in answers.items],
        findings=[finding for _, answers in folds for finding in answers.findings],
        colours=np.concatenate([answers.colours for _, answers in folds]),
    )
    single = [report(own.bundle, answers) for own, answers in folds]
    figures = report(classifier.bundle, together)
    if all(own.get("colour_only") is not None for own in single):
        right = sum(own["colour_only"] * own["n"] for own in single)
        figures["colour_only"] = right / figures["n"]
    return {**figures, "folds": single}


def _fold(fold: int, recipe: Recipe, places: Places, malignant: Sequence[str]) -> Measured:
    from mlcore.training.running import train  # noqa: PLC0415 - see above

    out = places.out / f"fold-{fold}"
    if not (out / BUNDLE_FILE).is_file():
        train(replace(recipe, holdout=fold), replace(places, out=out), malignant)
    classifier = Classifier.load(out)
    note(f"Fold {fold}: measuring")
    answers = collect_unseen(classifier, read_items(places.data, fold), progress)
    return classifier, answers
