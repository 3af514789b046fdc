"""The graphs that are exported: pixels to features, and pixels to everything that is served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import tensorflow as tf

from mlcore.serving.preprocessing import corner_mask
from mlcore.training.networks.architectures import scale
from mlcore.training.networks.attention import attention, size_of
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
        return {"features": self.fuse(self.maps(pixels), self.outside_corner(white_cells))}

    def maps(self, pixels: Any) -> list[Any]:  # noqa: ANN401
        """Tapped maps [N, h, w, c] of a batch, from shallow to deep."""
        values = convert(self._cover(tf.cast(pixels, tf.float32)), self._colour_space)
        return list(self.network(scale(values, self._scaling), training=False))

    def outside_corner(self, white_cells: Any) -> Any:  # noqa: ANN401
        """The mask float32 [N, S, S], without what the covered corner takes of the cells; None of None."""
        return None if white_cells is None else tf.cast(white_cells, tf.float32) * self._kept[..., 0]

    def fuse(self, maps: list[Any], white_cells: Any) -> Any:  # noqa: ANN401
        """Average of every map over its area, or over the white cells in it, side by side [N, D]."""
        heard = [attention(white_cells, size_of(tap)) for tap in maps]
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
        maps, white_cells = self.maps(pixels), self.outside_corner(white_cells)
        features = self.fuse(maps, white_cells)
        hidden = self._head.hidden(features)
        logits = self._head.logits(hidden)
        return {
            "logits": logits,
            "probabilities": tf.nn.softmax(logits / self._temperature),
            "heatmaps": class_heatmaps(maps, self._head.slopes(hidden), white_cells),
            "features": features,
        }
