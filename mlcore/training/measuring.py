"""The figures of a run: what the network answers about pictures it never saw, and what colour alone would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mlcore.colour import colour_probabilities
from mlcore.training.colour_baseline import fit_colour_baseline
from mlcore.training.figures import describe, describe_answers

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlcore.bundle import ColourBaseline
    from mlcore.training.calibration import Calibrated
    from mlcore.training.classes import ClassList
    from mlcore.training.crossfit import CrossFit
    from mlcore.training.fitting import Fit
    from mlcore.training.samples import Samples

    Floats = npt.NDArray[np.floating]


def measure_network(
    samples: Samples, logits: Floats, classes: ClassList, calibrated: Calibrated
) -> dict[str, Any]:
    """Figures of logits [N, C] that were given about samples without having seen them."""
    probabilities = calibrated.probabilities(logits)
    return describe_answers(probabilities, samples.truth, classes, samples.units, calibrated)


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


def learning_curves(crossed: CrossFit, final: Fit) -> dict[str, Any]:
    """Loss and accuracy by epoch of every inner fold and of the final fit, and the epochs that were best."""
    return {
        "inner_folds": [fit.curves for fit in crossed.fits],
        "best_epochs": [fit.epochs for fit in crossed.fits],
        "final": final.curves,
    }
