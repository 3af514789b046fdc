"""What bundle.json says, as typed values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pathlib import Path

    from mlcore.bundle.rules import CropRule, Preprocessing

FORMAT_VERSION: Final = 4
READABLE_VERSIONS: Final = frozenset({1, 2, 3, FORMAT_VERSION})
"""Version 1 had no members that look at single cells, 2 none that are told of white cells, 3 no int8."""

BUNDLE_FILE: Final = "bundle.json"
VOTE: Final = "vote"
"""Name under which the temperature of the members' mean stands beside those of the members."""


@dataclass(frozen=True)
class FileRef:
    """A file of the bundle, relative to its folder."""

    file: str
    sha256: str


@dataclass(frozen=True)
class Member:
    """One network of the ensemble: it looks at tiles or, with a rule for crops, at single white cells.

    `classes` are those of its outputs: the bundle's, in their order, and maybe NORMAL after them; empty
    where they are the bundle's. `int8` is the same network with 8-bit arithmetic, where that answers alike.
    """

    name: str
    backbone: str
    file: str
    sha256: str
    crop: CropRule | None = None
    classes: tuple[str, ...] = ()
    int8: FileRef | None = None


@dataclass(frozen=True)
class Calibration:
    """Temperatures by member and class-conditional conformal quantiles.

    Those of members that look at tiles are already inside their graphs; that of one that looks at cells
    divides the evidence of all cells of a field, and that of VOTE the logarithm of the members' mean.

    A class belongs to the prediction set when 1 - its probability <= its quantile; `alpha` is the share of
    images whose true class may be missed.
    """

    temperature: dict[str, float] = field(default_factory=dict)
    alpha: float = 0.05
    quantiles: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class SmearModel:
    """Logistic score of how much the named measures look like a smear; below `min_score` is refused."""

    measures: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    min_score: float


@dataclass(frozen=True)
class Thresholds:
    """Limits of the gate. Distances are those of `mlcore.reference`; sides are in pixels.

    A field whose white cells are normal ones with a mean probability above `normal_max` is uncertain, and so
    is one whose red cells, brought to scale as far as possible, are more than `magnification_max` times as
    wide or as narrow as those trained on. A field further than `distance_max` from the training data is
    uncertain, one further than `distance_refuse` is not analysable.
    """

    min_side: int
    sharpness_min: float
    brightness_min: float
    brightness_max: float
    white_cell_min: float
    smear: SmearModel
    confidence_min: float
    distance_max: float
    distance_refuse: float
    normal_max: float = 1.0
    magnification_max: float = 2.0


@dataclass(frozen=True)
class ColourBaseline:
    """Softmax regression on mean and standard deviation of RGB [6]: what colour alone would answer.

    `weights` is [classes][6] on standardised values, `bias` is [classes].
    """

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]


@dataclass(frozen=True)
class Bundle:
    """A model as it lies in a folder. `sha256` is the hash of bundle.json itself.

    `probe` holds, by member, the probabilities [COUNT][classes] that the trained network gave to the
    pictures of `mlcore.probe`, for `verify`.
    """

    name: str
    version: str
    created: str
    classes: tuple[str, ...]
    malignant: frozenset[str]
    preprocessing: Preprocessing
    members: tuple[Member, ...]
    calibration: Calibration
    thresholds: Thresholds
    vote_rule: str = "hard_majority"
    reference: FileRef | None = None
    fingerprints: FileRef | None = None
    colour_only: ColourBaseline | None = None
    data: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    probe: dict[str, list[list[float]]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    path: Path | None = None
    sha256: str = ""

    @property
    def field_members(self) -> tuple[Member, ...]:
        """Members that look at tiles."""
        return tuple(member for member in self.members if member.crop is None)

    @property
    def cell_member(self) -> Member | None:
        """The member that looks at single white cells, where there is one."""
        return next((member for member in self.members if member.crop), None)

    def locate(self, file: str) -> Path:
        """Path of one of the bundle's files.

        Raises:
            ValueError: the bundle was made in memory and lies nowhere yet.
        """
        if self.path is None:
            message = "This bundle has not been written to a folder."
            raise ValueError(message)
        return self.path / file
