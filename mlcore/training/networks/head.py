"""The multilayer perceptron on the fused features: in Keras to be fitted, as arrays to be exported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlcore.training.recipe import HeadRecipe

    Floats = npt.NDArray[np.float32]

SMALLEST_SPREAD = 1e-3
"""Least standard deviation of a feature, as a share of the largest."""


def spread_of(features: Floats) -> Floats:
    """Standard deviation [D] of features [N, D]; one that hardly ever varies is not blown up."""
    spread = features.std(axis=0)
    return np.asarray(np.maximum(spread, SMALLEST_SPREAD * spread.max() + 1e-12), np.float32)


def build_head(features: int, classes: int, recipe: HeadRecipe) -> Any:  # noqa: ANN401 - Keras has no types
    """Uncompiled network from standardised features [N, D] to logits [N, C]."""
    weight_loss = keras.regularizers.L2(recipe.l2)
    return keras.Sequential(
        [
            keras.Input((features,)),
            keras.layers.Dropout(recipe.dropout),
            keras.layers.Dense(
                recipe.hidden, activation="relu", kernel_regularizer=weight_loss, name="hidden"
            ),
            keras.layers.Dropout(recipe.dropout),
            keras.layers.Dense(classes, kernel_regularizer=weight_loss, name="logits"),
        ]
    )


@dataclass(frozen=True, eq=False)
class Head:
    """A fitted head: `mean` and `spread` [D] standardise, then D -> H (ReLU) -> C."""

    mean: Floats
    spread: Floats
    hidden_kernel: Floats
    hidden_bias: Floats
    logit_kernel: Floats
    logit_bias: Floats

    @classmethod
    def from_keras(cls, network: Any, mean: Floats, spread: Floats) -> Head:  # noqa: ANN401
        """Take the weights out of a fitted network.

        What all classes share is taken off the last layer: no probability changes by it, and a heatmap then
        shows what speaks for its class rather than for any class.
        """
        kernel, bias = network.get_layer("logits").get_weights()
        hidden_kernel, hidden_bias = network.get_layer("hidden").get_weights()
        return cls(
            mean,
            spread,
            hidden_kernel,
            hidden_bias,
            kernel - kernel.mean(axis=1, keepdims=True),
            bias - bias.mean(),
        )

    def logits(self, features: Floats) -> Floats:
        """Logits [N, C] of fused features [N, D], before the temperature."""
        standard = (features - self.mean) / self.spread
        hidden = np.maximum(standard @ self.hidden_kernel + self.hidden_bias, 0)
        return np.asarray(hidden @ self.logit_kernel + self.logit_bias)


class SlopedHead:
    """A fitted head inside a TensorFlow graph, with its slopes in closed form."""

    def __init__(self, weights: Head) -> None:
        self.weights = weights

    def hidden(self, features: Any) -> Any:  # noqa: ANN401
        """Hidden activations [N, H] of fused features [N, D]."""
        standard = (features - self.weights.mean) / self.weights.spread
        return tf.nn.relu(standard @ self.weights.hidden_kernel + self.weights.hidden_bias)

    def logits(self, hidden: Any) -> Any:  # noqa: ANN401
        """Logits [N, C] of hidden activations."""
        return hidden @ self.weights.logit_kernel + self.weights.logit_bias

    def slopes(self, hidden: Any) -> Any:  # noqa: ANN401
        """Derivative [N, C, D] of every logit by every fused feature: only awake units pass it on."""
        features, units = self.weights.hidden_kernel.shape
        classes = self.weights.logit_kernel.shape[1]
        awake = tf.cast(hidden > 0, tf.float32)[:, None, :] * self.weights.logit_kernel.T[None]
        slopes = (
            tf.reshape(awake, [-1, units]) @ (self.weights.hidden_kernel / self.weights.spread[:, None]).T
        )
        return tf.reshape(slopes, [-1, classes, features])
