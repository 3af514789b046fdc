"""The networks of a bundle by themselves: what no answer can be faster than."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mlcore.bundle import read_bundle
from mlcore.cells.attention import draw_white_cells
from mlcore.cells.crops import chosen_cells, cut_crops
from mlcore.serving.engine import Engine
from mlcore.serving.precision import file_of, in_eight_bits, wanted_precision

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from mlcore.bundle import Bundle, Member
    from mlcore.cells import Cells

    Pixels = npt.NDArray[np.uint8]
    Run = Callable[[], object]


def told(engine: Engine, masks: Pixels) -> Pixels | None:
    """The masks [T, S, S] for a network that wants them."""
    return masks if engine.is_attentive else None


@dataclass(frozen=True, eq=False)
class BareNetworks:
    """The engines of all members, by name."""

    bundle: Bundle
    engines: dict[str, Engine]

    @classmethod
    def load(cls) -> BareNetworks:
        """Those of the bundle that the portal uses, in the form that it runs here."""
        bundle = read_bundle()
        eight_bit = in_eight_bits(bundle, wanted_precision())
        files = {own.name: bundle.locate(file_of(own, eight_bit)) for own in bundle.members}
        return cls(bundle, {name: Engine(file) for name, file in files.items()})

    def on_tiles(self, tiles: Pixels, masks: Pixels, batch: int) -> Run:
        """Run every member for fields on tiles [T, S, S, 3] with their masks [T, S, S]."""
        members = self.bundle.field_members
        parts = [slice(start, start + batch) for start in range(0, len(tiles), batch)]

        def run() -> None:
            for member in members:
                engine = self.engines[member.name]
                for part in parts:
                    engine.run(tiles[part], told(engine, masks[part]))

        return run

    def on_crops(self, pixels: Pixels, cells: Cells) -> Run:
        """Run the member for single cells on as many crops as an answer about the field takes."""
        crops = self._crops(pixels, cells)
        if crops is None:
            return lambda: None
        engine, batches = crops
        return lambda: [engine.probabilities(own) for own in batches]

    def mask(self, cells: Cells, size: tuple[int, int]) -> Pixels:
        """Mask [h, w] of the white cells of a field of this width and height."""
        rim = self.bundle.preprocessing.white_cell_rim
        return draw_white_cells(cells, size, size, rim) if rim is not None else np.zeros(size[::-1], np.uint8)

    def _crops(self, pixels: Pixels, cells: Cells) -> tuple[Engine, list[Pixels]] | None:
        member: Member | None = self.bundle.cell_member
        if member is None or member.crop is None or cells.diameter is None or not cells.white:
            return None
        crops = cut_crops(pixels, chosen_cells(cells, member.crop), cells.diameter, member.crop)
        return self.engines[member.name], np.array_split(crops, -(-len(crops) // 16))
