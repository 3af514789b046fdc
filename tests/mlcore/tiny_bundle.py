"""A bundle with a tiny random network: the inputs, outputs and files of a real one, made in milliseconds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from mlcore.bundle import (
    Bundle,
    Calibration,
    ColourBaseline,
    CropRule,
    FileRef,
    Member,
    Preprocessing,
    SmearModel,
    Thresholds,
    TileRule,
    write_bundle,
)
from mlcore.fingerprints import FingerprintIndex, fingerprint
from mlcore.labels import CLASSES, MALIGNANT, NORMAL
from mlcore.probe import probe_mask, probe_pixels
from mlcore.reference import fit_reference
from mlcore.serving.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CHANNELS = 8
CONTRAST = 60.0
OPEN_THRESHOLDS = Thresholds(
    min_side=64,
    sharpness_min=0.0,
    brightness_min=0.0,
    brightness_max=1.0,
    white_cell_min=0.0,
    smear=SmearModel((), (), (), (), 0.0, -1.0),
    confidence_min=0.5,
    distance_max=1e9,
    distance_refuse=1e9,
)


def build_tiny_bundle(
    path: Path,
    seed: int = 0,
    *,
    members: int = 1,
    thresholds: Thresholds = OPEN_THRESHOLDS,
    trained_on: Sequence[np.ndarray] = (),
    cells: CropRule | None = None,
    **changes: Any,
) -> Path:
    """Write a bundle into the folder `path` and return it.

    `thresholds` refuse nothing unless given; `trained_on` are images [H, W, 3] whose fingerprints the bundle
    carries; `cells` adds a member for single cells, which knows normal ones, too; `changes` replace fields of
    the Bundle. With a rim in its preprocessing the members for fields look at white cells alone.
    """
    path.mkdir(parents=True, exist_ok=True)
    rule = changes.get("preprocessing", Preprocessing(tile=TileRule()))
    named = tuple(Member(f"tiny-{index}", "tiny", f"tiny-{index}.onnx", "") for index in range(members))
    for index, member in enumerate(named):
        onnx.save(_graph(seed + index, attentive=rule.white_cell_rim is not None), path / member.file)
    if cells:
        outputs = (*CLASSES, NORMAL)
        onnx.save(_graph(seed, cells.size, len(outputs)), path / "tiny-cells.onnx")
        named += (Member("tiny-cells", "tiny", "tiny-cells.onnx", "", cells, outputs),)
    fit_reference(_features(path / named[0].file)).save(path / "reference.npz")
    FingerprintIndex([fingerprint(pixels) for pixels in trained_on]).save(path / "fingerprints.npz")
    bundle = Bundle(
        name="tiny",
        version="0.0.1",
        created="2026-01-01T00:00:00+00:00",
        classes=CLASSES,
        malignant=MALIGNANT,
        preprocessing=rule,
        members=named,
        calibration=Calibration({member.name: 1.0 for member in named}, 0.05, dict.fromkeys(CLASSES, 0.5)),
        thresholds=thresholds,
        reference=FileRef("reference.npz", ""),
        fingerprints=FileRef("fingerprints.npz", ""),
        colour_only=_colour_baseline(seed),
        probe={member.name: _probe(path / member.file, member) for member in named},
    )
    write_bundle(path, replace(bundle, **changes))
    return path


def _graph(
    seed: int, side: int = 224, classes: int = len(CLASSES), *, attentive: bool = False
) -> onnx.ModelProto:
    """Pooled cells of 32 pixels, one random layer, a head on their mean: weights that leave little doubt.

    An attentive one takes the mean over the cells that the mask touches.
    """
    draw = np.random.default_rng(seed)
    head = draw.normal(0, CONTRAST, (classes, CHANNELS)).astype(np.float32)
    weights: dict[str, np.ndarray | np.float32] = {
        "half": np.float32(127.5),
        "one": np.float32(1),
        "first": draw.normal(0, 1, (CHANNELS, 3, 1, 1)).astype(np.float32),
        "first_bias": draw.normal(0, 0.3, CHANNELS).astype(np.float32),
        "head": head,
        "head_cells": head[:, :, None, None],
        "head_bias": draw.normal(0, 1, classes).astype(np.float32),
        "flat": np.array([0, CHANNELS], np.int64),
        "channel": np.array([1], np.int64),
        "area": np.array([2, 3], np.int64),
        "least": np.float32(1e-6),
    }
    heard = [
        helper.make_node("Cast", ["white_cells"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "channel"], ["plane"]),
        helper.make_node("AveragePool", ["plane"], ["share"], kernel_shape=[32, 32], strides=[32, 32]),
        helper.make_node("Add", ["share", "least"], ["some"]),
        helper.make_node("ReduceSum", ["some", "area"], ["sum"], keepdims=1),
        helper.make_node("Div", ["some", "sum"], ["weights"]),
        helper.make_node("Mul", ["maps", "weights"], ["weighted"]),
        helper.make_node("ReduceSum", ["weighted", "area"], ["means"], keepdims=1),
    ]
    whole = [helper.make_node("GlobalAveragePool", ["maps"], ["means"])]
    nodes = [
        helper.make_node("Cast", ["pixels"], ["float"], to=TensorProto.FLOAT),
        helper.make_node("Div", ["float", "half"], ["scaled"]),
        helper.make_node("Sub", ["scaled", "one"], ["centred"]),
        helper.make_node("Transpose", ["centred"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node("AveragePool", ["planes"], ["pooled"], kernel_shape=[32, 32], strides=[32, 32]),
        helper.make_node("Conv", ["pooled", "first", "first_bias"], ["cells"]),
        helper.make_node("Relu", ["cells"], ["maps"]),
        *(heard if attentive else whole),
        helper.make_node("Reshape", ["means", "flat"], ["features"]),
        helper.make_node("Gemm", ["features", "head", "head_bias"], ["logits"], transB=1),
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
        helper.make_node("Conv", ["maps", "head_cells"], ["evidence"]),
        helper.make_node("Relu", ["evidence"], ["heatmaps"]),
    ]
    size: list[str | int | None] = ["n", side, side, 3]
    inputs = [helper.make_tensor_value_info("pixels", TensorProto.UINT8, size)]
    if attentive:
        inputs.append(helper.make_tensor_value_info("white_cells", TensorProto.UINT8, size[:3]))
    outputs: dict[str, list[str | int | None]] = {
        "logits": ["n", classes],
        "probabilities": ["n", classes],
        "heatmaps": ["n", classes, side // 32, side // 32],
        "features": ["n", CHANNELS],
    }
    graph = helper.make_graph(
        nodes,
        "tiny",
        inputs,
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs.items()],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model


def _features(file: Path) -> np.ndarray:
    """Features of plain coloured pictures, as the data that the tiny network was `trained` on."""
    draw = np.random.default_rng(7)
    colours = draw.integers(120, 256, (32, 1, 1, 3), dtype=np.uint8)
    engine, pixels = Engine(file, 1), np.broadcast_to(colours, (32, 224, 224, 3)).copy()
    return engine.run(pixels, np.zeros((32, 224, 224), np.uint8) if engine.is_attentive else None).features


def _probe(file: Path, member: Member) -> list[list[float]]:
    pixels = probe_pixels(member.crop.size if member.crop else 224)
    engine = Engine(file, 1)
    mask = probe_mask(pixels) if engine.is_attentive else None
    shares: list[list[float]] = engine.run(pixels, mask).probabilities.tolist()
    return shares


def _colour_baseline(seed: int) -> ColourBaseline:
    weights = np.random.default_rng(seed).normal(0, 1, (len(CLASSES), 6))
    rows = tuple(tuple(row) for row in weights.tolist())
    return ColourBaseline((200.0,) * 3 + (30.0,) * 3, (20.0,) * 6, rows, (0.0,) * len(CLASSES))
