"""Training: reading changed copies of pictures by the serving engine, and by Keras."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks import rows
from benchmarks.fields import small_field, small_file
from benchmarks.rounds import by_turns, milliseconds, ratio
from benchmarks.rows import Row, not_run

GOALS: Final = (rows.FEATURES,)
PICTURES: Final = 32
ROUNDS: Final = 3
BATCH: Final = 16


def measure() -> list[Row]:
    """Measure the group."""
    if find_spec("tensorflow") is None:
        return not_run(GOALS, "TensorFlow is not installed: bin/up --prepare --with-training")
    from mlcore.training.features import open_source
    from mlcore.training.networks.backbones import build_backbone
    from mlcore.training.recipe import Recipe

    recipe = Recipe()
    backbone = build_backbone(recipe)
    pixels = np.stack([small_field(seed) for seed in range(PICTURES)]).astype(np.float32) / 127.5 - 1
    with tempfile.TemporaryDirectory(prefix="leukoscope-benchmark-") as folder:
        paths = [Path(folder) / f"{seed}.jpg" for seed in range(PICTURES)]
        for seed, path in enumerate(paths):
            path.write_bytes(small_file(seed))
        source = open_source(recipe, backbone, Path(folder))
        fresh = (replace(source, folder=Path(folder) / f"turn{number}") for number in count())
        calls = {
            "keras": lambda: backbone.network.predict(pixels, batch_size=BATCH, verbose=0),
            "engine": lambda: next(fresh).read(paths, 0, "drawn pictures"),
        }
        seconds = by_turns(calls, ROUNDS)
    return [Row(rows.FEATURES, ratio(seconds, "keras", "engine"), milliseconds(seconds))]
