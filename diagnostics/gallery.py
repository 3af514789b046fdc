"""The white cells of a slide in the order in which they are read: the likeliest leukaemia first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diagnostics.choices import Outcome
from diagnostics.inference import MALIGNANT

if TYPE_CHECKING:
    from diagnostics.models import Analysis


@dataclass(frozen=True, slots=True)
class GalleryCell:
    """A white cell as it is shown. `box` is "x y width height" in pixels of the upright image.

    `label` and `share` are the leading class and its probability; empty and None where it was not judged.
    """

    box: str
    cut: bool
    label: str
    share: float | None


def cells_of(analysis: Analysis) -> list[GalleryCell]:
    """The cells by the probability of any leukaemia class; those that were not judged stand last."""
    trusted = _is_trusted(analysis)
    pairs = [(cell, (cell["probabilities"] or {}) if trusted else {}) for cell in analysis.cells]
    pairs.sort(key=lambda pair: _evidence(pair[1]), reverse=True)
    return [_shown(cell, shares) for cell, shares in pairs]


def _is_trusted(analysis: Analysis) -> bool:
    """Whether classes are shown: not of a refused image, nor of one unlike those that were learned from."""
    return analysis.outcome != Outcome.NOT_ANALYSABLE and analysis.is_calibrated


def _evidence(shares: dict[str, float]) -> tuple[bool, float]:
    return bool(shares), sum(share for slug, share in shares.items() if slug in MALIGNANT)


def _shown(cell: dict[str, Any], shares: dict[str, float]) -> GalleryCell:
    label = max(shares, key=shares.__getitem__, default="")
    return GalleryCell(
        box=" ".join(str(cell[side]) for side in ("x", "y", "width", "height")),
        cut=cell["cut"],
        label=label,
        share=shares.get(label),
    )
