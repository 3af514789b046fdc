"""Frozen backbones, their weights in place, and the depths at which they are tapped."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras

from mlcore.bundle.hashes import sha256_of
from mlcore.training.errors import TrainingError
from mlcore.training.networks.architectures import architecture_of, build_network, taps_of

if TYPE_CHECKING:
    from mlcore.training.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Backbone:
    """A network up to its last feature map; its outputs are the maps after the layers `taps`, shallow first.

    `scaling` is as in `Architecture`, `colour_space` as in the recipe.
    """

    member: str
    network: Any
    scaling: str
    weights_sha256: str
    taps: tuple[str, ...]
    colour_space: str = "rgb"

    def preprocess(self, values: Any) -> Any:  # noqa: ANN401 - Keras has no types
        """Channels 0..255 of the backbone's colour space as Keras itself prepares them."""
        module = keras.applications.mobilenet_v2 if self.scaling == "unit" else keras.applications.resnet50
        return module.preprocess_input(values.copy())


def build_backbone(recipe: Recipe) -> Backbone:
    """Frozen backbone of the recipe, its weights in place.

    Raises:
        TrainingError: the backbone or its last tap is unknown, the weights file is missing or does not fit,
            or the recipe's pre-training has no result yet.
    """
    taps = taps_of(recipe)
    network = build_network(recipe, recipe.input_size)
    maps = [network.get_layer(name).output for name in taps]
    sha256 = _load(recipe, network, keras.Model(network.input, maps[-1]))
    network.trainable = False
    return Backbone(
        f"mnn-{recipe.backbone}",
        keras.Model(network.input, maps, name=recipe.backbone),
        architecture_of(recipe).scaling,
        sha256,
        taps,
        recipe.colour_space,
    )


def _load(recipe: Recipe, network: Any, trunk: Any) -> str:  # noqa: ANN401 - Keras has no types
    """SHA-256 of the file that the weights came from, if it was one; pre-training fits the trunk alone."""
    if recipe.weights == "pretrain":
        if recipe.pretraining is None or recipe.pretraining.result is None:
            message = f"The backbone {recipe.backbone} has not been pre-trained yet."
            raise TrainingError(message)
        return _load_file(trunk, recipe.pretraining.result.file)
    if recipe.weights in {"imagenet", "random"}:
        return ""
    return _load_file(network, Path(recipe.weights))


def _load_file(network: Any, path: Path) -> str:  # noqa: ANN401
    if not path.is_file():
        message = f"The weights file {path} is not there."
        raise TrainingError(message)
    try:
        network.load_weights(path)
    except (ValueError, OSError) as error:
        message = f"The weights file {path} does not fit this backbone: {error}"
        raise TrainingError(message) from error
    return sha256_of(path)
