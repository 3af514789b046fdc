"""Large fields: what cutting, scaling, stitching and finding cells add to the bare runs over the tiles."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks import rows
from benchmarks.asking import number_from
from benchmarks.bare import BareNetworks
from benchmarks.fields import large_field
from benchmarks.rounds import by_turns, milliseconds, ratio
from benchmarks.rows import Row
from mlcore.cells import find_cells
from mlcore.serving import Classifier
from mlcore.serving.fields import BATCH
from mlcore.serving.preprocessing import cut, fit, tile_corners, to_scale

if TYPE_CHECKING:
    from typing import Any

    import numpy.typing as npt

GOALS: Final = (rows.TILES,)
ROUNDS: Final = 7


def measure() -> list[Row]:
    """Measure the group."""
    classifier, networks, pixels = Classifier.load(), BareNetworks.load(), large_field()
    rule = classifier.bundle.preprocessing.tile
    cells = find_cells(pixels)
    field = fit(to_scale(pixels, cells.diameter, rule), rule)
    height, width = field.shape[:2]
    corners = tile_corners(width, height, rule)
    tiles = cut(field, corners, rule.size)
    masks = cut(networks.mask(cells, (width, height)), corners, rule.size)
    on_tiles, on_crops = networks.on_tiles(tiles, masks, BATCH), networks.on_crops(pixels, cells)
    calls: dict[str, Any] = {
        "bare": lambda: (on_tiles(), on_crops()),
        "field": lambda: classifier.classify(pixels),
    }
    seconds = by_turns(calls, ROUNDS)
    numbers = {
        **milliseconds(seconds),
        "tiles": float(len(tiles)),
        "white_cells": float(len(cells.white)),
        "memory_for_the_field_mib": _memory_mib(pixels),
    }
    return [Row(rows.TILES, ratio(seconds, "field", "bare"), numbers)]


def _memory_mib(pixels: npt.NDArray[np.uint8]) -> float:
    """The most memory that an answer about a field takes, in a process that has drawn nothing."""
    with tempfile.TemporaryDirectory(prefix="leukoscope-benchmark-") as folder:
        file = Path(folder) / "field.npy"
        np.save(file, pixels)
        return number_from("benchmarks.inside.large_field", str(file))
