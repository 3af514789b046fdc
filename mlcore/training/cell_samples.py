"""Single white cells to learn from: those of the training pictures, and normal ones of other laboratories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mlcore.dataset import IMAGE_SUFFIXES
from mlcore.gatefit import for_fitting
from mlcore.labels import NORMAL
from mlcore.training.errors import TrainingError
from mlcore.training.pictures import read_picture
from mlcore.training.scale import usual_diameter
from mlcore.training.tables import Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from mlcore.dataset import Dataset
    from mlcore.training.cell_features import CellFeatures, CellSource
    from mlcore.training.samples import Samples

    Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class FieldCells:
    """Cells of the pictures to learn from, and rows of normal cells of other laboratories."""

    samples: Samples
    cells: CellFeatures
    normal: Table

    def copies_of(self, rows: Ints) -> Table:
        """All copies of the cells of some pictures, and the normal cells."""
        mine = np.isin(self.cells.pictures, rows)
        truth = self.samples.truth[self.cells.pictures[mine]]
        return Table.of_copies(self.cells.features[:, mine], truth).joined(self.normal)

    def plain_of(self, rows: Ints) -> Table:
        """The cells of some pictures as they are."""
        mine = np.isin(self.cells.pictures, rows)
        return Table(self.cells.features[0, mine], self.samples.truth[self.cells.pictures[mine]])


def cells_of(every: CellFeatures, data: Dataset, samples: Samples) -> CellFeatures:
    """The cells of some pictures of a data set, which are numbered as they stand in `samples`."""
    places = {item.file: place for place, item in enumerate(data)}
    return every.of(np.array([places[item.file] for item in samples.items], np.int64), len(data))


def check_cells(cells: CellFeatures, samples: Samples, names: Sequence[str]) -> None:
    """Refuse to learn single cells of classes that show none.

    Raises:
        TrainingError: no white cell is found in the pictures of some class.
    """
    found = np.bincount(samples.truth[cells.pictures], minlength=len(names))
    empty = [name for name, count in zip(names, found, strict=True) if not count]
    if empty:
        message = f"No white cell was found in any picture of {', '.join(empty)}; train without --cells."
        raise TrainingError(message)


def normal_cells(source: CellSource, folders: Sequence[Path], outputs: Sequence[str]) -> Table:
    """Rows of normal cells, of the half of each folder that may be learned from."""
    depth = sum(int(tap.shape[-1]) for tap in source.backbone.network.outputs)
    rows = Table(np.zeros((0, depth), np.float32), np.zeros(0, np.int64))
    for folder in folders:
        paths = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in IMAGE_SUFFIXES]
        fitting = [path for path in paths if for_fitting(path)]
        what = f"normal blood in {folder.name}"
        found = source.read(
            fitting, source.cells.normal_copies, what, usual_diameter(map(read_picture, fitting), what)
        )
        truth = np.full(len(found.pictures), outputs.index(NORMAL), np.int64)
        rows = rows.joined(Table.of_copies(found.features, truth))
    return rows
