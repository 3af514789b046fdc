"""Grad-CAM in closed form: every tap reaches the logits through average pooling alone."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from mlcore.training.networks.attention import attention, size_of


def class_heatmaps(maps: list[Any], slopes: Any, looked_at: Any = None) -> Any:  # noqa: ANN401 - see below
    """Heatmaps [N, C, h, w] >= 0 of tapped maps [N, h_t, w_t, c_t], at the size that `heat_size` says.

    `slopes` [N, C, D] are the derivatives of the logits by the pooled features, `looked_at` is how much
    each pixel counted in them. A position's heat is what it adds to the logit, summed over the taps, beyond
    what an average position among those that are heard adds.
    """
    size = heat_size(maps)
    parts = tf.split(slopes, [int(tap.shape[-1]) for tap in maps], axis=2)
    heat = [
        _resized(tf.einsum("nhwk,nck->nhwc", tap, part), size) for tap, part in zip(maps, parts, strict=True)
    ]
    added, heard = tf.add_n(heat), attention(looked_at, size)
    beyond = added - tf.reduce_sum(added * heard, axis=(1, 2), keepdims=True)
    return tf.transpose(tf.nn.relu(beyond) * heard * (size[0] * size[1]), [0, 3, 1, 2])


def heat_size(maps: list[Any]) -> tuple[int, int]:
    """Height and width of a heatmap: those of the finest tapped maps."""
    return max(size_of(tap) for tap in maps)


def _resized(heat: Any, size: Any) -> Any:  # noqa: ANN401 - TensorFlow has no types
    return heat if size_of(heat) == size else tf.image.resize(heat, size, antialias=False)
