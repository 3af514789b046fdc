"""Fitting a head on features."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mlcore.dataset import Item
from mlcore.training.fitting import fit_for, fit_watched, watchers
from mlcore.training.progress import Progress
from mlcore.training.recipe import HeadRecipe
from mlcore.training.tables import Table

pytestmark = pytest.mark.training

RECIPE = HeadRecipe(hidden=8, epochs=25, patience=3, batch=16, learning_rate=0.01)
SEED = 5


TRUTH = np.repeat([0, 1], 40)


@pytest.fixture
def features() -> np.ndarray:
    """Two copies of eighty rows in two classes that the first of six features tells apart."""
    drawn = np.random.default_rng(2).normal(0, 1, (2, 80, 6)).astype(np.float32)
    drawn[:, :, 0] += 6 * TRUTH
    return drawn


@pytest.fixture
def table(features: np.ndarray) -> Table:
    return Table.of_copies(features, TRUTH)


def progress(total: int) -> Progress:
    return Progress("Head", total, io.StringIO())


def test_the_head_answers_what_the_features_tell(table: Table, features: np.ndarray) -> None:
    fit = fit_for(table, 2, RECIPE, SEED, progress(25), 25)

    answers = fit.head.logits(features[0]).argmax(axis=1)

    assert float((answers == TRUTH).mean()) > 0.95


def test_the_same_seed_gives_the_same_head_and_another_seed_another(
    table: Table, features: np.ndarray
) -> None:
    first, again, other = (
        fit_for(table, 2, RECIPE, seed, progress(2), 2).head.logits(features[0])
        for seed in (SEED, SEED, SEED + 1)
    )

    assert (first == again).all()
    assert (first != other).any()


def test_logits_of_a_picture_sum_to_zero(table: Table, features: np.ndarray) -> None:
    head = fit_for(table, 2, RECIPE, SEED, progress(2), 2).head

    assert head.logits(features[0]).sum(axis=1) == pytest.approx(np.zeros(80), abs=1e-5)


def test_watching_stops_when_nothing_can_be_learnt(table: Table) -> None:
    draw = np.random.default_rng(0)
    noise = Table(table.features, draw.permutation(table.truth))
    recipe = HeadRecipe(hidden=32, epochs=200, patience=3, batch=8)

    fit = fit_watched(noise, Table(table.features[::4], noise.truth[1::4]), 2, recipe, SEED, progress(200))

    assert len(fit.curves["loss"]) < 200
    assert fit.epochs == 101 + int(np.argmin(fit.curves["val_loss"][100:]))


def test_a_balanced_fit_does_not_forget_a_rare_class(features: np.ndarray) -> None:
    """Where features tell next to nothing, the answer is the frequent class, unless classes weigh alike."""
    noise = features[0, :, 1:]
    table = Table(noise, np.where(np.arange(80) < 8, 1, 0))

    plain, even = (
        fit_for(table, 2, replace(RECIPE, hidden=2, balanced=balanced), SEED, progress(5), 5).head
        for balanced in (False, True)
    )

    assert plain.logits(noise).argmax(axis=1).mean() < 0.1
    assert even.logits(noise).argmax(axis=1).mean() > 0.2


def test_watchers_are_whole_blocks_of_every_class() -> None:
    items = [Item(Path(str(row)), str(row), "ab"[row // 40], block=str(row // 5)) for row in range(80)]

    chosen = watchers(items, SEED)

    assert {item.cls for item in chosen} == {"a", "b"}
    blocks = {item.block for item in chosen}
    assert [item for item in items if item.block in blocks] == chosen
    assert watchers(items, SEED) == chosen != watchers(items, SEED + 1)


def test_progress_tells_what_is_left_and_ends_with_a_line(table: Table) -> None:
    stream = io.StringIO()

    fit_for(table, 2, RECIPE, SEED, Progress("Head of the bundle, epochs", 2, stream), 2)

    assert stream.getvalue().startswith("Head of the bundle, epochs: 2/2, ")
    assert stream.getvalue().endswith("\n")
