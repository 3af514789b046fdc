"""Training a member that looks at whole fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlcore.ensemble import softmax
from mlcore.training.calibration import fit_temperature
from mlcore.training.crossfit import HeadFitting
from mlcore.training.voter import EXAMPLES, Said, Voter

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from mlcore.training.classes import ClassList
    from mlcore.training.features import FeatureSource
    from mlcore.training.samples import Samples


def train_field_voter(
    source: FeatureSource, classes: ClassList, learning: Samples, kept: Samples | None, root: Path
) -> Voter:
    """Fit a head on the features of `learning`, with answers out of fold to calibrate it by."""
    recipe, name, count = source.recipe, source.backbone.member, len(classes.names)
    fitting = HeadFitting(name, recipe, recipe.head, count)
    logits = np.zeros((len(learning.items), count), np.float32)
    fits = []
    for rows, fit in fitting.cross_fit(learning, learning.copies_of, learning.plain_of, root):
        logits[rows] = fit.head.logits(learning.features[0, rows])
        fits.append(fit)
    temperature = fit_temperature(logits, learning.truth)
    examples = _examples(source, learning)
    final = fitting.final_fit(learning.copies_of(np.arange(len(learning.items))), tuple(fits))
    return Voter(
        name=name,
        recipe=recipe,
        backbone=source.backbone,
        corner=recipe.corner,
        crop=None,
        classes=classes.names,
        fit=final,
        fits=tuple(fits),
        temperature=temperature,
        pooling=None,
        inner=Said(softmax(logits / temperature)),
        kept=Said(softmax(final.head.logits(kept.features[0]) / temperature)) if kept else None,
        examples=examples,
        white_cells=source.white_cells(examples),
        source=source,
    )


def _examples(source: FeatureSource, samples: Samples) -> npt.NDArray[np.uint8]:
    count = len(samples.items)
    rows = np.linspace(0, count - 1, min(EXAMPLES, count)).astype(int)
    return np.stack([source.plain(samples.items[row].path) for row in rows])
