"""Members of a bundle as Keras would serve them: what many would build, to compare with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any


def keras_member(name: str, side: int) -> Any:  # noqa: ANN401 - Keras has no types
    """The backbone, scaling and head of the member of that name, for pictures with that side in pixels.

    Its weights are random, which costs the same.

    Raises:
        ModuleNotFoundError: TensorFlow is not installed.
    """
    import keras

    from mlcore.training.networks.backbones import build_backbone
    from mlcore.training.recipe import Recipe

    recipe = Recipe(input_size=side)
    if "resnet" in name:
        recipe = replace(recipe, backbone="resnet50", last_tap="conv4_block6_out")
    network = build_backbone(recipe).network
    given = keras.Input(network.input_shape[1:])
    taps = network(keras.layers.Rescaling(1 / 127.5, -1)(given))
    fused = keras.layers.Concatenate()([keras.layers.GlobalAveragePooling2D()(tap) for tap in taps])
    hidden = keras.layers.Dense(256, activation="relu")(fused)
    return keras.Model(given, keras.layers.Dense(4, activation="softmax")(hidden))
