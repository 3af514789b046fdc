"""One probability from several: of the cells of a field, and of the members of a bundle.

Training fits its temperatures on exactly what serving computes, so both take it from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.floating]
    Doubles = npt.NDArray[np.float64]

LEAST: Final = 1e-6
"""Probability below which nothing counts as less likely: one cell must not rule a class out."""


def pooled_evidence(shares: Floats, fields: npt.NDArray[np.int64], count: int, classes: int) -> Doubles:
    """Evidence [count, classes] of fields: logarithms of the shares [M, K >= classes] of their cells, summed.

    `fields` [M] is the field of every cell. Cells are taken for independent given the class, which they are
    not; the temperature that is fitted on the sums makes up for it.
    """
    sums = np.zeros((count, classes))
    np.add.at(sums, fields, evidence_of(shares, classes))
    return sums


def evidence_of(shares: Floats, classes: int) -> Doubles:
    """Evidence [M, classes] of single cells: what `pooled_evidence` adds up."""
    return np.asarray(np.log(np.maximum(shares[:, :classes].astype(np.float64), LEAST)))


def softmax(logits: Floats) -> Doubles:
    """Probabilities of logits along the last axis."""
    powers = np.exp(np.asarray(logits, np.float64) - np.max(logits, axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def mean_of(members: Sequence[Floats]) -> Doubles:
    """Mean [..., C] of the members that speak; a row of NaN is one that is silent."""
    return np.asarray(np.nanmean(np.stack([np.asarray(own, np.float64) for own in members]), axis=0))


def sharpened(probabilities: Floats, temperature: float) -> Doubles:
    """Probabilities [..., C] with their logarithms divided by a temperature."""
    return softmax(np.log(np.maximum(np.asarray(probabilities, np.float64), 1e-12)) / temperature)
