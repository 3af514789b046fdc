"""The networks: what a heatmap costs, what an answer costs beyond them, and what Keras would take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from benchmarks import rows
from benchmarks.bare import BareNetworks, told
from benchmarks.fields import small_field
from benchmarks.keras_members import keras_member
from benchmarks.rounds import by_turns, milliseconds, ratio
from benchmarks.rows import Row, not_run
from mlcore.cells import find_cells
from mlcore.serving import Classifier

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Pixels = npt.NDArray[np.uint8]

GOALS: Final = (rows.HEATMAP, rows.FINDING, rows.KERAS)
ROUNDS: Final = 15
REPEATS: Final = 10
KERAS_REPEATS: Final = 3
MOBILENET: Final = "mnn-mobilenetv2"


def measure() -> list[Row]:
    """Measure the group."""
    networks, pixels = BareNetworks.load(), small_field()
    return [_heatmap(networks, pixels), _finding(networks, pixels), *_keras(networks, pixels)]


def _heatmap(networks: BareNetworks, pixels: Pixels) -> Row:
    tile, mask = pixels[None], networks.mask(find_cells(pixels), (224, 224))[None]
    engines = [networks.engines[member.name] for member in networks.bundle.field_members]

    def class_alone() -> None:
        for engine in engines:
            engine.probabilities(tile, told(engine, mask))

    def with_heatmap() -> None:
        for engine in engines:
            engine.run(tile, told(engine, mask))

    seconds = by_turns({"class": class_alone, "class_and_heatmap": with_heatmap}, ROUNDS, REPEATS)
    return Row(rows.HEATMAP, ratio(seconds, "class_and_heatmap", "class"), milliseconds(seconds))


def _finding(networks: BareNetworks, pixels: Pixels) -> Row:
    classifier, cells = Classifier.load(), find_cells(pixels)
    on_tile = networks.on_tiles(pixels[None], networks.mask(cells, (224, 224))[None], 1)
    on_crops = networks.on_crops(pixels, cells)

    def bare() -> None:
        on_tile()
        on_crops()

    seconds = by_turns({"bare": bare, "finding": lambda: classifier.classify(pixels)}, ROUNDS, REPEATS)
    numbers = {**milliseconds(seconds), "white_cells": float(len(cells.white))}
    return Row(rows.FINDING, ratio(seconds, "finding", "bare"), numbers)


def _keras(networks: BareNetworks, pixels: Pixels) -> list[Row]:
    engine = networks.engines.get(MOBILENET)
    if engine is None:
        return not_run((rows.KERAS,), f"the bundle has no member {MOBILENET}")
    try:
        model = keras_member(MOBILENET, pixels.shape[0])
    except ModuleNotFoundError:
        return not_run((rows.KERAS,), "TensorFlow is not installed: bin/up --prepare --with-training")
    tile, mask = pixels[None], networks.mask(find_cells(pixels), (224, 224))[None]
    calls = {
        "keras": lambda: model.predict(tile, verbose=0),
        "engine": lambda: engine.run(tile, told(engine, mask)),
    }
    seconds = by_turns(calls, ROUNDS, KERAS_REPEATS)
    return [Row(rows.KERAS, ratio(seconds, "keras", "engine"), milliseconds(seconds))]
