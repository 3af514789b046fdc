"""Pre-training on single cells: made once, resumed after a kill, and said on the bundle's record."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from mlcore.bundle.hashes import sha256_of
from mlcore.gatefit import for_fitting
from mlcore.training.cli import run
from mlcore.training.errors import TrainingError
from mlcore.training.networks.architectures import build_trunk
from mlcore.training.networks.backbones import build_backbone
from mlcore.training.pretraining.cells import list_cells, set_aside
from mlcore.training.pretraining.course import Course
from mlcore.training.pretraining.keeping import pretrained
from mlcore.training.pretraining.plan import Pretraining
from mlcore.training.progress import Progress
from mlcore.training.recipe import Recipe

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.training,
    # Keras copies its variables to be saved in a way that NumPy 2 will do away with.
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning"),
]

KINDS = {"lymphocyte": ((80, 50, 150), 12), "neutrophil": ((190, 110, 160), 6)}
PER_KIND = 50
SIDE = 96


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder per kind of single cell: a large dark disc or a small pale one."""
    root = tmp_path_factory.mktemp("barcelona") / "cells"
    draw = np.random.default_rng(4)
    for kind, (colour, radius) in KINDS.items():
        (root / kind).mkdir(parents=True)
        for number in range(PER_KIND):
            image = Image.new("RGB", (32, 32), (240, 235, 242))
            x, y = draw.integers(13, 20, 2)
            ImageDraw.Draw(image).ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
            noisy = np.asarray(image, int) + draw.integers(-9, 10, (32, 32, 3))
            Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(root / kind / f"{number}.png")
    return root


@pytest.fixture(scope="module")
def recipe(cells: Path) -> Recipe:
    plan = Pretraining(cells, side=SIDE, epochs=3, batch=8)
    return Recipe(
        backbone="alexnet", alpha=0.1, input_size=SIDE, weights="pretrain", pretraining=plan, seed=3
    )


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pretrained")


@pytest.fixture(scope="module")
def done(recipe: Recipe, cache: Path) -> Recipe:
    return pretrained(recipe, cache)


def result_of(recipe: Recipe) -> Any:
    assert recipe.pretraining is not None
    assert recipe.pretraining.result is not None
    return recipe.pretraining.result


def planned(recipe: Recipe, **changes: Any) -> Recipe:
    assert recipe.pretraining is not None
    return replace(recipe, pretraining=replace(recipe.pretraining, **changes))


def test_the_weights_of_the_cache_stand_in_the_frozen_backbone_at_its_own_size(
    done: Recipe, recipe: Recipe
) -> None:
    trunk = build_trunk(recipe, SIDE)
    drawn = trunk.get_weights()[0]
    trunk.load_weights(result_of(done).file)

    backbone = build_backbone(replace(done, input_size=128))

    assert backbone.network.input_shape[1:] == (128, 128, 3)
    assert not backbone.network.trainable_variables
    assert backbone.weights_sha256 == sha256_of(result_of(done).file)
    assert (backbone.network.get_weights()[0] == trunk.get_weights()[0]).all()
    assert (backbone.network.get_weights()[0] != drawn).any()


def test_only_pictures_with_an_even_hash_are_used_and_the_record_counts_them(
    done: Recipe, cells: Path
) -> None:
    even = [path for path in cells.rglob("*.png") if for_fitting(path)]

    assert result_of(done).pictures == len(even) < 2 * PER_KIND
    assert result_of(done).classes == tuple(KINDS)
    assert result_of(done).validation_accuracy > 0.5


def test_a_finished_pretraining_is_never_repeated(done: Recipe, recipe: Recipe, cache: Path) -> None:
    written = result_of(done).file.stat().st_mtime_ns

    assert pretrained(replace(recipe, input_size=128, name="other"), cache).pretraining == done.pretraining
    assert result_of(done).file.stat().st_mtime_ns == written


