"""One answer from the members, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from mlcore.findings import ReasonCode

if TYPE_CHECKING:
    from mlcore.bundle import Bundle


@dataclass(frozen=True)
class Verdict:
    """What the members say together; `label` is None where they name no class, and `doubts` say why."""

    label: str | None
    prediction_set: list[str]
    doubts: list[ReasonCode]


def decide(bundle: Bundle, probabilities: dict[str, float], votes: dict[str, str]) -> Verdict:
    """Verdict from the calibrated mean of the members and the vote of each.

    A class is named when a majority of the members votes for it, it is the most probable one, it is as
    probable as the bundle demands, and the prediction set holds no other.
    """
    top = max(probabilities, key=probabilities.__getitem__)
    possible = prediction_set(bundle, probabilities)
    doubts = []
    if probabilities[top] < bundle.thresholds.confidence_min or not possible:
        doubts.append(ReasonCode.LOW_CONFIDENCE)
    if majority(votes) != top or any(slug != top for slug in possible):
        doubts.append(ReasonCode.SEVERAL_CLASSES_POSSIBLE)
    return Verdict(
        None if doubts else top, possible or likeliest(probabilities, 1 - bundle.calibration.alpha), doubts
    )


def prediction_set(bundle: Bundle, probabilities: dict[str, float]) -> list[str]:
    """Classes, most probable first, that the conformal quantiles cannot rule out; maybe none."""
    quantiles = bundle.calibration.quantiles
    possible = [slug for slug, share in probabilities.items() if 1 - share <= quantiles.get(slug, 1.0)]
    return sorted(possible, key=lambda slug: -probabilities[slug])


def likeliest(probabilities: dict[str, float], share: float) -> list[str]:
    """Fewest classes, most probable first, that together are at least as probable as `share`.

    Stands in for an empty prediction set: a field unlike any other must not look like a sure one.
    """
    ranked = sorted(probabilities, key=probabilities.__getitem__, reverse=True)
    sums = accumulate(probabilities[slug] for slug in ranked)
    enough = next((count for count, total in enumerate(sums, 1) if total >= share), len(ranked))
    return ranked[:enough]


def majority(votes: dict[str, str]) -> str | None:
    """Class that more than half of the members vote for."""
    named = list(votes.values())
    return next((slug for slug in dict.fromkeys(named) if named.count(slug) * 2 > len(named)), None)
