"""A small drawn data set, and one bundle trained on it with a tiny random network."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from pathlib import Path

SIDE = 96
PER_CLASS = 24
BLOCK = 4
CLASSES = {"AML M3": (90, 40, 150), "CLL": (60, 60, 190), "Healthy": (200, 110, 140)}
"""Folder names that the published set does not have, and the colour of their cells."""


def draw_field(colour: tuple[int, int, int], draw: np.random.Generator) -> Image.Image:
    """Dark discs in the class's colour among pale rings, on a light background with some noise."""
    image = Image.new("RGB", (SIDE, SIDE), (242, 238, 244))
    pen = ImageDraw.Draw(image)
    for _ in range(8):
        x, y = draw.integers(0, SIDE, 2)
        pen.ellipse((x - 6, y - 6, x + 6, y + 6), outline=(205, 175, 185), width=3)
    for _ in range(4):
        x, y = draw.integers(12, SIDE - 12, 2)
        pen.ellipse((x - 9, y - 9, x + 9, y + 9), fill=colour)
    noisy = np.asarray(image, int) + draw.integers(-6, 7, (SIDE, SIDE, 3))
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


@pytest.fixture(scope="session")
def drawn_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders of fields with a manifest: blocks of four, and the first two fields of a block overlapping."""
    root = tmp_path_factory.mktemp("drawn")
    draw = np.random.default_rng(11)
    rows = []
    for name, colour in CLASSES.items():
        (root / name).mkdir()
        for number in range(PER_CLASS):
            file = f"{name}/{number:03}.png"
            draw_field(colour, draw).save(root / file)
            overlap = f"{name} {number // BLOCK}" if number % BLOCK < 2 else f"{name} alone {number}"
            rows.append((file, name, number // BLOCK, overlap))
    with (root / "manifest.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([("file", "class", "block", "overlap_group"), *rows])
    return root


NORMAL = (120, 130, 215)
"""Colour of the cells that another laboratory calls normal."""


@pytest.fixture(scope="session")
def normal_blood(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fields of normal blood as another laboratory photographs them."""
    root = tmp_path_factory.mktemp("normal")
    draw = np.random.default_rng(12)
    for number in range(24):
        draw_field(NORMAL, draw).save(root / f"{number:03}.png")
    return root


@pytest.fixture(scope="session")
def options(tmp_path_factory: pytest.TempPathFactory, drawn_set: Path) -> list[str]:
    """Options of a run that takes seconds; every run shares one cache."""
    cache = tmp_path_factory.mktemp("cache")
    tiny = "--alpha 0.35 --input-size 96 --copies 1 --epochs 60 --inner-folds 2 --holdout-fold 0 --seed 3"
    return ["--data", str(drawn_set), "--cache", str(cache), *tiny.split()]


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, options: list[str], normal_blood: Path) -> Path:
    """Folder of a bundle trained on the drawn set, with a member that looks at single cells."""
    from mlcore.training.cli import run  # noqa: PLC0415 - TensorFlow, only where it is asked for

    out = tmp_path_factory.mktemp("bundles") / "drawn"
    cells = ["--int8", "--cells", "--normal-cells", str(normal_blood)]
    assert run([*options, *cells, "--out", str(out)]) == 0
    return out
