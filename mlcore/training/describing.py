"""What bundle.json says about a run: members, calibration, limits, data, recipe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from mlcore.bundle import Bundle, Calibration, FileRef, Preprocessing, TileRule
from mlcore.seen import GroupMarks
from mlcore.training.calibration import ALPHA

if TYPE_CHECKING:
    from pathlib import Path

    from mlcore.bundle import ColourBaseline, Member, Thresholds
    from mlcore.training.calibration import Calibrated
    from mlcore.training.classes import ClassList
    from mlcore.training.crossfit import CrossFit
    from mlcore.training.features import FeatureSource
    from mlcore.training.fitting import Fit
    from mlcore.training.samples import Samples

REFERENCE_FILE: Final = "reference.npz"
FINGERPRINTS_FILE: Final = "fingerprints.npz"
UNHASHED: Final = ""
"""Place of a hash that is filled in when the bundle is written."""


@dataclass(frozen=True, eq=False)
class Trained:
    """All that a run has fitted, and the samples that it was fitted on."""

    classes: ClassList
    source: FeatureSource
    learning: Samples
    crossed: CrossFit
    fit: Fit
    calibrated: Calibrated
    colour: ColourBaseline
    thresholds: Thresholds


def describe(trained: Trained, member: Member, figures: dict[str, Any], about: Path | None) -> Bundle:
    """The bundle of one member, its hashes still open."""
    recipe, calibrated = trained.source.recipe, trained.calibrated
    return Bundle(
        name=recipe.name,
        version=recipe.version,
        created=datetime.now(UTC).replace(microsecond=0).isoformat(),
        classes=trained.classes.names,
        malignant=trained.classes.malignant,
        preprocessing=Preprocessing(recipe.input_size, recipe.corner, TileRule(size=recipe.input_size)),
        members=(member,),
        calibration=Calibration({member.name: calibrated.temperature}, ALPHA, calibrated.quantiles),
        thresholds=trained.thresholds,
        reference=FileRef(REFERENCE_FILE, UNHASHED),
        fingerprints=FileRef(FINGERPRINTS_FILE, UNHASHED),
        colour_only=trained.colour,
        data=_data(trained, about),
        figures=figures,
    )


def _data(trained: Trained, about: Path | None) -> dict[str, Any]:
    items, recipe = trained.learning.items, trained.source.recipe
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
        "weights_sha256": trained.source.backbone.weights_sha256,
        "about": about.read_text(encoding="utf-8").strip() if about else "",
    }
