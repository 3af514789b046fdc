"""What the options of a training run make of its recipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mlcore.training.cli import parse

if TYPE_CHECKING:
    from mlcore.training.recipe import Recipe

pytestmark = pytest.mark.training


def recipe_of(*options: str) -> Recipe:
    return parse(["--data", "fields", "--out", "bundle", *options], "train")[0]


def test_voters_for_fields_look_at_white_cells_alone_unless_told_otherwise() -> None:
    usual, whole = recipe_of(), recipe_of("--whole-fields")

    assert usual.white_cell_rim is not None
    assert usual.augmentation.transplant == 0
    assert whole.white_cell_rim is None
    assert whole.augmentation.transplant > 0
    assert usual.features_key("", ("tap",)) != whole.features_key("", ("tap",))
