"""Grad-CAM in closed form: every tap reaches the logits through average pooling alone."""

from __future__ import annotations

from typing import Any

import tensorflow as tf


def class_heatmaps(maps: list[Any], slopes: Any) -> Any:  # noqa: ANN401 - TensorFlow has no types
    """Heatmaps [N, C, h, w] >= 0 of tapped maps [N, h_t, w_t, c_t], at the size that `heat_size` says.

    `slopes` [N, C, D] are the derivatives of the logits by the pooled features. A position's heat is what it
    adds to the logit, summed over the taps, beyond what an average position of the same picture adds.
    """
    size = heat_size(maps)
    parts = tf.split(slopes, [int(tap.shape[-1]) for tap in maps], axis=2)
    heat = [
        _resized(tf.einsum("nhwk,nck->nhwc", tap, part), size) for tap, part in zip(maps, parts, strict=True)
    ]
    added = tf.add_n(heat)
    beyond = added - tf.reduce_mean(added, axis=(1, 2), keepdims=True)
    return tf.transpose(tf.nn.relu(beyond), [0, 3, 1, 2])


def heat_size(maps: list[Any]) -> tuple[int, int]:
    """Height and width of a heatmap: those of the coarsest tapped maps that are finer than the deepest."""
    sizes = {(int(tap.shape[1]), int(tap.shape[2])) for tap in maps}
    deepest = min(sizes)
    return min(sizes - {deepest}, default=deepest)


def _resized(heat: Any, size: Any) -> Any:  # noqa: ANN401
    if tuple(heat.shape[1:3]) == tuple(size):
        return heat
    return tf.image.resize(heat, size, antialias=False)
