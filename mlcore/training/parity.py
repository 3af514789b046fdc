"""Proof that the exported graph answers what the Keras network answers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import tensorflow as tf

from mlcore.serving.preprocessing import corner_mask
from mlcore.training.errors import ParityError
from mlcore.training.networks.attention import LEAST
from mlcore.training.networks.colour_proof import convert_apart
from mlcore.training.networks.heatmaps import heat_size

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlcore.bundle import CornerCover
    from mlcore.training.exporting import Engine
    from mlcore.training.fitting import Fit
    from mlcore.training.networks.backbones import Backbone

    Bytes = npt.NDArray[np.uint8]
    Floats = npt.NDArray[np.float32]

TOLERANCE: Final = 1e-4


@dataclass(frozen=True, eq=False)
class KerasMember:
    """The network as Keras has it: backbone, covered corner, fitted head, temperature."""

    backbone: Backbone
    corner: CornerCover | None
    fit: Fit
    temperature: float


def measure_parity(
    engine: Engine, member: KerasMember, pixels: Bytes, white_cells: Bytes | None = None
) -> dict[str, float]:
    """Largest difference of every output, as a share of its largest value (probabilities as they are).

    Keras computes layer by layer, and its heatmaps come from the gradient tape rather than in closed form.

    Raises:
        ParityError: a difference is above the tolerance.
    """
    exported = engine(pixels, white_cells)
    wanted = _by_keras(member, _network_input(member, pixels), _looked_at(member, white_cells))
    scale = {
        name: 1.0 if name == "probabilities" else float(np.abs(own).max()) for name, own in wanted.items()
    }
    differences = {
        name: float(np.abs(exported[name] - own).max() / max(scale[name], 1e-12))
        for name, own in wanted.items()
    }
    worst = max(differences, key=lambda name: differences[name])
    if differences[worst] > TOLERANCE:
        message = f"The exported {worst} differ from those of Keras by {differences[worst]:.1e}."
        raise ParityError(message)
    return differences


def _looked_at(member: KerasMember, white_cells: Bytes | None) -> Floats | None:
    """How much each pixel counts [N, S, S]."""
    if white_cells is None:
        return None
    kept = corner_mask(white_cells.shape[1], member.corner)[..., 0]
    return np.where(kept > 0, white_cells / 255 + LEAST, 0).astype(np.float32)


def _network_input(member: KerasMember, pixels: Bytes) -> Floats:
    kept = corner_mask(pixels.shape[1], member.corner)
    values = pixels.astype(np.float32)
    seen = (values * kept).sum(axis=(1, 2), keepdims=True) / kept.sum()
    covered = np.where(kept > 0, values, seen).astype(np.float32)
    seen_as = convert_apart(covered, member.backbone.colour_space)
    return np.asarray(member.backbone.preprocess(seen_as), np.float32)


def _by_keras(member: KerasMember, values: Floats, looked_at: Floats | None) -> dict[str, Floats]:
    head = member.fit.head
    maps = member.backbone.network(values, training=False)
    heard = [_heard(looked_at, tap.shape[1], tap.shape[2]) for tap in maps]
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(maps)
        pooled = [tf.reduce_sum(tap * own, axis=(1, 2)) for tap, own in zip(maps, heard, strict=True)]
        features = tf.concat(pooled, axis=1)
        raw = member.fit.network((features - head.mean) / head.spread, training=False)
        logits = raw - tf.reduce_mean(raw, axis=1, keepdims=True)
        single = tf.unstack(logits, axis=1)
    heat = [_tape_heat(tape, maps, logit, looked_at) for logit in single]
    return {
        "logits": logits.numpy(),
        "probabilities": tf.nn.softmax(logits / member.temperature).numpy(),
        "features": features.numpy(),
        "heatmaps": np.stack([own.numpy() for own in heat], axis=1),
    }


def _heard(looked_at: Floats | None, height: int, width: int) -> Floats:
    """Weights [N, h, w, 1] of the positions of a map, pixel by pixel."""
    if looked_at is None:
        return np.full((1, height, width, 1), 1 / (height * width), np.float32)
    count, rows, columns = looked_at.shape
    down, across = math.lcm(rows, height), math.lcm(columns, width)
    enlarged = np.repeat(np.repeat(looked_at, down // rows, axis=1), across // columns, axis=2)
    parts = enlarged.reshape(count, height, down // height, width, across // width)
    share = parts.mean(axis=(2, 4), dtype=np.float64)
    return np.asarray(share / share.sum(axis=(1, 2), keepdims=True), np.float32)[..., None]


def _tape_heat(tape: Any, maps: list[Any], logit: Any, looked_at: Floats | None) -> Any:  # noqa: ANN401
    """Heatmap [N, h, w] of one class from gradients with respect to the maps."""
    size, added = heat_size(maps), 0.0
    for tap, slope in zip(maps, tape.gradient(logit, maps), strict=True):
        weights = tf.reduce_sum(slope, axis=(1, 2), keepdims=True)
        heat = tf.reduce_sum(weights * tap, axis=-1, keepdims=True)
        added += tf.image.resize(heat, size)[..., 0]
    heard = _heard(looked_at, *size)[..., 0]
    beyond = tf.nn.relu(added - tf.reduce_sum(added * heard, axis=(1, 2), keepdims=True))
    return beyond * heard * (size[0] * size[1])
