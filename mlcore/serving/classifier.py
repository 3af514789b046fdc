"""The classifier: one bundle, loaded once, that answers about fields."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Self

import numpy as np

from mlcore.bundle import BundleError, read_bundle
from mlcore.cells import NO_CELLS, find_cells
from mlcore.cells.attention import draw_white_cells
from mlcore.findings import ModelIdentity
from mlcore.reference import Reference
from mlcore.serving.answer import PERIPHERAL_BLOOD, answer
from mlcore.serving.clock import Clock
from mlcore.serving.engine import Engine
from mlcore.serving.fields import run_field
from mlcore.serving.gate import is_hopeless
from mlcore.serving.judging import CellJudge
from mlcore.serving.look import Look
from mlcore.serving.precision import file_of, in_eight_bits, wanted_precision
from mlcore.serving.preprocessing import centre, covered, to_scale
from mlcore.serving.quality import assess

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from mlcore.bundle import Bundle
    from mlcore.cells import Cells
    from mlcore.findings import Finding
    from mlcore.serving.fields import FieldOutputs
    from mlcore.serving.precision import Precision

    Pixels = npt.NDArray[np.uint8]


class Classifier:
    """Answers about fields of view. Holds no state between calls, so threads may share it."""

    def __init__(
        self,
        bundle: Bundle,
        engines: dict[str, Engine],
        reference: Reference | None,
        judge: CellJudge | None = None,
        version: str = "",
    ) -> None:
        """Put together a checked bundle and its loaded parts; `engines` are those of the field members.

        `version` is the bundle's with the arithmetic that runs, where that is not the usual one.
        """
        self.bundle = bundle
        self.model = ModelIdentity(bundle.name, version or bundle.version, bundle.sha256)
        self._engines = engines
        self._reference = reference
        self._judge = judge

    @classmethod
    def load(
        cls,
        bundle_path: Path | None = None,
        *,
        threads: int | None = None,
        precision: Precision | None = None,
    ) -> Self:
        """Load the bundle in `bundle_path`, else the one LEUKOSCOPE_BUNDLE names, else the shipped one.

        Networks run as `precision` says, else LEUKOSCOPE_PRECISION, else in the fastest form that the bundle
        has for this processor; the version that answers carry ends with +int8 where one of them is 8-bit.

        Raises:
            BundleError: there is none, or a file of it is not the one that was written.
        """
        bundle = read_bundle(bundle_path)
        eight_bit = in_eight_bits(bundle, precision or wanted_precision())
        engines = {
            member.name: Engine(bundle.locate(file_of(member, eight_bit)), threads)
            for member in bundle.field_members
        }
        if bundle.preprocessing.white_cell_rim is None and any(own.is_attentive for own in engines.values()):
            raise BundleError("A network wants to be told of white cells, and the bundle does not say how.")
        reference = Reference.load(bundle.locate(bundle.reference.file)) if bundle.reference else None
        version = f"{bundle.version}+int8" if eight_bit else bundle.version
        return cls(bundle, engines, reference, _cell_judge(bundle, threads), version)

    def classify(self, pixels: Pixels, *, specimen: str = PERIPHERAL_BLOOD) -> Finding:
        """Finding about an upright RGB image, uint8 [H, W, 3], of at least one pixel.

        Raises:
            ValueError: an array of another kind or shape.
        """
        if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3 or not pixels.size:  # noqa: PLR2004
            raise ValueError(f"Expected uint8 pixels [H, W, 3], got {pixels.dtype} {pixels.shape}.")
        clock = Clock()
        return answer(self.look(pixels, clock=clock), self.model, specimen, clock)

    def look(self, pixels: Pixels, *, cells: Cells | None = None, clock: Clock | None = None) -> Look:
        """What the networks see in a field, before any gate; `cells` are looked for where none are given."""
        clock = clock or Clock()
        quality = assess(pixels)
        clock.lap("quality")
        rule = self.bundle.preprocessing
        seen = covered(pixels, rule)
        cells = cells or find_cells(seen)
        clock.lap("cells")
        outputs = self._run(pixels, cells, hopeless=is_hopeless(self.bundle.thresholds, quality.measures))
        clock.lap("network")
        judged = self._judge.judge(seen, cells) if self._judge else None
        clock.lap("judging")
        return Look(self.bundle, _size(pixels), quality, cells, outputs, judged)

    def _run(self, pixels: Pixels, cells: Cells, *, hopeless: bool) -> FieldOutputs:
        """Every member for fields on all of a picture, or on the middle of a hopeless one."""
        rule = self.bundle.preprocessing
        if hopeless:
            cells, pixels = NO_CELLS, centre(pixels, rule.tile.size)
        draw = None
        if rule.white_cell_rim is not None:
            draw = partial(draw_white_cells, cells, _size(pixels), rim=rule.white_cell_rim)
        scaled = to_scale(pixels, cells.diameter, rule.tile)
        return run_field(self._engines, self._reference, scaled, rule.tile, draw)


def _size(pixels: Pixels) -> tuple[int, int]:
    return pixels.shape[1], pixels.shape[0]


def _cell_judge(bundle: Bundle, threads: int | None) -> CellJudge | None:
    member = bundle.cell_member
    if member is None or member.crop is None:
        return None
    engine = Engine(bundle.locate(member.file), threads)
    return CellJudge(engine, member.crop, member.classes or bundle.classes)
