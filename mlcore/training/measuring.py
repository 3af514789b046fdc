"""What colour alone answers about pictures it never saw, and how the fits of a voter went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mlcore.colour import colour_probabilities
from mlcore.training.colour_baseline import fit_colour_baseline
from mlcore.training.figures import describe

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlcore.bundle import ColourBaseline
    from mlcore.training.classes import ClassList
    from mlcore.training.samples import Samples
    from mlcore.training.voter import Voter


def measure_colour(samples: Samples, baseline: ColourBaseline, classes: ClassList) -> dict[str, Any]:
    """Figures of the colour baseline about samples that it was not fitted on."""
    return describe(colour_probabilities(baseline, samples.colours), samples.truth, classes, samples.units)


def measure_colour_crossed(
    samples: Samples, folds: npt.NDArray[np.int64], classes: ClassList
) -> dict[str, Any]:
    """Figures of colour alone out of fold, on the same inner folds as the network."""
    probabilities = np.zeros((len(samples.items), len(classes.names)))
    for fold in np.unique(folds):
        inside = folds == fold
        baseline = fit_colour_baseline(samples.colours[~inside], samples.truth[~inside], len(classes.names))
        probabilities[inside] = colour_probabilities(baseline, samples.colours[inside])
    return describe(probabilities, samples.truth, classes, samples.units)


def learning_curves(voter: Voter) -> dict[str, Any]:
    """Loss and accuracy by epoch of every inner fold and of the final fit, and the epochs that were best."""
    return {
        "inner_folds": [fit.curves for fit in voter.fits],
        "best_epochs": [fit.epochs for fit in voter.fits],
        "final": voter.fit.curves,
    }
