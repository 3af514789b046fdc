"""Fitting a head on features."""

from __future__ import annotations

import io

import numpy as np
import pytest

from mlcore.dataset import Item
from mlcore.training.fitting import fit_for, fit_watched
from mlcore.training.progress import Progress
from mlcore.training.recipe import HeadRecipe
from mlcore.training.samples import Samples

pytestmark = pytest.mark.training

RECIPE = HeadRecipe(hidden=8, epochs=25, patience=3, batch=16, learning_rate=0.01)
SEED = 5


@pytest.fixture
def samples(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """Two classes that the first of six features tells apart, in blocks of five."""
    draw = np.random.default_rng(2)
    truth = np.repeat([0, 1], 40)
    features = draw.normal(0, 1, (2, 80, 6)).astype(np.float32)
    features[:, :, 0] += 6 * truth
    root = tmp_path_factory.getbasetemp()
    items = tuple(
        Item(root / str(row), str(row), "ab"[cls], block=str(row // 5)) for row, cls in enumerate(truth)
    )
    return Samples(items, truth, features, np.zeros((80, 6)))


def progress(total: int) -> Progress:
    return Progress("Head", total, io.StringIO())


def test_the_head_answers_what_the_features_tell(samples: Samples) -> None:
    fit = fit_for(samples, 2, RECIPE, SEED, progress(25), 25)

    answers = fit.head.logits(samples.features[0]).argmax(axis=1)

    assert float((answers == samples.truth).mean()) > 0.95


def test_the_same_seed_gives_the_same_head_and_another_seed_another(samples: Samples) -> None:
    first, again, other = (
        fit_for(samples, 2, RECIPE, seed, progress(2), 2).head.logits(samples.features[0])
        for seed in (SEED, SEED, SEED + 1)
    )

    assert (first == again).all()
    assert (first != other).any()


def test_logits_of_a_picture_sum_to_zero(samples: Samples) -> None:
    head = fit_for(samples, 2, RECIPE, SEED, progress(2), 2).head

    assert head.logits(samples.features[0]).sum(axis=1) == pytest.approx(np.zeros(80), abs=1e-5)


def test_watching_stops_when_nothing_can_be_learnt(samples: Samples) -> None:
    noise = Samples(
        samples.items,
        np.random.default_rng(0).permutation(samples.truth),
        samples.features,
        samples.colours,
    )

    fit = fit_watched(noise, 2, HeadRecipe(hidden=32, epochs=200, patience=3, batch=8), SEED, progress(200))

    assert len(fit.curves["loss"]) < 200
    assert fit.epochs == int(np.argmin(fit.curves["val_loss"])) + 1


def test_progress_tells_what_is_left_and_ends_with_a_line(samples: Samples) -> None:
    stream = io.StringIO()

    fit_for(samples, 2, RECIPE, SEED, Progress("Head of the bundle, epochs", 2, stream), 2)

    assert stream.getvalue().startswith("Head of the bundle, epochs: 2/2, ")
    assert stream.getvalue().endswith("\n")
