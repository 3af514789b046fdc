"""Nuclei told apart: touching ones split, the lobes of one joined.

Every blob of nuclear colour is described by the discs that fit into it (peaks of the distance transform).
Sizes are in red-cell diameters: a lobe of a segmented nucleus is much narrower than a red cell, the nucleus
of a lymphocyte or a blast is as wide or wider.
"""

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
MOST_DISCS: Final = 400

LOBE: Final = 0.42
"""Radius below which a disc is taken for a lobe."""

LOBE_GAP: Final = 0.3
"""Gap between two lobes up to which they are one nucleus whatever lies between."""

GAP: Final = 0.7
FARTHEST: Final = 1.5
"""Gap, and distance of the middles, up to which two discs may be parts of one nucleus at all."""

NECK: Final = 0.6
WAIST_POINTS: Final = 11
"""Depth of the waist between two discs, relative to the shallower of them, from which both are one nucleus,
and the points at which it is looked at."""

FRAGMENT: Final = 0.25
FRAGMENT_GAP: Final = 0.15
"""Area, in squared diameters, of what is too little for a nucleus, and how near its neighbour lies."""


def separate(mask: Mask, body: Mask, diameter: float) -> Labels:
    """Number of the nucleus at each pixel [h, w], 0 outside of any.

    Args:
        mask: nuclei [h, w].
        body: nuclei with their cytoplasm [h, w]: lobes that lie in one round cell belong together.
        diameter: of a red cell, in pixels.
    """
    depth = _depth(np.pad(mask, 1))[1:-1, 1:-1]
    discs = _discs(depth, diameter)
    if not len(discs):
        return np.zeros(mask.shape, np.int32)
    return _shared(mask, discs, _groups(discs, depth, _depth(body), diameter))


def _depth(mask: Mask) -> Floats:
    """Distance of each pixel of a mask to the nearest one outside; the border is no outside."""
    return np.asarray(cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 5), np.float32)


def _discs(depth: Floats, diameter: float) -> Floats:
    """Largest discs that fit into the mask, [n, 3]: x, y, radius; none within reach of a larger one."""
    smooth = cv2.GaussianBlur(depth, (0, 0), max(0.5, PEAK_SMOOTHING * diameter))
    reach = 2 * max(1, round(PEAK_REACH * diameter)) + 1
    around = cv2.dilate(smooth, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    least = LEAST_DISC * diameter
    peaks = (smooth >= around) & (depth >= least)
    middles = cv2.connectedComponentsWithStats(peaks.astype(np.uint8))[3][1:]
    x, y = np.rint(middles).astype(np.intp).T
    discs = np.column_stack([x, y, depth[y, x]]).astype(np.float32)
    # The middle of a bent ridge may lie beside it, even outside the mask.
    discs = discs[discs[:, 2] >= least]
    return discs[np.argsort(-discs[:, 2])][:MOST_DISCS]


def _shared(mask: Mask, discs: Floats, groups: Indices) -> Labels:
    """Pixels of every blob [h, w], each with the number of the nucleus whose disc is nearest.

    Nearest by the power of the circle: a large nucleus keeps what lies within it, although the middle of a
    small one may be nearer.
    """
    blobs = cv2.connectedComponents(mask.astype(np.uint8))[1]
    row, column = np.nonzero(mask)
    order = np.argsort(blobs[row, column], kind="stable")
    row, column = row[order], column[order]
    numbers = blobs[row, column]
    least = np.full(len(row), np.inf, np.float32)
    labels = np.zeros(mask.shape, np.int32)
    chosen = np.zeros(len(row), np.int32)
    for (x, y, radius), group in zip(discs, groups, strict=True):
        first, last = np.searchsorted(numbers, blobs[int(y), int(x)] + np.arange(2))
        power = (column[first:last] - x) ** 2 + (row[first:last] - y) ** 2 - radius**2
        nearer = power < least[first:last]
        least[first:last][nearer] = power[nearer]
        chosen[first:last][nearer] = group + 1
    labels[row, column] = chosen
    return labels


def _groups(discs: Floats, depth: Floats, inside: Floats, diameter: float) -> Indices:
    """Number of the nucleus that each disc [n, 3] belongs to.

    Round discs are told apart by a waist of the nuclei (`depth`). Of lobes it is the cell (`inside`) that has
    no waist: the nuclei of two cells that touch lie in an eight, the lobes of one in a circle.
    """
    radius = discs[:, 2]
    away = np.hypot(discs[:, None, 0] - discs[:, 0], discs[:, None, 1] - discs[:, 1])
    gap = away - radius[:, None] - radius
    lobe = radius < LOBE * diameter
    linked = lobe[:, None] & lobe & (gap < LOBE_GAP * diameter)
    near = (gap < GAP * diameter) & (away < FARTHEST * diameter) & ~linked
    for one, other in np.argwhere(np.triu(near, 1)):
        across = inside if lobe[one] or lobe[other] else depth
        linked[one, other] = _joined(across, discs[one], discs[other])
    return _adopted(_connected(linked), discs, gap, diameter)


def _adopted(groups: Indices, discs: Floats, gap: Floats, diameter: float) -> Indices:
    """Groups after those too small for a nucleus have gone to the nearest other one."""
    area = np.bincount(groups, np.pi * discs[:, 2] ** 2, minlength=len(discs))
    whole = area[groups] >= FRAGMENT * diameter**2
    settled = groups.copy()
    for number in np.unique(groups[~whole]):
        others = whole & (groups != number)
        between = gap[np.ix_(groups == number, others)]
        if between.size and between.min() < FRAGMENT_GAP * diameter:
            nearest = np.unravel_index(between.argmin(), between.shape)[1]
            settled[groups == number] = groups[np.flatnonzero(others)[nearest]]
    return settled


def _joined(depth: Floats, one: Floats, other: Floats) -> bool:
    """Whether the cell has no waist on the way between two discs; `depth` of each pixel below its outline."""
    way = one[:2] + (other[:2] - one[:2]) * np.linspace(0, 1, WAIST_POINTS)[:, None]
    x, y = np.rint(way).astype(int).T
    along = depth[y, x]
    return bool(along.min() >= NECK * min(along[0], along[-1]))


def _connected(linked: Mask) -> Indices:
    """Smallest index reachable from each index over links [n, n]."""
    both = linked | linked.T | np.eye(len(linked), dtype=np.bool_)
    groups = np.arange(len(linked))
    while True:
        spread = np.where(both, groups, len(groups)).min(axis=1)
        if np.array_equal(spread, groups):
            return groups
        groups = spread
