"""The graphs that are exported: pixels to features, and pixels to everything that is served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import tensorflow as tf

from mlcore.cells.attention import FULL
from mlcore.serving.preprocessing import corner_mask
from mlcore.training.networks.architectures import scale
from mlcore.training.networks.attention import LEAST, attention, size_of
from mlcore.training.networks.colour_spaces import convert
from mlcore.training.networks.head import SlopedHead
from mlcore.training.networks.heatmaps import class_heatmaps

if TYPE_CHECKING:
    from mlcore.bundle import CornerCover
    from mlcore.training.networks.backbones import Backbone
    from mlcore.training.networks.head import Head


class FeatureGraph(tf.Module):
    """Pixels uint8 [N, S, S, 3] to pooled and fused features [N, D].

    An `attentive` graph takes a mask uint8 [N, S, S] of white cells, too, and pools over them alone.
    """

    def __init__(self, backbone: Backbone, corner: CornerCover | None, *, attentive: bool = False) -> None:
        super().__init__()
        self._attentive = attentive
        self.network = backbone.network
        self.size = int(backbone.network.input_shape[1])
        self._scaling = backbone.scaling
        self._colour_space = backbone.colour_space
        self._kept = corner_mask(self.size, corner)

    @property
    def signature(self) -> list[Any]:
        """The inputs of the graph."""
        side = self.size
        pixels = tf.TensorSpec([None, side, side, 3], tf.uint8, name="pixels")
        white_cells = tf.TensorSpec([None, side, side], tf.uint8, name="white_cells")
        return [pixels, white_cells] if self._attentive else [pixels]

    def __call__(self, pixels: Any, white_cells: Any = None) -> dict[str, Any]:  # noqa: ANN401 - see above
        """Features of a batch, by the name of the output."""
        return {"features": self.fuse(self.maps(pixels), self.looked_at(white_cells))}

    def maps(self, pixels: Any) -> list[Any]:  # noqa: ANN401
        """Tapped maps [N, h, w, c] of a batch, from shallow to deep."""
        values = convert(self._cover(tf.cast(pixels, tf.float32)), self._colour_space)
        return list(self.network(scale(values, self._scaling), training=False))

    def looked_at(self, white_cells: Any) -> Any:  # noqa: ANN401
        """How much each pixel counts [N, S, S]: by the mask, none in the covered corner; None of None."""
        if white_cells is None:
            return None
        return (tf.cast(white_cells, tf.float32) / FULL + LEAST) * self._kept[..., 0]

    def fuse(self, maps: list[Any], looked_at: Any) -> Any:  # noqa: ANN401
        """Average of every map over its area, or over what is looked at in it, side by side [N, D]."""
        heard = [attention(looked_at, size_of(tap)) for tap in maps]
        pooled = [tf.reduce_sum(tap * own, axis=(1, 2)) for tap, own in zip(maps, heard, strict=True)]
        return tf.concat(pooled, axis=1)

    def _cover(self, values: Any) -> Any:  # noqa: ANN401
        seen = tf.reduce_sum(values * self._kept, axis=(1, 2), keepdims=True) / self._kept.sum()
        return values * self._kept + seen * (1.0 - self._kept)


class MemberGraph(FeatureGraph):
    """The same inputs to logits, calibrated probabilities, heatmaps and features."""

    def __init__(
        self,
        backbone: Backbone,
        corner: CornerCover | None,
        head: Head,
        temperature: float,
        *,
        attentive: bool = False,
    ) -> None:
        super().__init__(backbone, corner, attentive=attentive)
        self._head = SlopedHead(head)
        self._temperature = np.float32(temperature)

    def __call__(self, pixels: Any, white_cells: Any = None) -> dict[str, Any]:  # noqa: ANN401
        """All outputs of a batch, by name."""
        maps, looked_at = self.maps(pixels), self.looked_at(white_cells)
        features = self.fuse(maps, looked_at)
        hidden = self._head.hidden(features)
        logits = self._head.logits(hidden)
        return {
            "logits": logits,
            "probabilities": tf.nn.softmax(logits / self._temperature),
            "heatmaps": class_heatmaps(maps, self._head.slopes(hidden), looked_at),
            "features": features,
        }
