"""Round outlines, found by votes of their edges.

Every edge pixel of a disc that is darker than its ground points to the disc's centre. Votes cast along these
directions, one radius at a time, pile up at the centre where the radius is right (Ballard 1981; Loy and
Zelinsky 2003). Cells that touch, overlap or are cut by the border are found by the part of their outline
that shows, and the rim of a red cell's pale middle points away from its centre, so that it casts no vote.
Larger radii are looked for on halved copies, so that the cost hardly grows with the range.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Mask = npt.NDArray[np.bool_]

SMALLEST_RADIUS: Final = 4.0
STEPS: Final = 6
"""Radii tried per doubling."""

WIDEST: Final = 0.22
"""Largest radius, as a share of the shorter side: fewer than two cells across make no ruler."""

LEAST_SIDE: Final = 24
EDGE_QUANTILE: Final = 90
EDGE_SHARE: Final = 0.4
LEAST_SLOPE: Final = 0.004
LOOSENESS: Final = 0.18
"""Standard deviation, in radii, by which votes may miss the centre: red cells are not quite round."""

LEAST_VOTES: Final = 0.3
"""Share of the outline that has to vote for a candidate."""

LARGE_FIRST: Final = 0.8
MOST: Final = 100
APART: Final = 0.8


@dataclass(frozen=True, eq=False)
class Edges:
    """Edge pixels: places x and y, and the unit direction (ux, uy) towards the darker side, all [n]."""

    x: Floats
    y: Floats
    ux: Floats
    uy: Floats


def find_edges(stain: Floats, hidden: Mask) -> Edges:
    """Edges of optical density [h, w], one pixel thick, outside what is hidden [h, w]."""
    smooth = cv2.GaussianBlur(stain, (5, 5), 1.0)
    gx = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=0.125)
    gy = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=0.125)
    slope = cv2.magnitude(gx, gy)
    least = max(EDGE_SHARE * float(np.percentile(slope[::2, ::2], EDGE_QUANTILE)), LEAST_SLOPE)
    candidates = slope > least
    candidates[[0, -1]] = candidates[:, [0, -1]] = False
    # Flat indices: NumPy is several times slower at listing places in two dimensions.
    y, x = np.divmod(np.flatnonzero(candidates & ~hidden), stain.shape[1])
    steep = slope[y, x]
    ux, uy = gx[y, x] / steep, gy[y, x] / steep
    dx, dy = np.rint(ux).astype(np.intp), np.rint(uy).astype(np.intp)
    crest = (steep >= slope[y + dy, x + dx]) & (steep > slope[y - dy, x - dx])
    return Edges(*(part[crest].astype(np.float32) for part in (x, y, ux, uy)))


def find_circles(stain: Floats, hidden: Mask) -> Floats:
    """Circles [n, 4]: x, y, radius and share of the outline seen; the surest first, none over another."""
    widest = WIDEST * min(stain.shape)
    found: list[Floats] = []
    scale = 1.0
    while widest / scale >= SMALLEST_RADIUS and min(stain.shape) >= LEAST_SIDE:
        for own in _candidates(find_edges(stain, hidden), stain.shape, widest / scale):
            own[:, :2] = (own[:, :2] + 0.5) * scale - 0.5
            own[:, 2] *= scale
            found.append(own)
        half = (stain.shape[1] // 2, stain.shape[0] // 2)
        stain = np.asarray(cv2.resize(stain, half, interpolation=cv2.INTER_AREA), np.float32)
        hidden = cv2.resize(hidden.astype(np.uint8), half, interpolation=cv2.INTER_NEAREST) > 0
        scale *= 2
    return _apart(np.concatenate(found)) if found else np.empty((0, 4), np.float32)


def _candidates(edges: Edges, shape: tuple[int, ...], widest: float) -> Iterator[Floats]:
    """Circles [n, 4] of one doubling of radii, one array per radius."""
    radii = [SMALLEST_RADIUS * 2 ** (step / STEPS) for step in range(STEPS)]
    margin = round(2 * SMALLEST_RADIUS) + 1
    high, wide = shape[0] + 2 * margin, shape[1] + 2 * margin
    for radius in (own for own in radii if own <= widest):
        x = (edges.x + edges.ux * radius + (margin + 0.5)).astype(np.int32)
        y = (edges.y + edges.uy * radius + (margin + 0.5)).astype(np.int32)
        cast = np.bincount(y * wide + x, minlength=high * wide).reshape(high, wide)
        sigma = LOOSENESS * radius
        blurred = cv2.GaussianBlur(cast.astype(np.float32), (0, 0), sigma)[margin:-margin, margin:-margin]
        least = LEAST_VOTES * radius / sigma**2
        reach = 2 * int(radius * 0.7) + 1
        peaks = (blurred > least) & (blurred >= cv2.dilate(blurred, np.ones((reach, reach), np.uint8)))
        row, column = np.divmod(np.flatnonzero(peaks), shape[1])
        share = blurred[row, column] * (sigma**2 / radius)
        yield np.column_stack([column, row, np.full(len(row), radius), share]).astype(np.float32)


def _apart(circles: Floats) -> Floats:
    """The best of circles that lie over each other; of two that are as sure the larger one."""
    order = np.argsort(-circles[:, 3] * circles[:, 2] ** LARGE_FIRST)
    left = circles[order]
    kept: list[Floats] = []
    while len(left) and len(kept) < MOST:
        best = left[0]
        kept.append(best)
        away = (left[:, 0] - best[0]) ** 2 + (left[:, 1] - best[1]) ** 2
        left = left[away >= (APART * np.maximum(left[:, 2], best[2])) ** 2]
    return np.array(kept, np.float32).reshape(-1, 4)
