"""Whether heatmaps show what the answer rests on: deletion, nuclei, and weights without sense."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mlcore.evaluation.deletion import deletion_areas
from mlcore.evaluation.nuclei import nuclei_mask
from mlcore.evaluation.shuffled import correlations, shuffled_bundles
from mlcore.evaluation.stress import pictures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from mlcore.dataset import Item
    from mlcore.evaluation.answers import Answers
    from mlcore.serving import Classifier

    Pixels = npt.NDArray[np.uint8]

SAMPLE: Final = 120
SEED: Final = 0


def sample(
    answers: Answers, size: int = SAMPLE, seed: int = SEED
) -> list[tuple[Item, npt.NDArray[np.uint8]]]:
    """At most `size` images that have a heatmap, with it [H, W], drawn evenly from the classes."""
    random = np.random.default_rng(seed)
    mapped = [
        (item, finding.heatmap)
        for item, finding in zip(answers.items, answers.findings, strict=True)
        if finding.heatmap is not None
    ]
    classes = sorted({item.cls for item in answers.items})
    chosen: list[tuple[Item, npt.NDArray[np.uint8]]] = []
    for cls in classes:
        own = [pair for pair in mapped if pair[0].cls == cls]
        chosen += [own[index] for index in sorted(random.permutation(len(own))[: size // len(classes)])]
    return chosen


def measure_faithfulness(
    classifier: Classifier, answers: Answers, progress: Callable[[int, int], None]
) -> dict[str, Any] | None:
    """Figures of the heatmaps of a sample, those of single classes beside; None where there is no heatmap."""
    chosen = sample(answers)
    if not chosen:
        return None
    with tempfile.TemporaryDirectory() as folder:
        shuffled = shuffled_bundles(classifier.bundle, Path(folder), SEED)
        areas, ratios, alike = _measured(classifier, shuffled, chosen, progress)
    classes = np.array([item.cls for item, _ in chosen])
    return {
        "n": len(chosen),
        "deletion": _deletion(np.array(areas), classes),
        "heat_on_nuclei": _medians(np.array(ratios), classes),
        "shuffled_weights": _correlation(np.concatenate(alike)),
    }


def _measured(
    classifier: Classifier,
    shuffled: Sequence[Classifier],
    chosen: Sequence[tuple[Item, Pixels]],
    progress: Callable[[int, int], None],
) -> tuple[list[tuple[float, float]], list[float], list[npt.NDArray[np.float64]]]:
    """Of every image: deletion areas, heat on nuclei, and correlations with shuffled heads' maps."""
    random = np.random.default_rng(SEED)
    areas, ratios, alike = [], [], []
    shown = zip(pictures([own[0] for own in chosen]), chosen, strict=True)
    for done, (pixels, (_, heatmap)) in enumerate(shown, 1):
        areas.append(deletion_areas(_top_probability(classifier, pixels), pixels, heatmap, random))
        ratios.append(heat_on_nuclei(pixels, heatmap))
        alike.append(correlations(classifier, shuffled, pixels))
        progress(done, len(chosen))
    return areas, ratios, alike


def heat_on_nuclei(pixels: Pixels, heatmap: npt.NDArray[np.uint8]) -> float:
    """Mean heat inside nuclei over mean heat of the picture; NaN without heat or without nuclei."""
    nuclei = nuclei_mask(pixels)
    if not nuclei.any() or not heatmap.any():
        return float("nan")
    return float(heatmap[nuclei].mean() / heatmap.mean())


def _top_probability(classifier: Classifier, pixels: Pixels) -> Callable[[Pixels], float]:
    """Probability that the members give, in any picture of the same size, to their top class in `pixels`.

    White cells are looked at where they lie in `pixels`, also where something else has taken their place.
    """
    plain = classifier.look(pixels)
    top = max(plain.probabilities, key=plain.probabilities.__getitem__)
    return lambda picture: classifier.look(picture, cells=plain.cells).probabilities[top]


def _deletion(areas: npt.NDArray[np.float64], classes: npt.NDArray[np.str_]) -> dict[str, Any]:
    """Of areas [N, 2], hottest first and random: their means, and the share in which the former is less."""
    beats = areas[:, 0] < areas[:, 1]
    return {
        "beats_random": float(beats.mean()),
        "area": float(areas[:, 0].mean()),
        "random_area": float(areas[:, 1].mean()),
        "beats_random_by_class": {
            str(cls): float(beats[classes == cls].mean()) for cls in np.unique(classes)
        },
    }


def _medians(ratios: npt.NDArray[np.float64], classes: npt.NDArray[np.str_]) -> dict[str, Any]:
    own = {str(cls): _median(ratios[classes == cls]) for cls in np.unique(classes)}
    return {"median": _median(ratios), "by_class": own}


def _correlation(found: npt.NDArray[np.float64]) -> dict[str, float | None]:
    return {"correlation": _median(found), "absolute_correlation": _median(np.abs(found))}


def _median(values: npt.NDArray[np.float64]) -> float | None:
    """Median of what is a number; None of nothing."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else None
