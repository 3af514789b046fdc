"""The classifier: one bundle, loaded once, that answers about fields."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

import numpy as np

from mlcore.bundle import read_bundle
from mlcore.cells import find_cells
from mlcore.findings import Finding, LocatedCell, ModelIdentity, Outcome, Reason, ReasonCode
from mlcore.reference import Reference
from mlcore.serving.engine import Engine
from mlcore.serving.fields import describe_tiles, run_field, tile_weights
from mlcore.serving.gate import doubts, is_hopeless, refusals
from mlcore.serving.heatmap import HeatCanvas
from mlcore.serving.preprocessing import centre
from mlcore.serving.quality import assess
from mlcore.serving.voting import decide

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from mlcore.bundle import Bundle
    from mlcore.serving.fields import FieldOutputs

    Pixels = npt.NDArray[np.uint8]

PERIPHERAL_BLOOD = "peripheral_blood"


class Classifier:
    """Answers about fields of view. Holds no state between calls, so threads may share it."""

    def __init__(self, bundle: Bundle, engines: dict[str, Engine], reference: Reference | None) -> None:
        """Put together a checked bundle and its loaded parts."""
        self.bundle = bundle
        self.model = ModelIdentity(bundle.name, bundle.version, bundle.sha256)
        self._engines = engines
        self._reference = reference

    @classmethod
    def load(cls, bundle_path: Path | None = None, *, threads: int | None = None) -> Self:
        """Load the bundle in `bundle_path`, else the one LEUKOSCOPE_BUNDLE names, else the shipped one.

        Raises:
            BundleError: there is none, or a file of it is not the one that was written.
        """
        bundle = read_bundle(bundle_path)
        engines = {member.name: Engine(bundle.locate(member.file), threads) for member in bundle.members}
        reference = Reference.load(bundle.locate(bundle.reference.file)) if bundle.reference else None
        return cls(bundle, engines, reference)

    def classify(self, pixels: Pixels, *, specimen: str = PERIPHERAL_BLOOD) -> Finding:
        """Finding about an upright RGB image, uint8 [H, W, 3], of at least one pixel.

        Raises:
            ValueError: an array of another kind or shape.
        """
        if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3 or not pixels.size:  # noqa: PLR2004
            raise ValueError(f"Expected uint8 pixels [H, W, 3], got {pixels.dtype} {pixels.shape}.")
        return _Answer(self, pixels, specimen).finding()

    def run(self, pixels: Pixels) -> FieldOutputs:
        """What the networks say about every tile of a field, before any gate."""
        return run_field(self._engines, self._reference, pixels, self.bundle.preprocessing.tile)


class _Answer:
    """The work of one call, step by step."""

    def __init__(self, classifier: Classifier, pixels: Pixels, specimen: str) -> None:
        self._bundle = classifier.bundle
        self._model = classifier.model
        self._pixels = pixels
        self._specimen = specimen
        self._started = time.perf_counter()
        self._milliseconds: dict[str, float] = {}
        self._quality = assess(pixels)
        self._clock("quality")
        self._cells = find_cells(pixels)
        self._clock("cells")
        rule = self._bundle.preprocessing.tile
        hopeless = is_hopeless(self._bundle.thresholds, self._quality.measures)
        self._outputs = classifier.run(centre(pixels, rule.size) if hopeless else pixels)
        self._clock("network")
        self._weights = tile_weights(self._outputs, self._quality, rule, pixels.shape[1])
        self._distance = float(self._weights @ self._outputs.distances)
        self._members = {name: self._named(shares) for name, shares in self._outputs.members.items()}
        self._probabilities = self._named(self._outputs.tiles)

    def finding(self) -> Finding:
        limits = self._bundle.thresholds
        refused = refusals(limits, self._quality.measures, self._distance)
        if refused:
            return self._finish(Outcome.NOT_ANALYSABLE, refused)
        votes = {name: max(shares, key=shares.__getitem__) for name, shares in self._members.items()}
        verdict = decide(self._bundle, self._probabilities, votes)
        unsure = [*doubts(limits, self._distance), *verdict.doubts]
        if self._specimen != PERIPHERAL_BLOOD:
            unsure.insert(0, ReasonCode.SPECIMEN_NOT_VALIDATED)
        label = None if unsure else verdict.label
        return self._finish(
            Outcome.CLASSIFIED if label else Outcome.UNCERTAIN,
            unsure,
            label=label,
            confidence=self._probabilities[label] if label else None,
            probabilities=self._probabilities,
            prediction_set=verdict.prediction_set,
            votes=votes,
            tiles=self._tiles(),
            heatmap=self._heatmap(),
        )

    def _finish(self, outcome: Outcome, reasons: list[ReasonCode], **said: object) -> Finding:
        malignant = sum(self._probabilities[slug] for slug in self._bundle.malignant)
        self._milliseconds["total"] = round((time.perf_counter() - self._started) * 1e3, 3)
        return Finding(
            outcome=outcome,
            model=self._model,
            leukaemia_probability=min(1.0, malignant),
            reasons=[Reason.of(code) for code in reasons],
            cells=[
                LocatedCell(cell.x, cell.y, cell.width, cell.height, cell.cut) for cell in self._cells.white
            ],
            quality={**self._quality.measures, "distance": round(self._distance, 5)},
            milliseconds=self._milliseconds,
            **said,  # type: ignore[arg-type]
        )

    def _named(self, shares: npt.NDArray[np.float32]) -> dict[str, float]:
        """Probability of the field by class, from those of its tiles [T, C]."""
        field = self._weights.astype(np.float64) @ shares.astype(np.float64)
        return dict(zip(self._bundle.classes, (field / field.sum()).tolist(), strict=True))

    def _tiles(self) -> list[dict[str, object]]:
        if len(self._outputs.corners) == 1:
            return []
        scale = self._pixels.shape[1] / self._outputs.size[0]
        return describe_tiles(
            self._outputs, self._bundle.classes, self._bundle.preprocessing.tile.size, scale
        )

    def _heatmap(self) -> npt.NDArray[np.uint8]:
        """Heatmap of the most probable class over the whole field."""
        before = time.perf_counter()
        top = self._bundle.classes.index(max(self._probabilities, key=self._probabilities.__getitem__))
        width, height = self._outputs.size
        canvas = HeatCanvas(width, height, self._bundle.preprocessing.tile.size)
        for corner, maps in zip(self._outputs.corners, self._outputs.heatmaps, strict=True):
            canvas.add(corner, maps[top])
        heatmap = canvas.render(self._pixels.shape[1], self._pixels.shape[0])
        self._milliseconds["heatmap"] = round((time.perf_counter() - before) * 1e3, 3)
        return heatmap

    def _clock(self, step: str) -> None:
        spent = sum(self._milliseconds.values())
        self._milliseconds[step] = round((time.perf_counter() - self._started) * 1e3 - spent, 3)
