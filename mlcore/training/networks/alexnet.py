"""AlexNet: five convolutions, for any square input of 96 pixels or more."""

from __future__ import annotations

from typing import Any, Final

import keras

from mlcore.training.errors import TrainingError

SMALLEST_INPUT: Final = 96
"""Below it the last three convolutions would see maps of less than 6 x 6."""


def build_alexnet(side: int, alpha: float) -> Any:  # noqa: ANN401 - Keras has no types
    """Untrained network from scaled pixels [N, side, side, 3] to its fifth map [N, h, w, 256 x `alpha`].

    Layout of Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural
    networks", NIPS 2012, as one tower: 96 kernels of 11 x 11 in steps of 4, 256 of 5 x 5, then 384, 384 and
    256 of 3 x 3; overlapping 3 x 3 max pooling in steps of 2 after the first two; ReLU throughout. Every
    convolution has batch normalisation (Ioffe and Szegedy 2015) where the paper normalised the first two by
    local response, and borders are padded. The fully connected layers, and the pooling before them, are left
    out: the head stands in their place.

    Raises:
        TrainingError: `side` is below 96.
    """
    if side < SMALLEST_INPUT:
        message = f"AlexNet needs an input of {SMALLEST_INPUT} pixels or more, not {side}."
        raise TrainingError(message)
    pixels = keras.Input((side, side, 3))
    values = _convolved(pixels, "conv1", round(96 * alpha), 11, 4)
    values = keras.layers.MaxPooling2D(3, 2, name="pool1")(values)
    values = _convolved(values, "conv2", round(256 * alpha), 5)
    values = keras.layers.MaxPooling2D(3, 2, name="pool2")(values)
    values = _convolved(values, "conv3", round(384 * alpha), 3)
    values = _convolved(values, "conv4", round(384 * alpha), 3)
    values = _convolved(values, "conv5", round(256 * alpha), 3)
    return keras.Model(pixels, values, name="alexnet")


def _convolved(values: Any, name: str, kernels: int, width: int, step: int = 1) -> Any:  # noqa: ANN401
    conv = keras.layers.Conv2D(
        kernels,
        width,
        step,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        name=name,
    )
    normal = keras.layers.BatchNormalization(name=f"{name}_bn")(conv(values))
    return keras.layers.ReLU(name=f"{name}_out")(normal)
