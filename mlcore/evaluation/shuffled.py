"""Heatmaps of a network whose head has lost what it learnt: one that stays the same shows the picture alone.

After the model parameter randomisation test of Adebayo et al. 2018 (Sanity checks for saliency maps).
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mlcore.serving.engine import Engine
from mlcore.serving.fields import run_field

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlcore.bundle import Bundle
    from mlcore.serving import Classifier

    Floats = npt.NDArray[np.float64]
    Shuffled = list[dict[str, Engine]]

ROUNDS: Final = 3
"""Shufflings: a single one might happen to like the same cells."""


def shuffled_engines(bundle: Bundle, seed: int) -> Shuffled:
    """Members of a bundle by name, ROUNDS times, the weights of their heads shuffled."""
    random = np.random.default_rng(seed)
    return [
        {member.name: _shuffled(bundle.locate(member.file), random) for member in bundle.members}
        for _ in range(ROUNDS)
    ]


def correlations(classifier: Classifier, shuffled: Shuffled, pixels: npt.NDArray[np.uint8]) -> Floats:
    """Correlation [ROUNDS] of the map of the top class with the shuffled heads'; NaN where one is flat."""
    plain = classifier.run(pixels)
    top = int(plain.tiles.mean(axis=0).argmax())
    rule = classifier.bundle.preprocessing.tile
    others = [run_field(engines, None, pixels, rule).heatmaps[:, top] for engines in shuffled]
    return np.array([_correlation(plain.heatmaps[:, top], other) for other in others])


def _correlation(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> float:
    if not np.ptp(one) or not np.ptp(other):
        return float("nan")
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def _shuffled(path: Path, random: np.random.Generator) -> Engine:
    """The graph in `path` with every weight matrix behind its features shuffled, each for itself."""
    import onnx  # noqa: PLC0415 - half a second that other measurements need not wait

    model = onnx.load(path)
    head = _head_inputs(model.graph)
    for tensor in model.graph.initializer:
        values = onnx.numpy_helper.to_array(tensor)
        if tensor.name in head and _is_matrix(values):
            mixed = random.permutation(values.ravel()).reshape(values.shape)
            tensor.CopyFrom(onnx.numpy_helper.from_array(mixed, tensor.name))
    with tempfile.TemporaryDirectory() as folder:
        onnx.save(model, Path(folder) / path.name)
        return Engine(Path(folder) / path.name)


def _is_matrix(values: npt.NDArray[Any]) -> bool:
    """Whether these are weights between two layers, rather than a bias, a scale or a shape."""
    return np.issubdtype(values.dtype, np.floating) and sum(side > 1 for side in values.shape) > 1


def _head_inputs(graph: Any) -> set[str]:  # noqa: ANN401 - built by protobuf, without types
    """Names that only nodes which do not lead to the features take in."""
    backbone, wanted = set(), {"features"}
    for node in reversed(graph.node):
        if wanted & set(node.output):
            wanted |= set(node.input)
            backbone |= set(node.input)
    return {name for node in graph.node for name in node.input} - backbone
