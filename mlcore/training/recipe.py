"""One training run, said in one place: everything that changes the result is a field here."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from mlcore.bundle import CornerCover, CropRule
from mlcore.training.augmentation import Augmentation
from mlcore.training.augmentation.single_cells import CellAugmentation

if TYPE_CHECKING:
    from mlcore.training.pretraining.plan import Pretraining

REFERENCE_SIZE: Final = 224
DRAWING_VERSION: Final = 4
"""Raised when the code of an augmentation changes, so that no older cache is taken for a new one."""

CELLS_VERSION: Final = 2
"""The same for the code that finds, cuts and changes single cells, or draws a mask of them."""

POOLING_VERSION: Final = 2
"""The same for the graphs' own code, between the pixels and the features."""

REFERENCE_CORNER: Final = CornerCover(x=180, y=200)


@dataclass(frozen=True, slots=True)
class HeadRecipe:
    """The multilayer perceptron on the fused features, and how it is fitted."""

    hidden: int = 256
    l2: float = 1e-4
    """Weight magnitude in the loss, of both layers."""
    dropout: float = 0.3
    """Share of features, and of hidden units, that each step leaves out."""
    learning_rate: float = 1e-3
    batch: int = 128
    epochs: int = 20
    patience: int = 6
    """Epochs without a better validation loss after which fitting stops."""
    balanced: bool = False
    """Whether rare classes count as much as frequent ones."""


@dataclass(frozen=True, slots=True)
class CellRecipe:
    """The member that looks at single white cells, with the backbone of the run at the size of the crops."""

    crop: CropRule = field(default_factory=CropRule)
    taps: int = 3
    """Tapped layers, the deepest ones: shallow features carry the microscope rather than the disease."""
    copies: int = 2
    """Changed copies of every cell of a training picture."""
    normal_copies: int = 3
    """Changed copies of every normal cell of other laboratories."""
    augmentation: CellAugmentation = field(default_factory=CellAugmentation)
    head: HeadRecipe = field(
        default_factory=lambda: HeadRecipe(
            hidden=192, l2=2e-4, dropout=0.35, batch=256, epochs=12, balanced=True
        )
    )

    def features_key(self, recipe: Recipe, weights_sha256: str, taps: tuple[str, ...]) -> str:
        """Hash of all that decides the features of a cell and of its copies."""
        decisive = {
            "drawing": CELLS_VERSION,
            "crop": asdict(self.crop),
            "augmentation": asdict(self.augmentation),
            "network": recipe.network_key(weights_sha256, taps),
        }
        return _hash(decisive)


@dataclass(frozen=True, slots=True)
class Partner:
    """A further member for whole fields, as the fields of `Recipe` say it for the first."""

    backbone: str
    weights: str
    copies: int = 2


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a bundle is trained with; written into it."""

    name: str = "leukoscope-smear"
    version: str = "0.1.0"
    backbone: str = "mobilenetv2"
    weights: str = "random"
    """`imagenet` (Keras fetches them), `pretrain`, `random`, or the path of an .h5 file without the top."""
    pretraining: Pretraining | None = None
    """What weights of the kind `pretrain` are trained on."""
    alpha: float = 1.0
    """Width of a MobileNetV2 or an AlexNet."""
    first_tap: str = ""
    """Shallowest tapped layer that is heard; empty for the usual one."""
    last_tap: str = ""
    """Tapped layer after which the backbone ends; empty for the usual one."""
    colour_space: str = "rgb"
    """`rgb`, `hsv`, `lab` or `ycbcr`: what the graph makes of the pixels before the backbone sees them."""
    input_size: int = REFERENCE_SIZE
    cover_corner: bool = True
    white_cell_rim: float | None = 0.2
    """How far round a white cell, in red-cell diameters, members for fields look; None: at all of a field."""
    copies: int = 6
    """Augmented copies of every training picture, beside the picture itself."""
    augmentation: Augmentation = field(default_factory=Augmentation)
    head: HeadRecipe = field(default_factory=HeadRecipe)
    partners: tuple[Partner, ...] = ()
    cells: CellRecipe | None = None
    """None trains no member that looks at single cells."""
    holdout: int | None = None
    """Fold that takes no part in training, calibration or thresholds; its figures are reported."""
    inner_folds: int = 4
    int8: bool = False
    """Whether members for fields are tried with 8-bit arithmetic, too, for processors that are fast at it."""
    seed: int = 7

    @property
    def corner(self) -> CornerCover | None:
        """The covered corner, in pixels of the input."""
        if not self.cover_corner:
            return None
        scale = self.input_size / REFERENCE_SIZE
        return CornerCover(round(REFERENCE_CORNER.x * scale), round(REFERENCE_CORNER.y * scale))

    @property
    def field_members(self) -> tuple[Recipe, ...]:
        """The same run for each member that looks at whole fields."""
        others = (
            replace(self, backbone=own.backbone, weights=own.weights, copies=own.copies)
            for own in self.partners
        )
        return (self, *others)

    def for_whole_fields(self) -> Recipe:
        """The same run with members that look between the cells, too.

        A quarter of the copies then stands in other surroundings, which keeps them from trusting those.
        """
        return replace(self, white_cell_rim=None, augmentation=replace(self.augmentation, transplant=0.25))

    def as_json(self) -> dict[str, Any]:
        """The fields as plain values; of a weights file or a folder the name alone."""
        fields = asdict(self)
        fields["weights"] = _file_name(self.weights)
        for partner in fields["partners"]:
            partner["weights"] = _file_name(partner["weights"])
        fields["pretraining"] = self.pretraining and self.pretraining.as_json()
        return fields

    def features_key(self, weights_sha256: str, taps: tuple[str, ...]) -> str:
        """Hash of all that decides the features of a picture and of its copies."""
        decisive = {
            "drawing": DRAWING_VERSION,
            "augmentation": asdict(self.augmentation),
            "white_cell_rim": self.white_cell_rim,
            "cells": CELLS_VERSION,
            "network": self.network_key(weights_sha256, taps),
        }
        return _hash(decisive)

    def network_key(self, weights_sha256: str, taps: tuple[str, ...]) -> str:
        """Hash of all that decides what the frozen network makes of the pixels it is given."""
        decisive = {
            "pooling": POOLING_VERSION,
            "backbone": self.backbone,
            "taps": taps,
            "alpha": self.alpha,
            "weights": weights_sha256 or f"{self.weights} {self.seed}",
            "colour_space": self.colour_space,
            "input_size": self.input_size,
            "corner": self.cover_corner,
            "seed": self.seed,
        }
        return _hash(decisive)


def _hash(values: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def _file_name(weights: str) -> str:
    """The last part of a path."""
    return weights.rsplit("/", maxsplit=1)[-1]
