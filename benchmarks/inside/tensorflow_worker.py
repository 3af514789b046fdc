"""What a worker with TensorFlow holds in memory: the same members in Keras, one image seen; prints MiB."""

from __future__ import annotations

import os
import subprocess
import sys

import django


def main() -> int:
    """Load, look at one image, tell."""
    django.setup()
    import keras
    import numpy as np

    import config.celery  # noqa: F401 - what every worker loads
    from mlcore.bundle import read_bundle
    from mlcore.training.networks.backbones import build_backbone
    from mlcore.training.recipe import Recipe

    for member in read_bundle().members:
        side = member.crop.size if member.crop else 224
        pretrained = "resnet" in member.name
        recipe = Recipe(
            backbone="resnet50" if pretrained else "mobilenetv2",
            last_tap="conv4_block6_out" if pretrained else "",
            input_size=side,
        )
        network = build_backbone(recipe).network
        pooled = [keras.layers.GlobalAveragePooling2D()(tap) for tap in network.outputs]
        hidden = keras.layers.Dense(256, activation="relu")(keras.layers.Concatenate()(pooled))
        model = keras.Model(network.input, keras.layers.Dense(4, activation="softmax")(hidden))
        model.predict(np.zeros((1, side, side, 3), np.float32), verbose=0)
    resident = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(os.getpid())], capture_output=True, text=True, check=True
    )
    print(int(resident.stdout) / 1024)
    return 0


if __name__ == "__main__":
    sys.exit(main())
