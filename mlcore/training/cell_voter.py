"""Training the member that looks at single white cells, one by one.

A cell is taken for what its field is. Cells of normal blood from other laboratories are a class of their own:
without them every foreign cell would have to be one of the classes of the training laboratory.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from mlcore.ensemble import pooled_evidence, softmax
from mlcore.labels import NORMAL
from mlcore.training.calibration import fit_temperature
from mlcore.training.cell_samples import FieldCells, cells_of, check_cells, normal_cells
from mlcore.training.crossfit import HeadFitting
from mlcore.training.voter import EXAMPLES, Said, Voter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from mlcore.dataset import Dataset
    from mlcore.training.cell_features import CellFeatures, CellSource
    from mlcore.training.classes import ClassList
    from mlcore.training.fitting import Fit
    from mlcore.training.samples import Samples

    Floats = npt.NDArray[np.float32]
    Doubles = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]


POOLED_WIDEST: Final = 50.0
"""Largest temperature of pooled evidence: the cells of a field are far from independent."""


def train_cell_voter(
    source: CellSource,
    classes: ClassList,
    data: Dataset,
    learning: Samples,
    kept: Samples | None,
    normal: Sequence[Path],
) -> Voter:
    """Fit a head on single cells of a data set's pictures; `normal` are folders of smears of normal blood.

    Raises:
        TrainingError: no white cell is found in the pictures of some class.
    """
    names = classes.names
    outputs = (*names, NORMAL) if normal and NORMAL not in names else names
    every = source.read([item.path for item in data], source.cells.copies, "all pictures")
    cells = cells_of(every, data, learning)
    check_cells(cells, learning, names)
    field_cells = FieldCells(learning, cells, normal_cells(source, normal, outputs))
    fitting = HeadFitting("single cells", source.recipe, source.cells.head, len(outputs))
    logits, fits = _cross_fit(fitting, field_cells, data.root)
    temperature = fit_temperature(logits, learning.truth[cells.pictures])
    inner, pooling = _pooled(softmax(logits / temperature), cells, learning, names)
    voter = Voter(
        name=f"cells-{source.recipe.backbone}",
        recipe=source.recipe,
        backbone=source.backbone,
        corner=None,
        crop=source.cells.crop,
        classes=outputs,
        fit=fitting.final_fit(field_cells.copies_of(np.arange(len(learning.items))), fits),
        fits=fits,
        temperature=temperature,
        pooling=pooling,
        inner=inner,
        kept=None,
        examples=_examples(source, learning, cells),
    )
    if kept is None:
        return voter
    return replace(voter, kept=_kept(voter, pooling, kept, cells_of(every, data, kept), len(names)))


def _cross_fit(fitting: HeadFitting, field_cells: FieldCells, root: Path) -> tuple[Floats, tuple[Fit, ...]]:
    """Logits [M, K] of every cell by a head that never saw its block, and one fit per inner fold."""
    cells = field_cells.cells
    logits = np.zeros((len(cells.pictures), fitting.classes), np.float32)
    fits = []
    for rows, fit in fitting.cross_fit(
        field_cells.samples, field_cells.copies_of, field_cells.plain_of, root
    ):
        own = np.isin(cells.pictures, rows)
        logits[own] = fit.head.logits(cells.features[0, own])
        fits.append(fit)
    return logits, tuple(fits)


def _pooled(
    shares: Doubles, cells: CellFeatures, samples: Samples, names: Sequence[str]
) -> tuple[Said, float]:
    """What shares [M, K] of cells say of their fields, and the temperature of the pooled evidence."""
    count = len(samples.items)
    evidence = pooled_evidence(shares, cells.pictures, count, len(names))
    heard = np.bincount(cells.pictures, minlength=count) > 0
    pooling = fit_temperature(evidence[heard], samples.truth[heard], widest=POOLED_WIDEST)
    return _said(shares, cells.pictures, evidence, pooling), pooling


def _said(shares: Doubles, pictures: Ints, evidence: Doubles, pooling: float) -> Said:
    counts = np.bincount(pictures, minlength=len(evidence))
    silent = np.where(counts > 0, 0.0, np.nan)
    probabilities = softmax(evidence / pooling) + silent[:, None]
    if shares.shape[1] == evidence.shape[1]:
        return Said(probabilities)
    normal = np.bincount(pictures, shares[:, -1], len(evidence)) / np.maximum(counts, 1)
    return Said(probabilities, normal + silent)


def _kept(voter: Voter, pooling: float, kept: Samples, cells: CellFeatures, classes: int) -> Said:
    shares = softmax(voter.fit.head.logits(cells.features[0]) / voter.temperature)
    evidence = pooled_evidence(shares, cells.pictures, len(kept.items), classes)
    return _said(shares, cells.pictures, evidence, pooling)


def _examples(source: CellSource, samples: Samples, cells: CellFeatures) -> npt.NDArray[np.uint8]:
    pictures = np.unique(cells.pictures)
    rows = pictures[np.linspace(0, len(pictures) - 1, min(EXAMPLES, len(pictures))).astype(int)]
    return np.stack([source.crops(samples.items[row].path, row, 0)[0, 0] for row in rows])
