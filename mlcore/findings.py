"""What the model answers about one field of view."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class Outcome(StrEnum):
    """How far the model was able to go."""

    CLASSIFIED = "classified"
    UNCERTAIN = "uncertain"
    NOT_ANALYSABLE = "not_analysable"


class ReasonCode(StrEnum):
    """Why a field was refused, why no class was named, or what to beware of in the answer."""

    TOO_SMALL = "too_small"
    OUT_OF_FOCUS = "out_of_focus"
    NOT_A_SMEAR = "not_a_smear"
    OVER_EXPOSED = "over_exposed"
    UNDER_EXPOSED = "under_exposed"
    NO_WHITE_CELL = "no_white_cell"
    NO_RULER = "no_ruler"
    MAGNIFICATION = "magnification"
    NORMAL_CELLS = "normal_cells"
    UNLIKE_TRAINING = "unlike_training"
    LOW_CONFIDENCE = "low_confidence"
    SEVERAL_CLASSES_POSSIBLE = "several_classes_possible"
    SPECIMEN_NOT_VALIDATED = "specimen_not_validated"
    HEATMAP_NOT_RELIABLE = "heatmap_not_reliable"


REASON_TEXTS: Final[dict[ReasonCode, str]] = {
    ReasonCode.TOO_SMALL: "The image is too small to show cells in the detail that the model was trained on.",
    ReasonCode.OUT_OF_FOCUS: "The image is out of focus; photograph the field again.",
    ReasonCode.NOT_A_SMEAR: "The image does not look like a stained blood smear.",
    ReasonCode.OVER_EXPOSED: "The image is over-exposed; photograph the field again with less light.",
    ReasonCode.UNDER_EXPOSED: "The image is under-exposed; photograph the field again with more light.",
    ReasonCode.NO_WHITE_CELL: "No white cell was found in the field.",
    ReasonCode.NO_RULER: "Too few red cells of one size were found to tell how large the white cells are.",
    ReasonCode.MAGNIFICATION: (
        "The cells are too small or too large in this image; photograph the field at 400 to 1000 times."
    ),
    ReasonCode.NORMAL_CELLS: (
        "The white cells resemble none of the classes that the model names; "
        "they are more like normal ones, which does not rule out leukaemia."
    ),
    ReasonCode.UNLIKE_TRAINING: "The image differs from everything that the model was trained on.",
    ReasonCode.LOW_CONFIDENCE: "The model is not confident enough to name a class.",
    ReasonCode.SEVERAL_CLASSES_POSSIBLE: "More than one class remains possible.",
    ReasonCode.SPECIMEN_NOT_VALIDATED: (
        "The model has been validated on peripheral blood only, not on this kind of specimen."
    ),
    ReasonCode.HEATMAP_NOT_RELIABLE: (
        "Explanation not reliable: the heatmap lies mostly outside the white cells that were found."
    ),
}


@dataclass(frozen=True)
class Reason:
    """One machine-readable code and the sentence that a person reads."""

    code: ReasonCode
    text: str

    @classmethod
    def of(cls, code: ReasonCode) -> Reason:
        """Reason with the standard sentence of `code`."""
        return cls(code, REASON_TEXTS[code])


@dataclass(frozen=True)
class ModelIdentity:
    """Which bundle answered; `sha256` is the hash of its bundle.json, which lists the hash of every file."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True)
class LocatedCell:
    """One white cell: its box in pixels of the upright image, and what it looks like on its own.

    `probabilities` is by class, "normal" for a normal white cell among them; None for a cell that was not
    judged, because the border of the image cuts it or the field holds too many. `cut` says the former.
    """

    x: int
    y: int
    width: int
    height: int
    cut: bool
    probabilities: dict[str, float] | None = None


@dataclass(frozen=True, eq=False)
class Finding:
    """The whole answer about one field.

    `heatmap` is uint8 [H, W] of the upright image, for the top class. Of a field that is not analysable,
    probabilities, label, confidence, prediction set and heatmap are None; of an uncertain one, label and
    confidence. `tiles` holds x, y, size (pixels of the upright image) and probabilities for fields larger
    than one tile. `cells` are the white cells, the largest nucleus first, also of a field that is refused.
    """

    outcome: Outcome
    model: ModelIdentity
    leukaemia_probability: float
    label: str | None = None
    confidence: float | None = None
    probabilities: dict[str, float] | None = None
    prediction_set: list[str] | None = None
    reasons: list[Reason] = field(default_factory=list)
    quality: dict[str, float] = field(default_factory=dict)
    votes: dict[str, str] = field(default_factory=dict)
    tiles: list[dict[str, Any]] = field(default_factory=list)
    cells: list[LocatedCell] = field(default_factory=list)
    heatmap: npt.NDArray[np.uint8] | None = None
    milliseconds: dict[str, float] = field(default_factory=dict)
