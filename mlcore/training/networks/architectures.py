"""The kinds of backbone: how each is built, scaled and tapped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import keras
import numpy as np
import tensorflow as tf

from mlcore.training.augmentation.values import HALF_RANGE
from mlcore.training.errors import TrainingError
from mlcore.training.networks.alexnet import build_alexnet

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlcore.training.recipe import Recipe

CAFFE_MEAN_BGR: Final = (103.939, 116.779, 123.68)


@dataclass(frozen=True, slots=True)
class Architecture:
    """A kind of backbone; `taps` are the layers whose maps are fused, shallow first.

    `scaling` is `unit` (x / 127.5 - 1) or `caffe` (BGR minus the ImageNet mean), as published weights want.
    """

    build: Callable[[int, float, str | None], Any]
    """Network of an input side, a width and `imagenet` or no weights, up to its last map."""
    scaling: str
    taps: tuple[str, ...]
    last_if_pretrained: str = ""
    """Deepest tap of a network that is pre-trained on single cells, where it is not the last of `taps`."""


def architecture_of(recipe: Recipe) -> Architecture:
    """Kind of the recipe's backbone.

    Raises:
        TrainingError: there is none of that name.
    """
    if recipe.backbone not in _ARCHITECTURES:
        message = f"There is no backbone {recipe.backbone}; choose one of {', '.join(_ARCHITECTURES)}."
        raise TrainingError(message)
    return _ARCHITECTURES[recipe.backbone]


def taps_of(recipe: Recipe) -> tuple[str, ...]:
    """Tapped layers from the recipe's first tap to its last, shallow first.

    Raises:
        TrainingError: the backbone is not tapped there.
    """
    kind = architecture_of(recipe)
    usual = kind.last_if_pretrained if recipe.weights == "pretrain" else ""
    last = recipe.last_tap or usual or kind.taps[-1]
    if last not in kind.taps:
        message = f"{recipe.backbone} has no tap {last}; choose one of {', '.join(kind.taps)}."
        raise TrainingError(message)
    heard = kind.taps[: kind.taps.index(last) + 1]
    if recipe.first_tap and recipe.first_tap not in heard:
        message = f"{recipe.backbone} has no tap {recipe.first_tap} up to {last}."
        raise TrainingError(message)
    return heard[heard.index(recipe.first_tap) :] if recipe.first_tap else heard


def build_network(recipe: Recipe, side: int) -> Any:  # noqa: ANN401 - Keras has no types
    """Network of the recipe for an input of `side` pixels; from ImageNet or with weights drawn by the seed.

    Raises:
        TrainingError: there is no such backbone, not with these weights, or not for so small an input.
    """
    keras.utils.set_random_seed(recipe.seed)
    weights = "imagenet" if recipe.weights == "imagenet" else None
    return architecture_of(recipe).build(side, recipe.alpha, weights)


def build_trunk(recipe: Recipe, side: int) -> Any:  # noqa: ANN401
    """The same network cut off after its last tap: what pre-training fits."""
    network = build_network(recipe, side)
    return keras.Model(network.input, network.get_layer(taps_of(recipe)[-1]).output, name=recipe.backbone)


def scale(values: Any, scaling: str) -> Any:  # noqa: ANN401 - TensorFlow has no types
    """Channels 0..255 [N, H, W, 3] as a backbone of this scaling wants them."""
    if scaling == "caffe":
        return tf.reverse(values, axis=[-1]) - np.array(CAFFE_MEAN_BGR, np.float32)
    return values / HALF_RANGE - 1.0


def _mobilenetv2(side: int, alpha: float, weights: str | None) -> Any:  # noqa: ANN401
    return keras.applications.MobileNetV2((side, side, 3), alpha=alpha, include_top=False, weights=weights)


def _resnet50(side: int, _alpha: float, weights: str | None) -> Any:  # noqa: ANN401
    return keras.applications.ResNet50(include_top=False, weights=weights, input_shape=(side, side, 3))


def _alexnet(side: int, alpha: float, weights: str | None) -> Any:  # noqa: ANN401
    if weights:
        message = "Nobody publishes ImageNet weights for this AlexNet; pre-train it, or name a file."
        raise TrainingError(message)
    return build_alexnet(side, alpha)


# A ResNet50 that is pre-trained on some thousand single cells ends after conv4: 15 of its 23.6 million
# weights lie in conv5, far more than so few pictures can set, and at a side of 112 its maps are 4 x 4,
# coarser than a nucleus. Without it a member takes 34 MB rather than 94, and a bundle of several stays
# below 60.
_ARCHITECTURES: Final = {
    "mobilenetv2": Architecture(
        _mobilenetv2,
        "unit",
        (
            "block_6_expand_relu",
            "block_10_expand_relu",
            "block_13_expand_relu",
            "block_16_project",
            "out_relu",
        ),
    ),
    "resnet50": Architecture(
        _resnet50,
        "caffe",
        ("conv3_block4_out", "conv4_block6_out", "conv5_block3_out"),
        last_if_pretrained="conv4_block6_out",
    ),
    "alexnet": Architecture(_alexnet, "unit", ("conv3_out", "conv4_out", "conv5_out")),
}
