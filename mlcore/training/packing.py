"""Putting trained members into a bundle's folder."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mlcore.bundle import BUNDLE_FILE, Bundle, FileRef, Member, write_bundle
from mlcore.card import write_card
from mlcore.fingerprints import FingerprintIndex
from mlcore.probe import probe_mask, probe_pixels
from mlcore.reference import fit_reference
from mlcore.training.describing import FINGERPRINTS_FILE, REFERENCE_FILE, UNHASHED, describe
from mlcore.training.eight_bit import try_eight_bit
from mlcore.training.errors import TrainingError
from mlcore.training.exporting import Engine, export_graph
from mlcore.training.half_storage import store_as_half
from mlcore.training.networks.graphs import MemberGraph
from mlcore.training.overlaps import read_fingerprints
from mlcore.training.parity import KerasMember, measure_parity

if TYPE_CHECKING:
    from pathlib import Path

    from mlcore.training.describing import Trained
    from mlcore.training.places import Places
    from mlcore.training.recipe import Recipe
    from mlcore.training.voter import Voter


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
    members = [_export(voter, stage) for voter in trained.voters]
    parity = {voter.name: _parity(voter, stage) for voter in trained.voters}
    eight_bit = _eight_bit(trained, stage)
    members = [_with_eight_bit(member, eight_bit) for member in members]
    stored = {
        voter.name: store_as_half(stage / f"{voter.name}.onnx", voter.examples, voter.white_cells)
        for voter in trained.voters
    }
    probe = {
        voter.name: _probe(stage / member.file, voter, trained.recipe)
        for voter, member in zip(trained.voters, members, strict=True)
    }
    fit_reference(trained.learning.features[0]).save(stage / REFERENCE_FILE)
    prints = read_fingerprints(trained.learning.items, "the pictures learned from")
    FingerprintIndex(prints).save(stage / FINGERPRINTS_FILE)
    write_bundle(
        stage,
        describe(
            trained,
            members,
            {**figures, "parity": parity, "stored_as_half": stored, "eight_bit": eight_bit},
            places.about,
            probe,
        ),
    )
    bundle = write_card(stage)
    shutil.rmtree(out, ignore_errors=True)
    stage.rename(out)
    return replace(bundle, path=out)


def _export(voter: Voter, folder: Path) -> Member:
    attentive = voter.white_cells is not None
    graph = MemberGraph(voter.backbone, voter.corner, voter.fit.head, voter.temperature, attentive=attentive)
    file = f"{voter.name}.onnx"
    export_graph(graph, folder / file)
    return Member(voter.name, voter.backbone.network.name, file, UNHASHED, voter.crop, voter.classes)


def _eight_bit(trained: Trained, folder: Path) -> dict[str, dict[str, Any]]:
    """What came of trying members with 8-bit arithmetic, by name; kept forms lie in the folder."""
    tried = {}
    for voter in trained.voters if trained.recipe.int8 else ():
        if voter.source is not None:
            graph, target = folder / f"{voter.name}.onnx", folder / _eight_bit_file(voter.name)
            tried[voter.name] = try_eight_bit(
                graph, target, voter, voter.source, trained.learning, trained.folds
            )
    return tried


def _with_eight_bit(member: Member, tried: dict[str, dict[str, Any]]) -> Member:
    kept = tried.get(member.name, {}).get("kept", False)
    return replace(member, int8=FileRef(_eight_bit_file(member.name), UNHASHED)) if kept else member


def _eight_bit_file(name: str) -> str:
    return f"{name}.int8.onnx"


def _probe(graph: Path, voter: Voter, recipe: Recipe) -> list[list[float]]:
    """What the member answers to the pictures of `mlcore.probe`, for `verify` on other machines."""
    pixels = probe_pixels(voter.crop.size if voter.crop else recipe.input_size)
    mask = None if voter.white_cells is None else probe_mask(pixels)
    shares: list[list[float]] = Engine(graph)(pixels, mask)["probabilities"].tolist()
    return shares


def _parity(voter: Voter, folder: Path) -> dict[str, float]:
    member = KerasMember(voter.backbone, voter.corner, voter.fit, voter.temperature)
    engine = Engine(folder / f"{voter.name}.onnx")
    return measure_parity(engine, member, voter.examples, voter.white_cells)
