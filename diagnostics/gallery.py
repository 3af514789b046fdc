"""The white cells of a slide in the order in which they are read: the likeliest leukaemia first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
    return [_shown(cell) for cell in sorted(analysis.cells, key=_evidence, reverse=True)]


def _evidence(cell: dict[str, Any]) -> tuple[bool, float]:
    shares: dict[str, float] = cell["probabilities"] or {}
    return bool(shares), sum(share for slug, share in shares.items() if slug in MALIGNANT)


def _shown(cell: dict[str, Any]) -> GalleryCell:
    shares: dict[str, float] = cell["probabilities"] or {}
    label = max(shares, key=shares.__getitem__, default="")
    return GalleryCell(
        box=" ".join(str(cell[side]) for side in ("x", "y", "width", "height")),
        cut=cell["cut"],
        label=label,
        share=shares.get(label),
    )
