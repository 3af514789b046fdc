"""Putting a trained member into a bundle's folder."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mlcore.bundle import (
    BUNDLE_FILE,
    Bundle,
    Calibration,
    FileRef,
    Member,
    Preprocessing,
    TileRule,
    read_bundle,
    write_bundle,
)
from mlcore.fingerprints import FingerprintIndex, fingerprint
from mlcore.reference import fit_reference
from mlcore.training.calibration import ALPHA
from mlcore.training.errors import TrainingError
from mlcore.training.exporting import Engine, export_graph
from mlcore.training.gate import fit_gate
from mlcore.training.networks.graphs import MemberGraph
from mlcore.training.parity import KerasMember, measure_parity
from mlcore.training.pictures import read_picture
from mlcore.training.progress import Progress

if TYPE_CHECKING:
    from pathlib import Path

    from mlcore.bundle import ColourBaseline
    from mlcore.training.calibration import Calibrated
    from mlcore.training.classes import ClassList
    from mlcore.training.crossfit import CrossFit
    from mlcore.training.features import FeatureSource
    from mlcore.training.fitting import Fit
    from mlcore.training.samples import Samples

REFERENCE_FILE: Final = "reference.npz"
FINGERPRINTS_FILE: Final = "fingerprints.npz"
PARITY_PICTURES: Final = 8
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


def check_target(out: Path) -> None:
    """Refuse to write over a folder that is neither empty nor a bundle.

    Raises:
        TrainingError: `out` holds something else.
    """
    if out.exists() and not (out.is_dir() and ((out / BUNDLE_FILE).is_file() or not any(out.iterdir()))):
        message = f"{out} is there and is no bundle; name another folder."
        raise TrainingError(message)


def pack(trained: Trained, figures: dict[str, Any], out: Path) -> Bundle:
    """Write the bundle beside `out` and put it there when it is whole; an older bundle is replaced."""
    stage = out.with_name(f"{out.name}.unfinished")
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    member = _export(trained, stage)
    parity = _parity(trained, stage / member.file)
    fit_reference(trained.learning.features[0]).save(stage / REFERENCE_FILE)
    _fingerprints(trained.learning).save(stage / FINGERPRINTS_FILE)
    write_bundle(stage, _describe(trained, member, {**figures, "parity": {member.name: parity}}))
    shutil.rmtree(out, ignore_errors=True)
    stage.rename(out)
    return read_bundle(out)


def _export(trained: Trained, folder: Path) -> Member:
    source = trained.source
    graph = MemberGraph(
        source.backbone, source.recipe.corner, trained.fit.head, trained.calibrated.temperature
    )
    file = f"{source.backbone.member}.onnx"
    export_graph(graph, folder / file)
    return Member(source.backbone.member, source.recipe.backbone, file, UNHASHED)


def _parity(trained: Trained, graph: Path) -> dict[str, float]:
    source = trained.source
    member = KerasMember(source.backbone, source.recipe.corner, trained.fit, trained.calibrated.temperature)
    items = trained.learning.items
    rows = np.linspace(0, len(items) - 1, min(PARITY_PICTURES, len(items))).astype(int)
    pixels = np.stack([source.picture(items[row].path, int(row), copy=0) for row in rows])
    return measure_parity(Engine(graph), member, pixels)


def _fingerprints(learning: Samples) -> FingerprintIndex:
    progress = Progress("Fingerprints of the pictures learned from", len(learning.items))
    found = []
    for item in learning.items:
        found.append(fingerprint(read_picture(item.path)))
        progress.advance()
    return FingerprintIndex(found)


def _describe(trained: Trained, member: Member, figures: dict[str, Any]) -> Bundle:
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
        thresholds=fit_gate(trained),
        reference=FileRef(REFERENCE_FILE, UNHASHED),
        fingerprints=FileRef(FINGERPRINTS_FILE, UNHASHED),
        colour_only=trained.colour,
        data=_data(trained),
        figures=figures,
    )


def _data(trained: Trained) -> dict[str, Any]:
    items, recipe = trained.learning.items, trained.source.recipe
    return {
        "counts": {name: sum(item.cls == name for item in items) for name in trained.classes.names},
        "split": {
            "unit": "group where known, else block of images taken in a row",
            "overlaps": "purged",
            "kept_out_fold": recipe.holdout,
            "inner_folds": recipe.inner_folds,
        },
        "recipe": recipe.as_json(),
        "weights_sha256": trained.source.backbone.weights_sha256,
    }
