"""Pictures ready for fitting: their class, their features, their colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mlcore.dataset import FOLD_COUNT
from mlcore.training.colour_baseline import read_colours
from mlcore.training.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from mlcore.dataset import Dataset, Item
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

    def copies_of(self, rows: npt.NDArray[np.int64]) -> Table:
        """All copies of the pictures at some places."""
        return Table.of_copies(self.features[:, rows], self.truth[rows])

    def plain_of(self, rows: npt.NDArray[np.int64]) -> Table:
        """The pictures at some places as they are."""
        return Table(self.features[0, rows], self.truth[rows])

    def take(self, items: Iterable[Item]) -> Samples:
        """The same samples, of `items` alone."""
        rows = self.rows(items)
        chosen = tuple(self.items[row] for row in rows)
        return Samples(chosen, self.truth[rows], self.features[:, rows], self.colours[rows])


def read_samples(data: Dataset, classes: ClassList, source: FeatureSource) -> Samples:
    """Features and colours of all pictures of a data set, whichever fold will be kept out."""
    paths = [item.path for item in data]
    return Samples(
        items=data.items,
        truth=classes.truth(data.items),
        features=source.read(paths, source.recipe.copies, "all pictures", _parts(data)),
        colours=read_colours(paths, source.recipe.input_size),
    )


def _parts(data: Dataset) -> list[int]:
    """Fold of every picture; one that overlaps a picture of another fold is a part by itself."""
    folds = data.folds()
    of_group: dict[str, set[int]] = {}
    for item, fold in zip(data, folds, strict=True):
        of_group.setdefault(item.overlap_group, set()).add(fold)
    return [
        fold if not item.overlap_group or len(of_group[item.overlap_group]) == 1 else FOLD_COUNT + index
        for index, (item, fold) in enumerate(zip(data, folds, strict=True))
    ]
