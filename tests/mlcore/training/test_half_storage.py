"""Weights stored as 16-bit numbers: half the file, the same answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from mlcore.training.exporting import Engine
from mlcore.training.half_storage import store_as_half

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.training

PIXELS = np.random.default_rng(1).integers(0, 256, (4, 16, 16, 3), dtype=np.uint8)


def write_graph(path: Path, weights: np.ndarray) -> None:
    """Softmax of the pixels times `weights` [768, 3]."""
    nodes = [
        helper.make_node("Cast", ["pixels"], ["float"], to=TensorProto.FLOAT),
        helper.make_node("Reshape", ["float", "flat"], ["row"]),
        helper.make_node("MatMul", ["row", "weights"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
    ]
    graph = helper.make_graph(
        nodes,
        "plain",
        [helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["n", 16, 16, 3])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", 3])],
        [
            numpy_helper.from_array(np.array([0, 768], np.int64), "flat"),
            numpy_helper.from_array(weights.astype(np.float32), "weights"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, path)


def test_the_file_is_half_as_large_and_answers_alike(tmp_path: Path) -> None:
    path = tmp_path / "plain.onnx"
    write_graph(path, np.random.default_rng(0).normal(0, 2e-4, (768, 3)))
    size, before = path.stat().st_size, Engine(path)(PIXELS)["probabilities"]

    said = store_as_half(path, PIXELS)

    assert said["kept"]
    assert path.stat().st_size < 0.6 * size
    after = Engine(path)(PIXELS)["probabilities"]
    assert after == pytest.approx(before, abs=0.01)
    assert np.abs(after - before).max() == pytest.approx(said["change"])
    assert list(tmp_path.iterdir()) == [path]


def test_where_answers_would_change_the_graph_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "steep.onnx"
    draw = np.random.default_rng(0)
    write_graph(path, 3 * (draw.normal(0, 1, (768, 1)) + draw.normal(0, 1e-5, (768, 3))))
    before = path.read_bytes()

    said = store_as_half(path, PIXELS)

    assert not said["kept"]
    assert said["change"] > 0.01
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_numbers_that_16_bits_cannot_hold_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "large.onnx"
    weights = np.zeros((768, 3))
    weights[0, 0] = 1e5
    write_graph(path, weights)
    before = Engine(path)(PIXELS)["probabilities"]

    assert store_as_half(path, PIXELS) == {"change": 0.0, "kept": True}
    assert (Engine(path)(PIXELS)["probabilities"] == before).all()
