"""Nuclei told apart: touching ones split, the lobes of one joined.

Every blob of nuclear colour is described by the discs that fit into it (peaks of the distance transform).
Sizes are in red-cell diameters: a lobe of a segmented nucleus is much narrower than a red cell, the nucleus
of a lymphocyte or a blast is as wide or wider.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from mlcore.cells.discs import find_depth, find_discs, shared_out

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Indices = npt.NDArray[np.intp]
    Mask = npt.NDArray[np.bool_]
    Labels = npt.NDArray[np.int32]

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
    framed = cv2.copyMakeBorder(mask.view(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    depth = np.ascontiguousarray(find_depth(framed.view(np.bool_))[1:-1, 1:-1])
    discs = find_discs(depth, diameter)
    if not len(discs):
        return np.zeros(mask.shape, np.int32)
    return shared_out(mask, discs, _groups(discs, depth, find_depth(body), diameter))


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
    one, other = np.nonzero(np.triu(near, 1))
    lobed = lobe[one] | lobe[other]
    way = (
        discs[one, :2] + (discs[other, :2] - discs[one, :2]) * np.linspace(0, 1, WAIST_POINTS)[:, None, None]
    )
    x, y = np.rint(way).astype(np.intp).transpose(2, 0, 1)
    along = np.where(lobed, inside[y, x], depth[y, x])
    linked[one, other] = along.min(axis=0) >= NECK * np.minimum(along[0], along[-1])
    return _adopted(_connected(linked), discs, gap, diameter)


def _adopted(groups: Indices, discs: Floats, gap: Floats, diameter: float) -> Indices:
    """Groups after those too small for a nucleus have gone to the nearest other one."""
    area = np.bincount(groups, np.pi * discs[:, 2] ** 2, minlength=len(discs))
    whole = area[groups] >= FRAGMENT * diameter**2
    between = np.where(whole & ~whole[:, None], gap, np.inf)
    nearest, least = between.argmin(axis=1), between.min(axis=1)
    # Of each group the disc that is nearest to a whole nucleus; what is written last stays.
    order = np.argsort(-least, kind="stable")
    speaker = np.empty(len(discs), np.intp)
    speaker[groups[order]] = order
    own = speaker[groups]
    return np.where(least[own] < FRAGMENT_GAP * diameter, groups[nearest[own]], groups)


def _connected(linked: Mask) -> Indices:
    """Smallest index reachable from each index over links [n, n]."""
    both = linked | linked.T | np.eye(len(linked), dtype=np.bool_)
    groups = np.arange(len(linked))
    while True:
        spread = np.where(both, groups, len(groups)).min(axis=1)
        if np.array_equal(spread, groups):
            return groups
        groups = spread
