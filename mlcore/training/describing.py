"""What bundle.json says about a run: members, calibration, limits, data, recipe."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from mlcore.bundle import VOTE, Bundle, Calibration, FileRef, Preprocessing, TileRule
from mlcore.seen import GroupMarks
from mlcore.training.calibration import ALPHA

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from mlcore.bundle import ColourBaseline, Member, Thresholds
    from mlcore.training.calibration import Calibrated
    from mlcore.training.classes import ClassList
    from mlcore.training.recipe import Recipe
    from mlcore.training.samples import Samples
    from mlcore.training.voter import Voter

REFERENCE_FILE: Final = "reference.npz"
FINGERPRINTS_FILE: Final = "fingerprints.npz"
UNHASHED: Final = ""
"""Place of a hash that is filled in when the bundle is written."""


@dataclass(frozen=True, eq=False)
class Trained:
    """All that a run has fitted, and the samples of the first voter that it was fitted on."""

    classes: ClassList
    recipe: Recipe
    learning: Samples
    folds: npt.NDArray[np.int64]
    voters: tuple[Voter, ...]
    calibrated: Calibrated
    colour: ColourBaseline
    thresholds: Thresholds
    red_cell: float | None


def describe(
    trained: Trained,
    members: Sequence[Member],
    figures: dict[str, Any],
    about: Path | None,
    probe: dict[str, list[list[float]]],
) -> Bundle:
    """The bundle of these members, its hashes still open."""
    recipe = trained.recipe
    return Bundle(
        name=recipe.name,
        version=recipe.version,
        created=datetime.now(UTC).replace(microsecond=0).isoformat(),
        classes=trained.classes.names,
        malignant=trained.classes.malignant,
        preprocessing=Preprocessing(
            recipe.input_size,
            recipe.corner,
            TileRule(recipe.input_size, red_cell=trained.red_cell),
            recipe.white_cell_rim,
        ),
        members=tuple(members),
        calibration=Calibration(_temperatures(trained), ALPHA, trained.calibrated.quantiles),
        thresholds=replace(trained.thresholds, normal_max=trained.calibrated.normal_max),
        reference=FileRef(REFERENCE_FILE, UNHASHED),
        fingerprints=FileRef(FINGERPRINTS_FILE, UNHASHED),
        colour_only=trained.colour,
        data=_data(trained, about),
        figures=figures,
        probe=probe,
    )


def _temperatures(trained: Trained) -> dict[str, float]:
    """Temperature of every voter and of the vote; of one that looks at cells that of the pooled evidence."""
    own = {voter.name: voter.pooling or voter.temperature for voter in trained.voters}
    return {**own, VOTE: trained.calibrated.temperature}


def _origin(voter: Voter) -> dict[str, Any]:
    """Where the weights of a member's backbone come from."""
    recipe = voter.recipe.as_json()
    return {
        "weights": recipe["weights"],
        "pretraining": recipe["pretraining"],
        "weights_sha256": voter.backbone.weights_sha256,
        "colour_space": recipe["colour_space"],
        "taps": list(voter.backbone.taps),
    }


def _data(trained: Trained, about: Path | None) -> dict[str, Any]:
    items, recipe = trained.learning.items, trained.recipe
    return {
        "counts": {name: sum(item.cls == name for item in items) for name in trained.classes.names},
        "split": {
            "unit": "group where known, else block of images taken in a row",
            "overlaps": "purged",
            "kept_out_fold": recipe.holdout,
            "inner_folds": recipe.inner_folds,
        },
        "groups": GroupMarks.of(item.group for item in items).as_json(),
        "recipe": recipe.as_json(),
        "members": {voter.name: _origin(voter) for voter in trained.voters},
        "about": about.read_text(encoding="utf-8").strip() if about else "",
    }
