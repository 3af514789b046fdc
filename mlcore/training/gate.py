"""Fitting the gate: which pictures are not read at all, and which are read with doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from mlcore.dataset import IMAGE_SUFFIXES
from mlcore.gatefit import fit_thresholds, for_fitting
from mlcore.reference import fit_reference
from mlcore.serving.quality import measure
from mlcore.training.augmentation.stain import scale_brightness, shift_hue, stretch_saturation
from mlcore.training.pictures import read_picture
from mlcore.training.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from mlcore.bundle import Thresholds
    from mlcore.training.features import FeatureSource
    from mlcore.training.places import Others
    from mlcore.training.samples import Samples

    Floats = npt.NDArray[np.float32]
    Measures = dict[str, float]
    Pixels = npt.NDArray[np.uint8]

CHANGES: Final = (
    (shift_hue, (-0.05, 0.05)),
    (stretch_saturation, (0.7, 1.3)),
    (scale_brightness, (0.8, 1.2)),
)
"""Changes and their widest strengths: shares of the colour circle, and factors."""


def fit_gate(
    samples: Samples,
    folds: npt.NDArray[np.int64],
    source: FeatureSource,
    others: Others,
    confidence_min: float,
) -> Thresholds:
    """Limits from the training pictures and from pictures of other kinds.

    Distances are those of each inner fold to a bank of the others: a picture is no distance from itself.
    """
    foreign = _for_fitting(others.foreign)
    paths = [item.path for item in samples.items]
    return fit_thresholds(
        _measure(paths, "the pictures to learn from")
        + _measure(paths, "the same under another lamp and dye", changed=True),
        distances=_unseen_distances(samples.features[0], folds),
        confidence_min=confidence_min,
        other_smears=_measure(_for_fitting(others.smears), "smears of other laboratories"),
        foreign=_measure(foreign, "pictures that are no smear"),
        foreign_distances=_foreign_distances(samples.features[0], foreign, source),
    )


def _unseen_distances(features: Floats, folds: npt.NDArray[np.int64]) -> Floats:
    distances = np.zeros(len(features), np.float32)
    for fold in np.unique(folds):
        inside = folds == fold
        distances[inside] = fit_reference(features[~inside]).distances(features[inside])
    return distances


def _foreign_distances(features: Floats, foreign: Sequence[Path], source: FeatureSource) -> Floats:
    if not foreign:
        return np.zeros(0, np.float32)
    return fit_reference(features).distances(source.read(foreign, 0, "pictures that are no smear")[0])


def _for_fitting(folders: Sequence[Path]) -> list[Path]:
    """Pictures anywhere below the folders whose SHA-256 is even; the odd ones are left to report on."""
    pictures = [path for folder in folders for path in sorted(folder.rglob("*"))]
    return [path for path in pictures if path.suffix.lower() in IMAGE_SUFFIXES and for_fitting(path)]


def _measure(paths: Sequence[Path], what: str, *, changed: bool = False) -> list[Measures]:
    progress = Progress(f"Quality of {what}", len(paths))
    measures = []
    for number, path in enumerate(paths):
        pixels = read_picture(path)
        measures.append(measure(_changed(pixels, np.random.default_rng(number)) if changed else pixels))
        progress.advance()
    return measures


def _changed(pixels: Pixels, draw: np.random.Generator) -> Pixels:
    """A copy changed in one way that a reader would not mind, and the gate must not."""
    change, widest = CHANGES[int(draw.integers(len(CHANGES)))]
    return change(pixels, float(draw.uniform(*widest)))
