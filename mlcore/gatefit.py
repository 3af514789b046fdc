"""Fitting the limits of the gate on development pictures, for a stated share of false refusals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from mlcore.bundle import SmearModel, Thresholds
from mlcore.bundle.hashes import sha256_of
from mlcore.serving.quality import SMEAR_MEASURES
from mlcore.smear import smear_score, standardise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Measures = Mapping[str, float]

MIN_SIDE: Final = 192
FALSE_REFUSALS: Final = 0.003
"""Share of training fields that each limit may refuse: all limits together stay well below 2 percent."""

FAR_FIELDS: Final = 0.01
"""Share of unseen fields of the training laboratory that may be called unlike the training data."""

WHITE_CELL_MARGIN: Final = 0.1
BRIGHTNESS_MARGIN: Final = 0.25
DARKNESS_MARGIN: Final = 0.125
"""Share of the brightest training fields' darkness that has to be left: cells show until little is."""

REFUSING_MARGIN: Final = 2.0
OPEN_GATE: Final = SmearModel((), (), (), (), 0.0, -1.0)
PENALTY: Final = 1e-2
ROUNDS: Final = 60


def fit_thresholds(
    smears: Sequence[Measures],
    *,
    distances: npt.ArrayLike,
    confidence_min: float,
    other_smears: Sequence[Measures] = (),
    foreign: Sequence[Measures] = (),
    foreign_distances: npt.ArrayLike = (),
) -> Thresholds:
    """Thresholds from quality measures (`mlcore.serving.quality.measure`) and feature distances.

    Args:
        smears: measures of fields like those trained on.
        distances: `Reference.distances` of fields that neither the network nor the bank has seen.
        confidence_min: least calibrated probability with which a class is named.
        other_smears: measures of smears by other cameras and dyes. They widen what counts as a smear, but set
            no limit on light, focus or white cells.
        foreign: measures of pictures that are no smear; without any, no picture is refused as none.
        foreign_distances: distances of pictures that are no smear.
    """
    near = float(np.quantile(np.asarray(distances, float), 1 - FAR_FIELDS))
    return Thresholds(
        min_side=MIN_SIDE,
        sharpness_min=_quantile(smears, "sharpness", FALSE_REFUSALS),
        brightness_min=_quantile(smears, "brightness", FALSE_REFUSALS) * BRIGHTNESS_MARGIN,
        brightness_max=1 - (1 - _quantile(smears, "brightness", 1 - FALSE_REFUSALS)) * DARKNESS_MARGIN,
        white_cell_min=_quantile(smears, "nuclei", FALSE_REFUSALS) * WHITE_CELL_MARGIN,
        smear=fit_smear_model(smears, other_smears, foreign) if foreign else OPEN_GATE,
        confidence_min=confidence_min,
        distance_max=near,
        distance_refuse=_refusing_distance(near, np.asarray(foreign_distances, float)),
    )


def fit_smear_model(
    smears: Sequence[Measures], other_smears: Sequence[Measures], foreign: Sequence[Measures]
) -> SmearModel:
    """Logistic score that tells smears of any origin from foreign pictures; every kind weighs the same."""
    kinds = [_table(kind) for kind in (smears, other_smears, foreign) if kind]
    values = np.concatenate(kinds)
    truth = np.concatenate([np.ones(len(values) - len(foreign)), np.zeros(len(foreign))])
    shares = np.concatenate([np.full(len(kind), 1 / len(kind) / len(kinds)) for kind in kinds])
    mean = np.average(values, axis=0, weights=shares)
    scale = np.sqrt(np.average((values - mean) ** 2, axis=0, weights=shares)) + 1e-6
    fitted = _logistic(standardise(values, mean, scale), truth, shares)
    model = SmearModel(
        measures=SMEAR_MEASURES,
        mean=tuple(mean.tolist()),
        scale=tuple(scale.tolist()),
        weights=tuple(fitted[:-1].tolist()),
        bias=float(fitted[-1]),
        min_score=0.0,
    )
    least = np.quantile([smear_score(model, own) for own in smears], FALSE_REFUSALS)
    return replace(model, min_score=float(least))


def for_fitting(path: Path) -> bool:
    """Whether a development picture is for fitting (even SHA-256) or kept for reporting (odd)."""
    return int(sha256_of(path), 16) % 2 == 0


def _refusing_distance(near: float, foreign: Floats) -> float:
    """Distance that most foreign pictures exceed, but never one near the training laboratory's own fields."""
    least = near * REFUSING_MARGIN
    return max(least, float(np.quantile(foreign, 0.1))) if foreign.size else least


def _quantile(measures: Sequence[Measures], name: str, share: float) -> float:
    return float(np.quantile([own[name] for own in measures], share))


def _table(measures: Sequence[Measures]) -> Floats:
    return np.array([[own[name] for name in SMEAR_MEASURES] for own in measures], float)


def _logistic(inputs: Floats, truth: Floats, shares: Floats) -> Floats:
    """Weights and, last, the bias of a weighted ridge logistic regression, by Newton's method."""
    design = np.column_stack([inputs, np.ones(len(inputs))])
    ridge = np.diag([*np.full(inputs.shape[1], PENALTY), PENALTY * 1e-6])
    weights = np.zeros(design.shape[1])
    for _ in range(ROUNDS):
        odds = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (shares * (odds - truth)) + ridge @ weights
        curve = (design * (shares * odds * (1 - odds))[:, None]).T @ design + ridge
        weights -= np.linalg.solve(curve, slope)
    return weights
