"""Features are computed once; a killed run goes on where it stopped."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mlcore.dataset import read_dataset
from mlcore.training.features import open_source
from mlcore.training.networks.backbones import build_backbone
from mlcore.training.recipe import Recipe

if TYPE_CHECKING:
    from pathlib import Path

    from mlcore.training.features import FeatureSource

pytestmark = pytest.mark.training

TINY = Recipe(alpha=0.35, input_size=96, copies=1, seed=3)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> FeatureSource:
    return open_source(TINY, build_backbone(TINY), tmp_path_factory.mktemp("features"))


@pytest.fixture(scope="module")
def paths(drawn_set: Path) -> list[Path]:
    return [item.path for item in read_dataset(drawn_set)][::7]


def parts(source: FeatureSource) -> list[Path]:
    return sorted(source.folder.rglob("copy*.npy"))


def test_a_lost_part_is_made_again_and_comes_out_the_same(source: FeatureSource, paths: list[Path]) -> None:
    before = source.read(paths, 1, "fields")
    kept, lost = parts(source)
    written = kept.stat().st_mtime_ns
    lost.unlink()

    after = source.read(paths, 1, "fields")

    assert (after == before).all()
    assert kept.stat().st_mtime_ns == written
    assert lost.is_file()


def test_copies_differ_from_the_picture(source: FeatureSource, paths: list[Path]) -> None:
    plain, copy = source.read(paths, 1, "fields")

    assert plain.shape == (len(paths), plain.shape[1])
    assert (np.abs(plain - copy).max(axis=1) > 0).all()


@pytest.mark.parametrize(
    "other", [replace(TINY, seed=4), replace(TINY, alpha=0.5), replace(TINY, cover_corner=False)]
)
def test_another_recipe_never_reads_this_cache(other: Recipe) -> None:
    assert other.features_key("", ("tap",)) != TINY.features_key("", ("tap",))


def test_what_is_fitted_later_shares_the_cache() -> None:
    assert replace(TINY, copies=9, holdout=2, name="other").features_key("", ("tap",)) == TINY.features_key(
        "", ("tap",)
    )


def test_copies_borrow_surroundings_from_their_own_part_alone(tmp_path: Path, paths: list[Path]) -> None:
    """Leaving out the pictures of a part leaves the copies of the others as they are."""
    recipe = replace(TINY, augmentation=replace(TINY.augmentation, transplant=1.0))
    parts = [index % 2 for index in range(len(paths))]
    even, odd = paths[::2], paths[1::2]
    source = open_source(recipe, build_backbone(recipe), tmp_path)

    drawn = [source.read([*pair], 1, "fields", parts)[1] for pair in (paths, _mixed(even, odd[::-1]))]

    assert (drawn[0][::2] == drawn[1][::2]).all()
    assert (drawn[0][1::2] != drawn[1][1::2]).any()


def test_other_parts_never_read_the_copies_of_these(tmp_path: Path, paths: list[Path]) -> None:
    recipe = replace(TINY, augmentation=replace(TINY.augmentation, transplant=1.0))
    source = open_source(recipe, build_backbone(recipe), tmp_path)

    together, apart = (source.read(paths, 1, "fields", parts)[1] for parts in (None, [*range(len(paths))]))

    assert (together != apart).any()


def _mixed(even: list[Path], odd: list[Path]) -> list[Path]:
    """The same paths with those at odd places in another order."""
    mixed = [path for pair in zip(even, odd, strict=False) for path in pair]
    return mixed + even[len(odd) :]
