"""Pictures ready for fitting: their class, their features, their colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mlcore.training.colour_baseline import read_colours

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from mlcore.dataset import Item
    from mlcore.training.classes import ClassList
    from mlcore.training.features import FeatureSource

    Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Samples:
    """Pictures, class indices [N], features [copies + 1, N, D] and colour numbers [N, 6]."""

    items: tuple[Item, ...]
    truth: npt.NDArray[np.int64]
    features: Floats
    colours: npt.NDArray[np.float64]

    @property
    def units(self) -> list[str]:
        """What each picture was taken with: its group or else its block, by class."""
        return [f"{item.cls} {item.group or item.block}" for item in self.items]

    def rows(self, items: Iterable[Item]) -> npt.NDArray[np.int64]:
        """Places of `items` among the samples."""
        wanted = {item.file for item in items}
        return np.array([row for row, item in enumerate(self.items) if item.file in wanted], np.int64)

    def take(self, items: Iterable[Item]) -> Samples:
        """The same samples, of `items` alone."""
        rows = self.rows(items)
        chosen = tuple(self.items[row] for row in rows)
        return Samples(chosen, self.truth[rows], self.features[:, rows], self.colours[rows])


def read_samples(
    items: Sequence[Item], classes: ClassList, source: FeatureSource, copies: int, what: str
) -> Samples:
    """Features and colours of `items`, with so many augmented copies."""
    paths = [item.path for item in items]
    return Samples(
        items=tuple(items),
        truth=classes.truth(items),
        features=source.read(paths, copies, what),
        colours=read_colours(paths, source.recipe.input_size),
    )
