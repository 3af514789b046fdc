"""Putting a trained member into a bundle's folder."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mlcore.bundle import BUNDLE_FILE, Bundle, Member, write_bundle
from mlcore.card import write_card
from mlcore.fingerprints import FingerprintIndex
from mlcore.reference import fit_reference
from mlcore.training.describing import FINGERPRINTS_FILE, REFERENCE_FILE, UNHASHED, describe
from mlcore.training.errors import TrainingError
from mlcore.training.exporting import Engine, export_graph
from mlcore.training.networks.graphs import MemberGraph
from mlcore.training.overlaps import read_fingerprints
from mlcore.training.parity import KerasMember, measure_parity

if TYPE_CHECKING:
    from pathlib import Path

    from mlcore.training.describing import Trained
    from mlcore.training.recipe import Places

PARITY_PICTURES: Final = 8


def check_target(out: Path) -> None:
    """Refuse to write over a folder that is neither empty nor a bundle.

    Raises:
        TrainingError: `out` holds something else.
    """
    if out.exists() and not (out.is_dir() and ((out / BUNDLE_FILE).is_file() or not any(out.iterdir()))):
        message = f"{out} is there and is no bundle; name another folder."
        raise TrainingError(message)


def pack(trained: Trained, figures: dict[str, Any], places: Places) -> Bundle:
    """Write the bundle beside `places.out` and put it there when it is whole; an older one is replaced."""
    out = places.out
    stage = out.with_name(f"{out.name}.unfinished")
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    member = _export(trained, stage)
    parity = _parity(trained, stage / member.file)
    fit_reference(trained.learning.features[0]).save(stage / REFERENCE_FILE)
    prints = read_fingerprints(trained.learning.items, "the pictures learned from")
    FingerprintIndex(prints).save(stage / FINGERPRINTS_FILE)
    figures = {**figures, "parity": {member.name: parity}}
    write_bundle(stage, describe(trained, member, figures, places.about))
    bundle = write_card(stage)
    shutil.rmtree(out, ignore_errors=True)
    stage.rename(out)
    return replace(bundle, path=out)


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
    pixels = np.stack([source.plain(items[row].path) for row in rows])
    return measure_parity(Engine(graph), member, pixels)
