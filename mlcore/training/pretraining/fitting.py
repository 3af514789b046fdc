"""Training a trunk end to end, with an average-pooling softmax head, to tell kinds of single cells apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import keras
import numpy as np

from mlcore.training.augmentation import Augmentation, augment
from mlcore.training.networks.architectures import architecture_of, build_trunk, scale
from mlcore.training.networks.colour_spaces import convert
from mlcore.training.pretraining.cells import set_aside
from mlcore.training.progress import Progress

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlcore.training.augmentation.values import Pixels
    from mlcore.training.pretraining.course import Course
    from mlcore.training.pretraining.plan import Pretraining
    from mlcore.training.recipe import Recipe

    Truth = npt.NDArray[np.int64]

VARIATION: Final = Augmentation(
    zoom=0, shear=0, hue=0, saturation=0.15, optical_density=0.15, brightness=0.1, light=0.03, transplant=0
)
"""Flips, quarter turns and a little colour: the kind of a cell lies partly in its colour."""

BATCH_NORM_MOMENTUM: Final = 0.95
"""Keras keeps 0.99 and more of the moving averages, too slow for a training of some hundred steps."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Pictures uint8 [N, S, S, 3] in memory, and the index of the class of each."""

    pixels: Pixels
    truth: Truth


def fit_trunk(cells: Cells, recipe: Recipe, plan: Pretraining, course: Course) -> Any:  # noqa: ANN401
    """Trunk with the weights of its best epoch; goes on after the last epoch that `course` holds."""
    watching = set_aside(cells.truth, recipe.seed)
    seen = Cells(cells.pixels[watching], cells.truth[watching])
    learning = Cells(cells.pixels[~watching], cells.truth[~watching])
    steps = -(-len(learning.truth) // plan.batch)
    trunk = build_trunk(recipe, plan.side)
    network = _with_head(trunk, len(np.unique(cells.truth)), plan, steps)
    progress = Progress(f"Pre-training of {recipe.backbone}, steps", plan.epochs * steps)
    done = len(course.history())
    if done:
        network.load_weights(course.weights(done))
        progress.skip(done * steps)
    while done < plan.epochs and done - course.best() < plan.patience:
        figures = _epoch(network, learning, recipe, plan, progress, done)
        course.keep(network, {**figures, **_watch(network, seen, recipe, plan.batch)})
        done += 1
    progress.close()
    network.load_weights(course.weights(course.best()))
    return trunk


def _with_head(trunk: Any, classes: int, plan: Pretraining, steps: int) -> Any:  # noqa: ANN401
    for layer in trunk.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = BATCH_NORM_MOMENTUM
    network = keras.Sequential(
        [trunk, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(classes, name="logits")]
    )
    network.compile(
        optimizer=keras.optimizers.Adam(
            keras.optimizers.schedules.CosineDecay(plan.learning_rate, plan.epochs * steps)
        ),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    network.optimizer.build(network.trainable_variables)
    return network


def _epoch(
    network: Any,  # noqa: ANN401
    cells: Cells,
    recipe: Recipe,
    plan: Pretraining,
    progress: Progress,
    done: int,
) -> dict[str, float]:
    """Mean figures of one pass in an order, and with changes, that seed and number of the epoch decide."""
    draw = np.random.default_rng([recipe.seed, done])
    order, means = draw.permutation(len(cells.truth)), {"loss": 0.0, "accuracy": 0.0}
    for start in range(0, len(order), plan.batch):
        rows = order[start : start + plan.batch]
        varied = np.stack([augment(own, VARIATION, draw, own) for own in cells.pixels[rows]])
        network.reset_metrics()
        figures = network.train_on_batch(_prepared(varied, recipe), cells.truth[rows], return_dict=True)
        for name in means:
            means[name] += float(figures[name]) * len(rows) / len(order)
        progress.advance(note=f"epoch {done + 1}, loss {float(figures['loss']):.3f}")
    return means


def _watch(network: Any, cells: Cells, recipe: Recipe, batch: int) -> dict[str, float]:  # noqa: ANN401
    figures = network.evaluate(
        _prepared(cells.pixels, recipe), cells.truth, batch_size=batch, verbose=0, return_dict=True
    )
    return {f"val_{name}": float(value) for name, value in figures.items()}


def _prepared(pixels: Pixels, recipe: Recipe) -> Any:  # noqa: ANN401
    """What the trunk sees, as the exported graph makes it of the same pixels."""
    values = convert(pixels.astype(np.float32), recipe.colour_space)
    return scale(values, architecture_of(recipe).scaling)
