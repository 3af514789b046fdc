"""Pre-trained weights in the cache: found again, or made and kept."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Final

from mlcore.training.errors import TrainingError
from mlcore.training.networks.architectures import taps_of
from mlcore.training.pretraining.cells import list_cells
from mlcore.training.pretraining.course import Course
from mlcore.training.pretraining.fitting import VARIATION, Cells, fit_trunk
from mlcore.training.pretraining.plan import Pretrained
from mlcore.training.progress import say

if TYPE_CHECKING:
    from pathlib import Path

    from mlcore.training.pretraining.cells import Listed
    from mlcore.training.pretraining.plan import Pretraining
    from mlcore.training.recipe import Recipe

VERSION: Final = 1
"""Raised when the code of the training changes, so that no older weights are taken for new ones."""

RECORD_FILE: Final = "record.json"
WEIGHTS_FILE: Final = "trunk.weights.h5"


def pretrained(recipe: Recipe, cache: Path) -> Recipe:
    """The recipe with the result of its pre-training, which is done where the cache does not hold it.

    A recipe with other weights than `pretrain` comes back without any plan of one.

    Raises:
        DatasetError, TrainingError: there is nothing to pre-train on, or the backbone cannot be built.
    """
    if recipe.weights != "pretrain":
        return replace(recipe, pretraining=None)
    plan = recipe.pretraining
    if plan is None:
        message = "Say with --pretrain-on which folder of single cells the backbone is to be pre-trained on."
        raise TrainingError(message)
    cells = list_cells(plan.folder)
    folder = cache / "pretraining" / _key(recipe, plan, cells)
    if not (folder / WEIGHTS_FILE).is_file():
        _make(cells, recipe, plan, folder)
    kept: dict[str, Any] = json.loads((folder / RECORD_FILE).read_text())
    result = Pretrained(folder / WEIGHTS_FILE, **{**kept, "classes": tuple(kept["classes"])})
    return replace(recipe, pretraining=replace(plan, result=result))


def _make(cells: Listed, recipe: Recipe, plan: Pretraining, folder: Path) -> None:
    """Train, and leave the weights and what is to be said of them in `folder`; the weights come last."""
    course = Course(folder)
    trunk = fit_trunk(Cells(cells.read(plan.side), cells.truth), recipe, plan, course)
    best = course.best()
    record = {
        "classes": cells.classes,
        "pictures": len(cells.items),
        "epochs": best,
        "validation_accuracy": course.history()[best - 1]["val_accuracy"],
    }
    (folder / RECORD_FILE).write_text(json.dumps(record))
    unfinished = folder / "unfinished.weights.h5"
    trunk.save_weights(unfinished, overwrite=True)
    unfinished.replace(folder / WEIGHTS_FILE)
    course.drop(set())
    say(f"Pre-trained on {len(cells.items)} single cells: {record['validation_accuracy']:.1%} on a tenth.")


def _key(recipe: Recipe, plan: Pretraining, cells: Listed) -> str:
    """Hash of all that decides the weights."""
    decisive = {
        "version": VERSION,
        "backbone": recipe.backbone,
        "last_tap": taps_of(recipe)[-1],
        "alpha": recipe.alpha,
        "colour_space": recipe.colour_space,
        "seed": recipe.seed,
        "variation": asdict(VARIATION),
        "pictures": cells.digest(),
        **plan.settings(),
    }
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()[:16]
