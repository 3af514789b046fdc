"""Pictures made of numbers alone, on which an exported network must answer as the trained one did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from mlcore.cells.attention import FULL

if TYPE_CHECKING:
    import numpy.typing as npt

    from mlcore.bundle import Bundle
    from mlcore.serving.engine import Engine

TOLERANCE: Final = 1e-4
COUNT: Final = 4
BRIGHT: Final = 172
"""Brightness above which about half of the patches lie."""


class ProbeError(Exception):
    """A network does not answer as it should; the message says which and how."""


def probe_pixels(size: int) -> npt.NDArray[np.uint8]:
    """Soft coloured patches, uint8 [COUNT, size, size, 3]; the same on every machine."""
    random = np.random.default_rng(20240501)
    coarse = random.integers(90, 256, (COUNT, 8, 8, 3))
    return np.kron(coarse, np.ones((1, -(-size // 8), -(-size // 8), 1), int))[:, :size, :size].astype(
        np.uint8
    )


def probe_mask(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Where an attentive network is told to look, uint8 [N, S, S]: at the brighter half of the patches."""
    return np.where(pixels.sum(axis=-1) > 3 * BRIGHT, FULL, 0).astype(np.uint8)


def check_member(bundle: Bundle, name: str, engine: Engine) -> dict[str, float | None]:
    """Largest differences of a member's probabilities: one picture against several, and from those recorded.

    Raises:
        ProbeError: a difference above the tolerance, or outputs that are no probabilities and heatmaps.
    """
    member = next(own for own in bundle.members if own.name == name)
    classes = member.classes or bundle.classes
    pixels = probe_pixels(member.crop.size if member.crop else bundle.preprocessing.input_size)
    mask = probe_mask(pixels) if engine.is_attentive else None
    together = engine.run(pixels, mask)
    shares = together.probabilities
    if shares.shape != (COUNT, len(classes)) or not np.allclose(shares.sum(axis=1), 1, atol=1e-5):
        raise ProbeError(f"{name} gives no probabilities for {len(classes)} classes.")
    if not np.isfinite(together.heatmaps).all() or together.heatmaps.min() < 0:
        raise ProbeError(f"{name} gives heatmaps that are negative or not finite.")
    singles = [(pixels[at : at + 1], mask if mask is None else mask[at : at + 1]) for at in range(COUNT)]
    alone = np.concatenate([engine.run(*single).probabilities for single in singles])
    differences = {"alone_or_together": float(np.abs(alone - shares).max()), "recorded": None}
    if name in bundle.probe:
        differences["recorded"] = float(np.abs(np.asarray(bundle.probe[name]) - shares).max())
    worst = max(value for value in differences.values() if value is not None)
    if not worst <= TOLERANCE:
        raise ProbeError(f"{name} differs by {worst:.1e} from what it should answer.")
    return differences
