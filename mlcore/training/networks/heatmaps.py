"""Grad-CAM in closed form: every tap reaches the logits through average pooling alone."""

from __future__ import annotations

from typing import Any

import tensorflow as tf


def class_heatmaps(maps: list[Any], slopes: Any, mean: Any) -> Any:  # noqa: ANN401 - TensorFlow has no types
    """Heatmaps [N, C, h, w] >= 0 of tapped maps [N, h_t, w_t, c_t], at the size of the second deepest.

    `slopes` [N, C, D] are the derivatives of the logits by the pooled features, `mean` [D] the features of
    the average training picture. A position's heat is what it adds to the logit beyond an average position,
    summed over the taps.
    """
    size = maps[-2].shape[1:3]
    depths = [int(tap.shape[-1]) for tap in maps]
    parts = tf.split(slopes, depths, axis=2)
    usual = tf.split(mean, depths)
    heat = [
        _resized(tf.einsum("nhwk,nck->nhwc", tap - own, part), size)
        for tap, part, own in zip(maps, parts, usual, strict=True)
    ]
    return tf.transpose(tf.nn.relu(tf.add_n(heat)), [0, 3, 1, 2])


def _resized(heat: Any, size: Any) -> Any:  # noqa: ANN401
    if tuple(heat.shape[1:3]) == tuple(size):
        return heat
    return tf.image.resize(heat, size, antialias=False)
