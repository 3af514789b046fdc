"""Trying a member for fields with 8-bit arithmetic; that form is kept only where it answers alike."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from onnxruntime.quantization import CalibrationDataReader, QuantType, quantize_static

from mlcore.ensemble import softmax
from mlcore.metrics import expected_calibration_error
from mlcore.training.exporting import Engine
from mlcore.training.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy.typing as npt

    from mlcore.training.features import FeatureSource
    from mlcore.training.samples import Samples
    from mlcore.training.voter import Voter

    Floats = npt.NDArray[np.float32]
    Doubles = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Pixels = npt.NDArray[np.uint8]

ACCURACY_LOSS: Final = 0.002
CALIBRATION_LOSS: Final = 0.005
HEATMAP_CORRELATION: Final = 0.98

RANGES_FROM: Final = 20
"""Every such learning picture sets the ranges of the 8-bit numbers."""

MAPS_FROM: Final = 8
"""Heatmaps of every such learning picture are compared."""

BATCH: Final = 16


def try_eight_bit(
    graph: Path, target: Path, voter: Voter, source: FeatureSource, learning: Samples, folds: Ints
) -> dict[str, Any]:
    """Write the graph with 8-bit convolutions to `target`, and take it away where it loses too much.

    Accuracy and calibration are compared out of fold: the heads that have not seen a picture are given what
    each form makes of it. Heatmaps are those of the class that the usual form finds most probable.

    Returns:
        `accuracy_loss`, `calibration_loss` (shares), `heatmap_correlation` (mean), and whether it is `kept`.
    """
    _write(graph, target, source, learning)
    usual, tried = Engine(graph), Engine(target)
    features, correlations = [], []
    progress = Progress(f"{voter.name} with 8-bit arithmetic, pictures", len(learning.items))
    for rows, pixels, masks in _batches(source, learning, 1, BATCH):
        answer = tried(pixels, masks)
        features.append(answer["features"])
        compared = rows % MAPS_FROM == 0
        if compared.any():
            seen = usual(pixels[compared], None if masks is None else masks[compared])
            correlations += _correlations(seen, answer["heatmaps"][compared])
        progress.advance(len(rows))
    figures = _compare(voter, np.concatenate(features), learning.truth, folds)
    figures["heatmap_correlation"] = float(np.mean(correlations))
    kept = (
        figures["accuracy_loss"] <= ACCURACY_LOSS
        and figures["calibration_loss"] <= CALIBRATION_LOSS
        and figures["heatmap_correlation"] >= HEATMAP_CORRELATION
    )
    if not kept:
        target.unlink()
    return {**figures, "kept": kept}


class _Given(CalibrationDataReader):
    """Pictures one by one, as the graph takes them."""

    def __init__(self, source: FeatureSource, learning: Samples) -> None:
        self._batches = _batches(source, learning, RANGES_FROM, 1)

    def get_next(self) -> dict[str, Pixels] | None:
        for _, pixels, masks in self._batches:
            return {"pixels": pixels} if masks is None else {"pixels": pixels, "white_cells": masks}
        return None


def _write(graph: Path, target: Path, source: FeatureSource, learning: Samples) -> None:
    logging.disable(logging.WARNING)  # advice to simplify the graph first, which its exporter has done
    try:
        quantize_static(
            graph,
            target,
            _Given(source, learning),
            op_types_to_quantize=["Conv"],
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
        )
    finally:
        logging.disable(logging.NOTSET)


def _batches(
    source: FeatureSource, learning: Samples, step: int, size: int
) -> Iterator[tuple[Ints, Pixels, Pixels | None]]:
    """Places [B] among the samples, pixels [B, S, S, 3], maybe masks [B, S, S] of every `step`-th picture."""
    rows = np.arange(0, len(learning.items), step)
    for start in range(0, len(rows), size):
        own = rows[start : start + size]
        pixels = np.stack([source.plain(learning.items[row].path) for row in own])
        yield own, pixels, source.white_cells(pixels)


def _correlations(seen: dict[str, Floats], maps: Floats) -> list[float]:
    """Correlation of two forms' maps of the most probable class, of every picture whose map is not flat."""
    found = []
    for shares, own, other in zip(seen["probabilities"], seen["heatmaps"], maps, strict=True):
        top = int(shares.argmax())
        if np.ptp(own[top]) > 0:
            found.append(float(np.corrcoef(own[top].ravel(), other[top].ravel())[0, 1]))
    return found


def _compare(voter: Voter, features: Floats, truth: Ints, folds: Ints) -> dict[str, float]:
    shares = np.zeros_like(voter.inner.probabilities)
    for fold, fit in enumerate(voter.fits):
        inside = folds == fold
        shares[inside] = softmax(fit.head.logits(features[inside]) / voter.temperature)
    (accuracy, error), (tried_accuracy, tried_error) = (
        _figures(own, truth) for own in (voter.inner.probabilities, shares)
    )
    return {"accuracy_loss": accuracy - tried_accuracy, "calibration_loss": tried_error - error}


def _figures(shares: Doubles, truth: Ints) -> tuple[float, float]:
    """Accuracy and expected calibration error."""
    right = shares.argmax(axis=1) == truth
    return float(right.mean()), expected_calibration_error(shares.max(axis=1), right)
