"""How much is lost under another stain or lamp, and how much is right without any white cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mlcore import metrics
from mlcore.dataset import DatasetError
from mlcore.evaluation.report import REFUSED, top_classes
from mlcore.evaluation.variants import COLOUR_CHANGES, SHORTCUTS
from mlcore.serving.decoding import Decoder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

    from mlcore.bundle import Bundle
    from mlcore.dataset import Item
    from mlcore.evaluation.answers import Answers
    from mlcore.findings import Finding
    from mlcore.serving import Classifier

    Ints = npt.NDArray[np.int64]
    Pixels = npt.NDArray[np.uint8]

AS_IS: Final = "as_is"
POINTS: Final = 100
"""Points in a share of 1."""


def check_classes(bundle: Bundle, items: Sequence[Item]) -> None:
    """Refuse folders that are not named after the bundle's classes.

    Raises:
        DatasetError: one is not.
    """
    others = {item.cls for item in items} - set(bundle.classes)
    if others:
        known = ", ".join(bundle.classes)
        raise DatasetError(f"Folders must be named after classes ({known}), not {', '.join(sorted(others))}.")


def pictures(items: Sequence[Item]) -> Iterator[Pixels]:
    """Upright RGB pictures [H, W, 3] of items that are known to be readable."""
    with Decoder() as decoder:
        for item in items:
            yield decoder.decode(item.path.read_bytes(), copies=False).pixels


def network_top(classifier: Classifier, pixels: Pixels) -> int:
    """Index of the class that the members find most probable in a field, whatever the gate says."""
    probabilities = classifier.look(pixels).probabilities
    return classifier.bundle.classes.index(max(probabilities, key=probabilities.__getitem__))


def measure_stress(
    classifier: Classifier, answers: Answers, progress: Callable[[int, int], None]
) -> dict[str, Any]:
    """Accuracies of changed copies of the images that `answers` is about.

    `accuracy` counts what the gate refuses as wrong, `network_accuracy` asks the members alone; losses are in
    points against the images as they are.
    """
    truth = np.array([classifier.bundle.classes.index(item.cls) for item in answers.items], np.int64)
    gated: dict[str, list[int]] = {name: [] for name in (AS_IS, *COLOUR_CHANGES)}
    network: dict[str, list[int]] = {name: [] for name in (AS_IS, *COLOUR_CHANGES, *SHORTCUTS)}
    for done, pixels in enumerate(pictures(answers.items), 1):
        for name, change in COLOUR_CHANGES.items():
            changed = change(pixels)
            _note(classifier, changed, classifier.classify(changed), (gated[name], network[name]))
        for name, change in SHORTCUTS.items():
            network[name].append(network_top(classifier, change(pixels)))
        _note(classifier, pixels, answers.findings[done - 1], (gated[AS_IS], network[AS_IS]))
        progress(done, len(answers.items))
    return _figures(truth, gated, network)


def _note(
    classifier: Classifier, pixels: Pixels, finding: Finding, lists: tuple[list[int], list[int]]
) -> None:
    """Append the gated and the network's own class of one field; a refused one is run once more."""
    top = int(top_classes(classifier.bundle, [finding])[0])
    lists[0].append(top)
    lists[1].append(network_top(classifier, pixels) if top == REFUSED else top)


def _figures(truth: Ints, gated: dict[str, list[int]], network: dict[str, list[int]]) -> dict[str, Any]:
    plain = _accuracies(truth, gated[AS_IS], network[AS_IS])
    changes: dict[str, dict[str, float]] = {}
    for name in COLOUR_CHANGES:
        own = _accuracies(truth, gated[name], network[name])
        changes[name] = {**own, "loss": _loss(plain, own, "accuracy")}
        changes[name]["network_loss"] = _loss(plain, own, "network_accuracy")
    return {
        "n": len(truth),
        AS_IS: plain,
        "colour_changes": changes,
        "worst_loss": max(own["loss"] for own in changes.values()),
        "worst_network_loss": max(own["network_loss"] for own in changes.values()),
        "shortcuts": {name: metrics.accuracy(truth, np.array(network[name])) for name in SHORTCUTS},
        "largest_class": float(np.bincount(truth).max() / len(truth)),
    }


def _accuracies(truth: Ints, gated: list[int], network: list[int]) -> dict[str, float]:
    return {
        "accuracy": metrics.accuracy(truth, np.array(gated)),
        "network_accuracy": metrics.accuracy(truth, np.array(network)),
        "refused": gated.count(REFUSED) / len(gated),
    }


def _loss(plain: dict[str, float], changed: dict[str, float], name: str) -> float:
    return round(POINTS * (plain[name] - changed[name]), 3)
