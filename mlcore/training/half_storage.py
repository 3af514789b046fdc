"""Storing an exported graph's weights as 16-bit numbers: half the size, the arithmetic stays 32-bit.

The engine turns the weights back once, when it loads the graph (constant folding), so that nothing is slower.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from mlcore.training.exporting import Engine

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    Pixels = npt.NDArray[np.uint8]

SMALLEST: Final = 1024
"""Numbers that a tensor needs at least to be worth it."""

LARGEST: Final = 60_000.0
"""Numbers above it stay as they are: 16 bits hold none above 65,504."""

TOLERANCE: Final = 0.01
"""Largest change of a probability that storing may make."""


def store_as_half(path: Path, examples: Pixels, white_cells: Pixels | None = None) -> dict[str, Any]:
    """Rewrite the graph in `path`, unless that would change a probability by more than the tolerance.

    Returns:
        `change`, the largest one on `examples` [P, S, S, 3] (an attentive graph's with `white_cells`
        [P, S, S]), and `kept`, whether the smaller form was.
    """
    model = onnx.load(path)
    _halve(model.graph)
    onnx.checker.check_model(model)
    smaller = path.with_suffix(".half.onnx")
    onnx.save(model, smaller)
    before, after = (Engine(own)(examples, white_cells)["probabilities"] for own in (path, smaller))
    change = float(np.abs(after - before).max())
    if change <= TOLERANCE:
        smaller.replace(path)
    smaller.unlink(missing_ok=True)
    return {"change": change, "kept": change <= TOLERANCE}


def _halve(graph: Any) -> None:  # noqa: ANN401 - generated protobuf classes
    casts = []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < SMALLEST or np.abs(values).max() > LARGEST:
            continue
        stored = f"{tensor.name}/half"
        casts.append(helper.make_node("Cast", [stored], [tensor.name], to=TensorProto.FLOAT))
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), stored))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
