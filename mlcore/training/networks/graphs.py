"""The graphs that are exported: pixels to features, and pixels to everything that is served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import tensorflow as tf

from mlcore.serving.preprocessing import corner_mask
from mlcore.training.networks.architectures import scale
from mlcore.training.networks.colour_spaces import convert
from mlcore.training.networks.head import SlopedHead
from mlcore.training.networks.heatmaps import class_heatmaps

if TYPE_CHECKING:
    from mlcore.bundle import CornerCover
    from mlcore.training.networks.backbones import Backbone
    from mlcore.training.networks.head import Head


class FeatureGraph(tf.Module):
    """Pixels uint8 [N, S, S, 3] to pooled and fused features [N, D]."""

    def __init__(self, backbone: Backbone, corner: CornerCover | None) -> None:
        super().__init__()
        self.network = backbone.network
        self.size = int(backbone.network.input_shape[1])
        self._scaling = backbone.scaling
        self._colour_space = backbone.colour_space
        self._kept = corner_mask(self.size, corner)

    @property
    def signature(self) -> list[Any]:
        """The one input of the graph."""
        return [tf.TensorSpec([None, self.size, self.size, 3], tf.uint8, name="pixels")]

    def __call__(self, pixels: Any) -> dict[str, Any]:  # noqa: ANN401 - TensorFlow has no types
        """Features of a batch, by the name of the output."""
        return {"features": self.fuse(self.maps(pixels))}

    def maps(self, pixels: Any) -> list[Any]:  # noqa: ANN401
        """Tapped maps [N, h, w, c] of a batch, from shallow to deep."""
        values = convert(self._cover(tf.cast(pixels, tf.float32)), self._colour_space)
        return list(self.network(scale(values, self._scaling), training=False))

    def fuse(self, maps: list[Any]) -> Any:  # noqa: ANN401
        """Average of every map over its area, side by side [N, D]."""
        return tf.concat([tf.reduce_mean(tap, axis=(1, 2)) for tap in maps], axis=1)

    def _cover(self, values: Any) -> Any:  # noqa: ANN401
        seen = tf.reduce_sum(values * self._kept, axis=(1, 2), keepdims=True) / self._kept.sum()
        return values * self._kept + seen * (1.0 - self._kept)


class MemberGraph(FeatureGraph):
    """Pixels uint8 [N, S, S, 3] to logits, calibrated probabilities, heatmaps and features."""

    def __init__(
        self, backbone: Backbone, corner: CornerCover | None, head: Head, temperature: float
    ) -> None:
        super().__init__(backbone, corner)
        self._head = SlopedHead(head)
        self._temperature = np.float32(temperature)

    def __call__(self, pixels: Any) -> dict[str, Any]:  # noqa: ANN401
        """All outputs of a batch, by name."""
        maps = self.maps(pixels)
        features = self.fuse(maps)
        hidden = self._head.hidden(features)
        logits = self._head.logits(hidden)
        return {
            "logits": logits,
            "probabilities": tf.nn.softmax(logits / self._temperature),
            "heatmaps": class_heatmaps(maps, self._head.slopes(hidden)),
            "features": features,
        }
