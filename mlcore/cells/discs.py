"""Nuclear colour described by discs: the largest that fit into it, and which pixels are nearest to which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Indices = npt.NDArray[np.intp]
    Mask = npt.NDArray[np.bool_]
    Labels = npt.NDArray[np.int32]

LEAST_DISC: Final = 0.1
PEAK_REACH: Final = 0.22
PEAK_SMOOTHING: Final = 0.04
"""Radius, distance to a larger disc and smoothing of the depth, in red-cell diameters."""

MOST_DISCS: Final = 400


def find_depth(mask: Mask) -> Floats:
    """Distance of each pixel of a mask to the nearest one outside; the border is no outside."""
    return np.asarray(cv2.distanceTransform(mask.view(np.uint8), cv2.DIST_L2, 5), np.float32)


def find_discs(depth: Floats, diameter: float) -> Floats:
    """Largest discs that fit into the mask, [n, 3]: x, y, radius; none within reach of a larger one.

    `diameter` is that of a red cell, in pixels.
    """
    smooth = cv2.GaussianBlur(depth, (0, 0), max(0.5, PEAK_SMOOTHING * diameter))
    reach = 2 * max(1, round(PEAK_REACH * diameter)) + 1
    around = cv2.dilate(smooth, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    least = LEAST_DISC * diameter
    peaks = (smooth >= around) & (depth >= least)
    middles = cv2.connectedComponentsWithStats(peaks.view(np.uint8))[3][1:]
    x, y = np.rint(middles).astype(np.intp).T
    discs = np.column_stack([x, y, depth[y, x]]).astype(np.float32)
    # The middle of a bent ridge may lie beside it, even outside the mask.
    discs = discs[discs[:, 2] >= least]
    return discs[np.argsort(-discs[:, 2])][:MOST_DISCS]


def shared_out(mask: Mask, discs: Floats, groups: Indices) -> Labels:
    """Pixels of every blob [h, w], each with one more than the group of the disc that is nearest; else 0.

    Nearest by the power of the circle: a large nucleus keeps what lies within it, although the middle of a
    small one may be nearer.
    """
    count, blobs = cv2.connectedComponents(mask.view(np.uint8))
    own: Indices = blobs[discs[:, 1].astype(np.intp), discs[:, 0].astype(np.intp)].astype(np.intp)
    owner, lowest = np.zeros(count, np.int32), np.full(count, len(discs) + 1, np.int32)
    np.maximum.at(owner, own, groups + 1)
    np.minimum.at(lowest, own, groups + 1)
    labels = owner[blobs]
    # Only blobs that hold several nuclei are looked at pixel by pixel.
    for blob in np.flatnonzero(lowest < owner):
        row, column = np.divmod(np.flatnonzero(blobs == blob), mask.shape[1])
        within = np.flatnonzero(own == blob)
        least = np.full(len(row), np.inf, np.float32)
        for (x, y, radius), group in zip(discs[within], groups[within], strict=True):
            power = (column - x) ** 2 + (row - y) ** 2 - radius**2
            nearer = power < least
            least[nearer] = power[nearer]
            labels[row[nearer], column[nearer]] = group + 1
    return np.asarray(labels, np.int32)
