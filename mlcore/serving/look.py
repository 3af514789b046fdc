"""Everything that the members of a bundle see in one picture, before any gate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from mlcore.bundle import VOTE
from mlcore.cells.attention import FULL, draw_ellipses
from mlcore.ensemble import mean_of, sharpened
from mlcore.labels import NORMAL
from mlcore.serving.fields import tile_weights
from mlcore.serving.heatmap import HeatCanvas, render

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlcore.bundle import Bundle
    from mlcore.cells import Cells
    from mlcore.serving.fields import FieldOutputs
    from mlcore.serving.judging import Judged
    from mlcore.serving.quality import Quality

    Floats = npt.NDArray[np.float32]
    Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Look:
    """One picture `size` (width, height): its quality, its cells, and what was made of tiles and cells."""

    bundle: Bundle
    size: tuple[int, int]
    quality: Quality
    cells: Cells
    outputs: FieldOutputs
    judged: Judged | None

    @cached_property
    def weights(self) -> Floats:
        """Weight of every tile [T]."""
        return tile_weights(self.outputs, self.quality, self.bundle.preprocessing.tile, self.size[0])

    @cached_property
    def distance(self) -> float:
        """Distance of the field from the training data, in the features of the first member."""
        return float(self.weights @ self.outputs.distances)

    @property
    def magnification(self) -> float | None:
        """Red cells as tiled over those trained on, as a ratio of diameters; None without either."""
        wanted, ruler = self.bundle.preprocessing.tile.red_cell, self.cells.ruler
        if wanted is None or ruler is None:
            return None
        return ruler.diameter * self.outputs.size[0] / self.size[0] / wanted

    @cached_property
    def members(self) -> dict[str, Doubles]:
        """Probability of the field [C] by member, without those that found nothing to look at."""
        said = {}
        for name, shares in self.outputs.members.items():
            field = self.weights.astype(np.float64) @ shares.astype(np.float64)
            said[name] = field / field.sum()
        judge = self.bundle.cell_member
        if self.judged is not None and judge is not None:
            temperature = self.bundle.calibration.temperature.get(judge.name, 1.0)
            said[judge.name] = self.judged.field(len(self.bundle.classes), temperature)
        return said

    @cached_property
    def probabilities(self) -> dict[str, float]:
        """Calibrated probability of the field by class, from all members that speak."""
        temperature = self.bundle.calibration.temperature.get(VOTE, 1.0)
        together = sharpened(mean_of(list(self.members.values())), temperature)
        return dict(zip(self.bundle.classes, together.tolist(), strict=True))

    @property
    def votes(self) -> dict[str, str]:
        """The most probable class of the field by member."""
        return {name: self.bundle.classes[int(shares.argmax())] for name, shares in self.members.items()}

    @property
    def is_familiar(self) -> bool:
        """Whether the field came at the scale of the training data and is not unlike it."""
        return self.outputs.size == self.size and self.distance <= self.bundle.thresholds.distance_max

    @property
    def normal(self) -> float | None:
        """Mean probability that a white cell is a normal one of another laboratory; None if nobody can tell.

        Where the classes have a normal one of their own, that is an answer like any other.
        """
        if self.judged is None or NORMAL in self.bundle.classes or NORMAL not in self.judged.classes:
            return None
        return self.judged.mean_of(frozenset({NORMAL}))

    @property
    def leukaemia_probability(self) -> float:
        """Probability of any malignant class.

        A member that has seen normal white cells says how far these are some. Of a field that is not familiar
        it is asked alone: the others know one laboratory only.
        """
        malignant = min(1.0, sum(self.probabilities[slug] for slug in self.bundle.malignant))
        if self.judged is None or self.normal is None:
            return malignant
        if not self.is_familiar:
            return self.judged.mean_of(self.bundle.malignant)
        return malignant * (1 - self.normal)

    def heatmap(self, slug: str) -> npt.NDArray[np.uint8]:
        """Heatmap of a class over the whole picture, uint8 [H, W]: the mean of the members' maps.

        That of the member for single cells shows on each what it adds to the evidence.
        """
        index, side = self.bundle.classes.index(slug), self.bundle.preprocessing.tile.size
        canvases = []
        for maps in self.outputs.heatmaps.values():
            canvas = HeatCanvas(*self.outputs.size)
            for corner, map_ in zip(self.outputs.corners, maps, strict=True):
                canvas.add(corner, side, map_[index])
            canvases.append(canvas)
        if self.judged is not None:
            canvases.append(self._cell_canvas(self.judged, index))
        return render(canvases, *self.size)

    def heat_on_cells(self, heatmap: npt.NDArray[np.uint8]) -> float:
        """Mean heat inside the boxes of white cells over that of the picture; 0 without heat or cells."""
        inside = np.zeros(heatmap.shape, np.bool_)
        for cell in self.cells.white:
            inside[cell.y : cell.y + cell.height, cell.x : cell.x + cell.width] = True
        mean = float(heatmap.mean())
        return float(heatmap[inside].mean()) / mean if mean and inside.any() else 0.0

    def _cell_canvas(self, judged: Judged, index: int) -> HeatCanvas:
        evidence = judged.evidence(index, len(self.bundle.classes))
        values = np.rint(evidence / (evidence.max() or 1) * FULL).astype(int).tolist()
        canvas = HeatCanvas(*self.outputs.size)
        canvas.cover(draw_ellipses(judged.cells, values, self.size, self.outputs.size))
        return canvas
