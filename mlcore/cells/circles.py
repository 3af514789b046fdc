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
EDGE_QUANTILE: Final = 0.9
EDGE_SHARE: Final = 0.4
LEAST_SLOPE: Final = 0.004
LOOSENESS: Final = 0.18
"""Standard deviation, in radii, by which votes may miss the centre: red cells are not quite round."""

LEAST_VOTES: Final = 0.3
"""Share of the outline that has to vote for a candidate."""

LARGE_FIRST: Final = 0.8
MOST: Final = 100
CONSIDERED: Final = 400
"""Circles returned at most, and the surest candidates among which they are looked for."""

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
    sample = slope[::2, ::2].ravel()
    steepest = int(EDGE_QUANTILE * (len(sample) - 1))
    least = max(EDGE_SHARE * float(np.partition(sample, steepest)[steepest]), LEAST_SLOPE)
    candidates = (slope > least) & ~hidden
    candidates[[0, -1]] = candidates[:, [0, -1]] = False
    # Flat indices throughout: NumPy is several times slower at listing and reading places in two dimensions.
    at = np.flatnonzero(candidates)
    slope, wide = slope.ravel(), stain.shape[1]
    steep = slope[at]
    ux, uy = (np.asarray(part.ravel()[at] / steep, np.float32) for part in (gx, gy))
    ahead = np.rint(uy).astype(np.intp) * wide + np.rint(ux).astype(np.intp)
    crest = np.flatnonzero((steep >= slope[at + ahead]) & (steep > slope[at - ahead]))
    y, x = np.divmod(at[crest], wide)
    return Edges(x.astype(np.float32), y.astype(np.float32), ux[crest], uy[crest])


def find_circles(stain: Floats, hidden: Mask, edges: Edges) -> Floats:
    """Circles [n, 4]: x, y, radius and share of the outline seen; the surest first, none over another.

    `edges` are those of `stain` outside of what is `hidden`, both [h, w].
    """
    shortest = min(stain.shape)
    found: list[Floats] = []
    scale = 1
    while WIDEST * shortest >= SMALLEST_RADIUS * scale and shortest // scale >= LEAST_SIDE:
        if scale > 1:
            half = (stain.shape[1] // 2, stain.shape[0] // 2)
            stain = np.asarray(cv2.resize(stain, half, interpolation=cv2.INTER_AREA), np.float32)
            hidden = cv2.resize(hidden.view(np.uint8), half, interpolation=cv2.INTER_NEAREST).view(np.bool_)
            edges = find_edges(stain, hidden)
        for own in _candidates(edges, stain.shape, WIDEST * shortest / scale):
            own[:, :2] = (own[:, :2] + 0.5) * scale - 0.5
            own[:, 2] *= scale
            found.append(own)
        scale *= 2
    return _apart(np.concatenate(found)) if found else np.empty((0, 4), np.float32)


def _candidates(edges: Edges, shape: tuple[int, ...], widest: float) -> Iterator[Floats]:
    """Circles [n, 4] of one doubling of radii, one array per radius."""
    radii = [SMALLEST_RADIUS * 2 ** (step / STEPS) for step in range(STEPS)]
    margin = round(2 * SMALLEST_RADIUS) + 1
    high, wide = shape[0] + 2 * margin, shape[1] + 2 * margin
    left, top = edges.x + np.float32(margin + 0.5), edges.y + np.float32(margin + 0.5)
    for radius in (own for own in radii if own <= widest):
        x = (left + edges.ux * radius).astype(np.int32)
        y = (top + edges.uy * radius).astype(np.int32)
        cast = np.bincount(y * wide + x, minlength=high * wide).reshape(high, wide)
        sigma = LOOSENESS * radius
        spread = cv2.GaussianBlur(cast.astype(np.float32), (0, 0), sigma)
        blurred = np.ascontiguousarray(spread[margin:-margin, margin:-margin])
        reach = 2 * int(radius * 0.7) + 1
        highest = cv2.dilate(blurred, np.ones((reach, reach), np.uint8))
        least = LEAST_VOTES * radius / sigma**2
        peaks = np.flatnonzero((blurred > least) & (blurred >= highest))
        own = np.empty((len(peaks), 4), np.float32)
        own[:, 1], own[:, 0] = np.divmod(peaks, shape[1])
        own[:, 2] = radius
        own[:, 3] = blurred.ravel()[peaks] * (sigma**2 / radius)
        yield own


def _apart(circles: Floats) -> Floats:
    """The best of circles that lie over each other; of two that are as sure the larger one."""
    order = np.argsort(-circles[:, 3] * circles[:, 2] ** LARGE_FIRST)[:CONSIDERED]
    own = circles[order]
    x, y, radius = own[:, 0], own[:, 1], own[:, 2]
    away = np.square(x[:, None] - x) + np.square(y[:, None] - y)
    over = away < np.square(APART * np.maximum(radius[:, None], radius))
    kept: list[int] = []
    free = np.ones(len(own), np.bool_)
    while free.any() and len(kept) < MOST:
        best = int(free.argmax())
        kept.append(best)
        free &= ~over[best]
    return own[kept]
