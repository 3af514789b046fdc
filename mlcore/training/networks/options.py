"""The options of a training run that shape the network's input, its depth and its pre-training."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mlcore.training.errors import TrainingError
from mlcore.training.pretraining.plan import Pretraining

if TYPE_CHECKING:
    import argparse

COLOUR_SPACES: Final = ("rgb", "hsv", "lab", "ycbcr")


def add_network_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options; all of them may be left out."""
    add, usual = parser.add_argument, Pretraining(Path())
    add(
        "--colour-space",
        choices=COLOUR_SPACES,
        default="rgb",
        help="what the backbone sees (default %(default)s)",
    )
    add("--last-tap", default="", metavar="LAYER", help="cut the backbone after this one of its taps")
    add(
        "--pretrain-on",
        type=Path,
        metavar="FOLDER",
        help="for weights named pretrain: one folder of single white cells per kind (half of them)",
    )
    add("--pretrain-side", type=int, default=usual.side, help="their size in pixels (default %(default)s)")
    add("--pretrain-epochs", type=int, default=usual.epochs, help="epochs at most (default %(default)s)")


def network_fields(options: argparse.Namespace) -> dict[str, Any]:
    """Fields of the recipe that the options name.

    Raises:
        TrainingError: a folder to pre-train on beside weights that need none.
    """
    folder: Path | None = options.pretrain_on
    weights = {options.backbone_weights, *(partner.weights for partner in options.partner)}
    if folder is not None and "pretrain" not in weights:
        message = "--pretrain-on asks for weights named pretrain; no others are trained on it."
        raise TrainingError(message)
    plan = folder and Pretraining(folder, options.pretrain_side, options.pretrain_epochs)
    return {"colour_space": options.colour_space, "last_tap": options.last_tap, "pretraining": plan}