def test_a_killed_one_goes_on_after_its_last_whole_epoch(
    done: Recipe, recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed_in_the_second_epoch(self: Progress, steps: int = 1, note: str = "") -> None:
        if "epoch 2" in note:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Progress, "advance", killed_in_the_second_epoch)
        with pytest.raises(KeyboardInterrupt):
            pretrained(recipe, tmp_path)
    (folder,) = (tmp_path / "pretraining").iterdir()
    (first,) = Course(folder).history()

    resumed = result_of(pretrained(recipe, tmp_path))

    whole = Course(result_of(done).file.parent).history()
    history = Course(resumed.file.parent).history()
    assert history[0] == first
    assert [epoch["loss"] for epoch in history] == pytest.approx([epoch["loss"] for epoch in whole], rel=0.01)
    assert resumed.epochs == result_of(done).epochs
    assert sorted(path.name for path in folder.iterdir()) == [
        "history.json",
        "record.json",
        "trunk.weights.h5",
    ]


def test_no_more_epochs_are_spent_when_the_loss_gets_no_better(recipe: Recipe, tmp_path: Path) -> None:
    impatient = planned(recipe, epochs=30, patience=1, learning_rate=0.5)

    result = result_of(pretrained(impatient, tmp_path))

    losses = [epoch["val_loss"] for epoch in Course(result.file.parent).history()]
    assert len(losses) == result.epochs + 1 < 30
    assert losses[-1] >= losses[-2] == min(losses)


def test_the_figures_of_an_epoch_are_means_over_all_it_learned_from(done: Recipe, cells: Path) -> None:
    learned = int((~set_aside(list_cells(cells).truth, done.seed)).sum())

    for epoch in Course(result_of(done).file.parent).history():
        right = epoch["accuracy"] * learned
        assert right == pytest.approx(round(right), abs=1e-3)


def test_the_tenth_set_aside_has_some_of_every_class() -> None:
    truth = np.repeat([0, 1, 2], [40, 12, 100])

    watching = set_aside(truth, seed=1)

    assert np.bincount(truth[watching]).tolist() == [4, 1, 10]
    assert (set_aside(truth, seed=2) != watching).any()


def test_a_run_says_on_record_that_it_is_not_imagenet(
    recipe: Recipe, cells: Path, cache: Path, drawn_set: Path, tmp_path: Path
) -> None:
    options = "--backbone alexnet --alpha 0.1 --input-size 96 --copies 0 --epochs 2 --inner-folds 2 --seed 3"
    extra = ["--backbone-weights", "pretrain", "--pretrain-on", str(cells), "--pretrain-side", str(SIDE)]
    extra += ["--pretrain-epochs", "1", "--colour-space", "lab", "--cache", str(cache)]
    out = tmp_path / "bundle"

    assert run(["--data", str(drawn_set), "--out", str(out), *options.split(), *extra]) == 0

    text = (out / "bundle.json").read_text()
    (said,) = json.loads(text)["data"]["members"].values()
    assert said["weights"] == "pretrain"
    assert said["colour_space"] == "lab"
    assert said["pretraining"]["note"] == "pre-trained on single cells, not ImageNet"
    assert said["pretraining"]["folder"] == "cells"
    assert set(said["pretraining"]["result"]) == {"classes", "pictures", "epochs", "validation_accuracy"}
    assert str(cells) not in text
    pictures = said["pretraining"]["result"]["pictures"]
    card = " ".join((out / "card.md").read_text().split())
    assert f"pre-trained on single cells, not ImageNet ({pictures} pictures of cells)" in card


def test_other_weights_carry_no_plan_of_a_pretraining(recipe: Recipe, tmp_path: Path) -> None:
    assert pretrained(replace(recipe, weights="random"), tmp_path).as_json()["pretraining"] is None


def test_too_few_cells_are_refused(recipe: Recipe, cells: Path, tmp_path: Path) -> None:
    (tmp_path / "cells").mkdir()
    (tmp_path / "cells" / "lymphocyte").symlink_to(cells / "lymphocyte")

    with pytest.raises(TrainingError, match="2 classes or more"):
        pretrained(planned(recipe, folder=tmp_path / "cells"), tmp_path)


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        (["--backbone-weights", "pretrain"], "Say with --pretrain-on"),
        (["--pretrain-on", "anywhere"], "asks for weights named pretrain"),
        (["--backbone-weights", "pretrain", "--pretrain-on", "nowhere"], "nowhere is not a folder"),
    ],
)
def test_options_that_do_not_fit_together(
    capfd: pytest.CaptureFixture[str], options: list[str], tmp_path: Path, extra: list[str], sentence: str
) -> None:
    assert run([*options, "--out", str(tmp_path / "out"), *extra]) == 1
    assert sentence in capfd.readouterr().err
