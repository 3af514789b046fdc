"""Backbones and the depths at which they are tapped."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import keras

from mlcore.bundle.hashes import sha256_of
from mlcore.training.errors import TrainingError

if TYPE_CHECKING:
    from mlcore.training.recipe import Recipe

CAFFE_MEAN_BGR: Final = (103.939, 116.779, 123.68)


@dataclass(frozen=True, slots=True)
class Backbone:
    """A network up to its last feature map; its outputs are the maps after the layers `taps`, shallow first.

    `scaling` is `unit` (x / 127.5 - 1) or `caffe` (BGR minus the ImageNet mean), as its weights were trained.
    """

    member: str
    network: Any
    scaling: str
    weights_sha256: str
    taps: tuple[str, ...]

    def preprocess(self, values: Any) -> Any:  # noqa: ANN401 - Keras has no types
        """Values 0..255 as Keras itself prepares them for this backbone."""
        module = keras.applications.mobilenet_v2 if self.scaling == "unit" else keras.applications.resnet50
        return module.preprocess_input(values.copy())


_TAPS: Final[dict[str, tuple[str, ...]]] = {
    "mobilenetv2": (
        "block_6_expand_relu",
        "block_10_expand_relu",
        "block_13_expand_relu",
        "block_16_project",
        "out_relu",
    ),
    "resnet50": ("conv3_block4_out", "conv4_block6_out", "conv5_block3_out"),
}
_SCALING: Final = {"mobilenetv2": "unit", "resnet50": "caffe"}


def build_backbone(recipe: Recipe) -> Backbone:
    """Frozen backbone of the recipe, its weights in place.

    Raises:
        TrainingError: the backbone's name is unknown, or the weights file is missing or does not fit.
    """
    if recipe.backbone not in _TAPS:
        message = f"There is no backbone {recipe.backbone}; choose one of {', '.join(_TAPS)}."
        raise TrainingError(message)
    keras.utils.set_random_seed(recipe.seed)
    network = _network(recipe)
    sha256 = _load_file(network, Path(recipe.weights)) if recipe.weights not in {"imagenet", "random"} else ""
    network.trainable = False
    taps = _TAPS[recipe.backbone]
    maps = [network.get_layer(name).output for name in taps]
    tapped = keras.Model(network.input, maps, name=recipe.backbone)
    return Backbone(f"mnn-{recipe.backbone}", tapped, _SCALING[recipe.backbone], sha256, taps)


def _network(recipe: Recipe) -> Any:  # noqa: ANN401 - Keras has no types
    options: dict[str, Any] = {
        "include_top": False,
        "weights": "imagenet" if recipe.weights == "imagenet" else None,
        "input_shape": (recipe.input_size, recipe.input_size, 3),
    }
    if recipe.backbone == "mobilenetv2":
        return keras.applications.MobileNetV2(alpha=recipe.alpha, **options)
    return keras.applications.ResNet50(**options)


def _load_file(network: Any, path: Path) -> str:  # noqa: ANN401 - Keras has no types
    if not path.is_file():
        message = f"The weights file {path} is not there."
        raise TrainingError(message)
    try:
        network.load_weights(path)
    except (ValueError, OSError) as error:
        message = f"The weights file {path} does not fit this backbone: {error}"
        raise TrainingError(message) from error
    return sha256_of(path)
