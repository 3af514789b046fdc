"""`python -m mlcore train`: the options of a training run."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mlcore.dataset import DatasetError
from mlcore.training.errors import TrainingError
from mlcore.training.networks.options import add_network_options, network_fields
from mlcore.training.places import Others, Places
from mlcore.training.recipe import CellRecipe, Partner, Recipe

if TYPE_CHECKING:
    from collections.abc import Sequence

CACHE: Final = Path("~/.cache/leukoscope/training")
QUIET_TENSORFLOW: Final = "3"
BACKBONES: Final = ("mobilenetv2", "resnet50", "alexnet")


def run(args: Sequence[str]) -> int:
    """Train as the arguments after the word train say; exit status 0, or 1 after a sentence of refusal."""
    try:
        recipe, places, malignant = parse(args, "train")
        from mlcore.training.running import train  # noqa: PLC0415 - --help answers without TensorFlow

        train(recipe, places, malignant)
    except (DatasetError, TrainingError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


def parse(args: Sequence[str], command: str) -> tuple[Recipe, Places, tuple[str, ...]]:
    """Recipe, places and malignant classes of a command that trains; TensorFlow is told to keep quiet.

    Raises:
        TrainingError: options that do not go together.
    """
    options = _parser(command).parse_args(args)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", QUIET_TENSORFLOW)
    return _recipe(options), _places(options), tuple(options.malignant)


def _parser(command: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m mlcore {command}", description="Train bundles from pictures."
    )
    _add_places(parser)
    _add_members(parser)
    add_network_options(parser)
    _add_fitting(parser)
    return parser


def _add_places(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    folders: dict[str, Any] = {"type": Path, "nargs": "*", "default": (), "metavar": "FOLDER"}
    data = "folder with one folder of pictures per class, maybe manifest.csv"
    add("--data", type=Path, required=True, help=data)
    add("--out", type=Path, required=True, help="folder of the bundle, or of one per fold")
    add("--foreign", **folders, help="pictures that are no smear, to fit the gate with (half of them)")
    add("--smears", **folders, help="smears by other laboratories, to fit the gate with (half of them)")
    add("--normal-cells", **folders, help="smears of normal blood, to learn normal white cells from (half)")
    add("--about", type=Path, help="text on the origin and terms of the data, for the card")
    add("--cache", type=Path, default=CACHE, help="where finished features are kept (default %(default)s)")


def _add_members(parser: argparse.ArgumentParser) -> None:
    add, usual = parser.add_argument, Recipe()
    weights = "an .h5 file without the top, imagenet, pretrain, or random"
    add("--name", default=usual.name)
    add("--version", default=usual.version)
    add("--backbone", choices=BACKBONES, default=usual.backbone)
    add("--backbone-weights", default=usual.weights, help=weights)
    add("--alpha", type=float, default=usual.alpha, help="width of a MobileNetV2 or an AlexNet")
    partner = "a further member for whole fields, its weights as in --backbone-weights; may be repeated"
    add("--partner", action="append", default=[], type=_partner, metavar="BACKBONE=WEIGHTS", help=partner)
    add("--cells", action="store_true", help="train a member that looks at single white cells, too")


def _add_fitting(parser: argparse.ArgumentParser) -> None:
    add, usual = parser.add_argument, Recipe()
    corner = "do not cover the lower right corner, where a scale bar may be"
    whole = "let members for fields look at what lies between the white cells, too"
    copies = "augmented copies of every picture (default %(default)s)"
    add("--input-size", type=int, default=usual.input_size)
    add("--keep-corner", action="store_true", help=corner)
    add("--whole-fields", action="store_true", help=whole)
    add("--copies", type=int, default=usual.copies, help=copies)
    add("--epochs", type=int, default=usual.head.epochs, help="epochs at most (default %(default)s)")
    add("--holdout-fold", type=int, help="keep this fold out of everything and report on it")
    inner = "folds for calibration (default %(default)s)"
    add("--inner-folds", type=int, default=usual.inner_folds, help=inner)
    add("--int8", action="store_true", help="try 8-bit arithmetic, and keep it where nothing is lost")
    add("--malignant", nargs="*", default=(), metavar="CLASS", help="slugs of the malignant classes")
    add("--seed", type=int, default=usual.seed)


def _partner(text: str) -> Partner:
    """A partner from BACKBONE=WEIGHTS."""
    backbone, found, weights = text.partition("=")
    if not found or backbone not in BACKBONES:
        message = f"{text} is not BACKBONE=WEIGHTS with one of {', '.join(BACKBONES)}"
        raise argparse.ArgumentTypeError(message)
    return Partner(backbone, weights)


def _recipe(options: argparse.Namespace) -> Recipe:
    usual = Recipe().for_whole_fields() if options.whole_fields else Recipe()
    return replace(
        usual,
        name=options.name,
        version=options.version,
        backbone=options.backbone,
        weights=options.backbone_weights,
        alpha=options.alpha,
        input_size=options.input_size,
        cover_corner=not options.keep_corner,
        copies=options.copies,
        head=replace(usual.head, epochs=options.epochs),
        partners=tuple(options.partner),
        cells=CellRecipe() if options.cells else None,
        holdout=options.holdout_fold,
        inner_folds=options.inner_folds,
        int8=options.int8,
        seed=options.seed,
        **network_fields(options),
    )


def _places(options: argparse.Namespace) -> Places:
    return Places(
        data=options.data,
        out=options.out,
        cache=options.cache.expanduser(),
        others=Others(tuple(options.foreign), tuple(options.smears), tuple(options.normal_cells)),
        about=options.about,
    )
