"""Heatmaps of a network whose head has lost what it learnt: one that stays the same shows the picture alone.

After the model parameter randomisation test of Adebayo et al. 2018 (Sanity checks for saliency maps).
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import onnx

from mlcore.bundle import write_bundle
from mlcore.serving import Classifier

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from mlcore.bundle import Bundle

    Floats = npt.NDArray[np.float64]
    Pixels = npt.NDArray[np.uint8]

ROUNDS: Final = 3
"""Shufflings: a single one might happen to like the same cells."""


def shuffled_bundles(bundle: Bundle, folder: Path, seed: int) -> list[Classifier]:
    """ROUNDS copies of a bundle written below `folder`, the weights of every member's head shuffled."""
    random = np.random.default_rng(seed)
    loaded = []
    for number in range(ROUNDS):
        own = folder / str(number)
        shutil.copytree(bundle.locate("."), own)
        for member in bundle.members:
            onnx.save(_shuffled(own / member.file, random), own / member.file)
        write_bundle(own, bundle)
        loaded.append(Classifier.load(own))
    return loaded


def correlations(classifier: Classifier, shuffled: Sequence[Classifier], pixels: Pixels) -> Floats:
    """Correlation [ROUNDS] of the map of the top class with the shuffled heads'; NaN where one is flat."""
    plain = classifier.look(pixels)
    top = max(plain.probabilities, key=plain.probabilities.__getitem__)
    others = [other.look(pixels, cells=plain.cells).heatmap(top) for other in shuffled]
    return np.array([_correlation(plain.heatmap(top), other) for other in others])


def _correlation(one: Pixels, other: Pixels) -> float:
    """Correlation where at least one map has heat: that both are black between the cells proves nothing."""
    hot = (one > 0) | (other > 0)
    if not hot.any() or not np.ptp(one[hot]) or not np.ptp(other[hot]):
        return float("nan")
    return float(np.corrcoef(one[hot], other[hot])[0, 1])


def _shuffled(path: Path, random: np.random.Generator) -> Any:  # noqa: ANN401 - built by protobuf
    """The graph in `path` with every weight matrix behind its features shuffled, each for itself."""
    model = onnx.load(path)
    head = _head_inputs(model.graph)
    for tensor in model.graph.initializer:
        values = onnx.numpy_helper.to_array(tensor)
        if tensor.name in head and _is_matrix(values):
            mixed = random.permutation(values.ravel()).reshape(values.shape)
            tensor.CopyFrom(onnx.numpy_helper.from_array(mixed, tensor.name))
    return model


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
