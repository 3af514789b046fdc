"""Proof that the exported graph answers what the Keras network answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import tensorflow as tf

from mlcore.serving.preprocessing import corner_mask
from mlcore.training.errors import ParityError
from mlcore.training.networks.colour_proof import convert_apart
from mlcore.training.networks.heatmaps import heat_size

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlcore.bundle import CornerCover
    from mlcore.training.exporting import Engine
    from mlcore.training.fitting import Fit
    from mlcore.training.networks.backbones import Backbone

TOLERANCE: Final = 1e-4


@dataclass(frozen=True, eq=False)
class KerasMember:
    """The network as Keras has it: backbone, covered corner, fitted head, temperature."""

    backbone: Backbone
    corner: CornerCover | None
    fit: Fit
    temperature: float


def measure_parity(engine: Engine, member: KerasMember, pixels: npt.NDArray[np.uint8]) -> dict[str, float]:
    """Largest difference of every output, as a share of its largest value (probabilities as they are).

    Keras computes layer by layer, and its heatmaps come from the gradient tape rather than in closed form.

    Raises:
        ParityError: a difference is above the tolerance.
    """
    exported = engine(pixels)
    wanted = _by_keras(member, _network_input(member, pixels))
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


def _network_input(member: KerasMember, pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    kept = corner_mask(pixels.shape[1], member.corner)
    values = pixels.astype(np.float32)
    seen = (values * kept).sum(axis=(1, 2), keepdims=True) / kept.sum()
    covered = np.where(kept > 0, values, seen).astype(np.float32)
    seen_as = convert_apart(covered, member.backbone.colour_space)
    return np.asarray(member.backbone.preprocess(seen_as), np.float32)


def _by_keras(member: KerasMember, values: npt.NDArray[np.float32]) -> dict[str, npt.NDArray[np.float32]]:
    head = member.fit.head
    maps = member.backbone.network(values, training=False)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(maps)
        features = tf.concat([tf.reduce_mean(tap, axis=(1, 2)) for tap in maps], axis=1)
        raw = member.fit.network((features - head.mean) / head.spread, training=False)
        logits = raw - tf.reduce_mean(raw, axis=1, keepdims=True)
        single = tf.unstack(logits, axis=1)
    heat = [_tape_heat(tape, maps, logit) for logit in single]
    return {
        "logits": logits.numpy(),
        "probabilities": tf.nn.softmax(logits / member.temperature).numpy(),
        "features": features.numpy(),
        "heatmaps": np.stack([own.numpy() for own in heat], axis=1),
    }


def _tape_heat(tape: Any, maps: list[Any], logit: Any) -> Any:  # noqa: ANN401
    """Heatmap [N, h, w] of one class from gradients with respect to the maps."""
    size, added = heat_size(maps), 0.0
    for tap, slope in zip(maps, tape.gradient(logit, maps), strict=True):
        weights = tf.reduce_sum(slope, axis=(1, 2), keepdims=True)
        heat = tf.reduce_sum(weights * tap, axis=-1, keepdims=True)
        added += tf.image.resize(heat, size)[..., 0]
    return tf.nn.relu(added - tf.reduce_mean(added, axis=(1, 2), keepdims=True))
