"""From a file to pixels and cells: what goes before the networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from benchmarks import rows
from benchmarks.fields import large_field, small_field
from benchmarks.rounds import by_turns, milliseconds, ratio
from benchmarks.rows import Row
from diagnostics.demo.drawing import encode
from mlcore.cells import find_cells
from mlcore.serving import Classifier
from mlcore.serving.decoding import Decoder
from mlcore.serving.quality import assess

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

GOALS: Final = (rows.DECODE, rows.DECODE_LARGE, rows.BEFORE)
ROUNDS: Final = 9
LARGE_ROUNDS: Final = 3


def measure() -> list[Row]:
    """Measure the group."""
    classifier = Classifier.load()
    with Decoder() as decoder:
        return [
            _decode(rows.DECODE, classifier, decoder, small_field(), ROUNDS),
            _decode(rows.DECODE_LARGE, classifier, decoder, large_field(), LARGE_ROUNDS),
            _before(classifier, small_field()),
        ]


def _decode(
    goal: rows.Goal, classifier: Classifier, decoder: Decoder, pixels: npt.NDArray[np.uint8], rounds: int
) -> Row:
    file = encode(pixels)
    calls = {
        "finding": lambda: classifier.classify(pixels),
        "decode_and_copies": lambda: decoder.decode(file),
        "decode": lambda: decoder.decode(file, copies=False),
    }
    seconds = by_turns(calls, rounds)
    return Row(goal, ratio(seconds, "decode_and_copies", "finding"), milliseconds(seconds))


def _before(classifier: Classifier, pixels: npt.NDArray[np.uint8]) -> Row:
    calls = {
        "finding": lambda: classifier.classify(pixels),
        "quality": lambda: assess(pixels),
        "cells": lambda: find_cells(pixels),
        "before": lambda: (assess(pixels), find_cells(pixels)),
    }
    seconds = by_turns(calls, ROUNDS, 3)
    return Row(rows.BEFORE, ratio(seconds, "before", "finding"), milliseconds(seconds))
