"""Whether the network's answer goes when what the heatmap calls hot goes (Petsiuk et al. 2018, RISE)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]
    Pixels = npt.NDArray[np.uint8]

PATCH: Final = 16
"""Side of what is deleted at once, in pixels."""

STEPS: Final = 14
RANDOM_ORDERS: Final = 4
BLUR: Final = 16.0
"""Standard deviation in pixels, as wide as a nucleus: what replaces a patch is the light and colour of the
place without the cell. A plane of one colour would add edges, which a network may take for evidence."""


def deletion_areas(
    probability: Callable[[Pixels], float],
    pixels: Pixels,
    heatmap: npt.NDArray[np.uint8],
    random: np.random.Generator,
) -> tuple[float, float]:
    """Area, 0 to 1, under the probability while patches go: hottest first, and mean of random orders.

    Args:
        probability: of the top class, in a picture like `pixels`.
        pixels: field [H, W, 3].
        heatmap: of the top class [H, W].
        random: orders the patches that are equally hot, too.
    """
    heat = patch_means(heatmap)
    blurred = np.asarray(cv2.GaussianBlur(pixels, (0, 0), BLUR), np.uint8)
    ends = (probability(pixels), probability(blurred))
    hottest = np.lexsort((random.random(heat.size), -heat.ravel()))
    orders = [hottest, *(random.permutation(heat.size) for _ in range(RANDOM_ORDERS))]
    own, *others = [
        _area(probability, (pixels, blurred), _ranks(order, heat.shape), ends) for order in orders
    ]
    return own, float(np.mean(others))


def patch_means(heatmap: npt.NDArray[np.uint8]) -> Floats:
    """Mean heat of every patch [ceil(H / PATCH), ceil(W / PATCH)]; a ragged edge is continued."""
    missing = [(0, -side % PATCH) for side in heatmap.shape]
    padded = np.pad(heatmap.astype(np.float64), missing, mode="edge")
    rows, columns = (side // PATCH for side in padded.shape)
    return np.asarray(padded.reshape(rows, PATCH, columns, PATCH).mean(axis=(1, 3)))


def _ranks(order: Indices, shape: tuple[int, ...]) -> Indices:
    """Place of every patch [rows, columns] in an order of patch numbers."""
    ranks = np.empty(order.size, np.intp)
    ranks[order] = np.arange(order.size)
    return ranks.reshape(shape)


def _area(
    probability: Callable[[Pixels], float],
    whole_and_blurred: tuple[Pixels, Pixels],
    ranks: Indices,
    ends: tuple[float, float],
) -> float:
    pixels, blurred = whole_and_blurred
    full = ranks.repeat(PATCH, axis=0).repeat(PATCH, axis=1)[: len(pixels), : pixels.shape[1], None]
    inner = np.linspace(0, 1, STEPS + 1)[1:-1] * ranks.size
    between = [probability(np.where(full < count, blurred, pixels)) for count in inner]
    return float(np.trapezoid([ends[0], *between, ends[1]], dx=1 / STEPS))
