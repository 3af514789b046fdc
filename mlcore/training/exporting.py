"""Writing a graph as ONNX, and running it again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

import onnx
import onnxruntime as ort
import tensorflow as tf
import tf2onnx

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from mlcore.training.networks.graphs import FeatureGraph

    Bytes = npt.NDArray[np.uint8]
    Floats = npt.NDArray[np.float32]

OPSET: Final = 17
THREADS: Final = 2


def export_graph(graph: FeatureGraph, path: Path) -> None:
    """Write `graph` to `path` with its inputs and outputs under their own names, weights as float32."""
    logging.getLogger("tf2onnx").setLevel(logging.ERROR)
    function = tf.function(graph.__call__, input_signature=graph.signature)
    model, _ = tf2onnx.convert.from_function(function, input_signature=graph.signature, opset=OPSET)
    names = sorted(function.get_concrete_function().structured_outputs)
    _rename(model.graph, dict(zip((output.name for output in model.graph.output), names, strict=True)))
    onnx.checker.check_model(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, path)


def _rename(graph: Any, names: dict[str, str]) -> None:  # noqa: ANN401 - generated protobuf classes
    for node in graph.node:
        for places in (node.input, node.output):
            for index, name in enumerate(places):
                places[index] = names.get(name, name)
    for output in graph.output:
        output.name = names[output.name]


class Engine:
    """An exported graph, run by the engine that also serves it."""

    def __init__(self, path: Path) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._names = [output.name for output in self._session.get_outputs()]

    def __call__(self, pixels: Bytes, white_cells: Bytes | None = None) -> dict[str, Floats]:
        """Outputs of a batch of pixels uint8 [N, S, S, 3], by name; an attentive graph wants its mask."""
        given = {"pixels": pixels} if white_cells is None else {"pixels": pixels, "white_cells": white_cells}
        return dict(zip(self._names, self._session.run(None, given), strict=True))
