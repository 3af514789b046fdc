"""Running the members of a bundle over a whole field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mlcore.cells.attention import FULL
from mlcore.serving.preprocessing import batches, cut, fit, tile_corners

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from mlcore.bundle import TileRule
    from mlcore.reference import Reference
    from mlcore.serving.engine import Engine
    from mlcore.serving.preprocessing import Corner
    from mlcore.serving.quality import Quality

    Bytes = npt.NDArray[np.uint8]
    DrawMask = Callable[[tuple[int, int]], Bytes]
    Floats = npt.NDArray[np.float32]

BATCH: Final = 8


@dataclass(frozen=True, eq=False)
class FieldOutputs:
    """What the members say about T tiles.

    `size` (width, height) of the field as tiled; `members` maps a name to probabilities [T, C], `heatmaps` to
    maps [T, C, h, w]; `distances` [T] are zero where the bundle has no reference. `looked_at` [T] is how much
    of each tile the members were told to look at, in pixels of it; None where they look at all of it.
    """

    size: tuple[int, int]
    corners: list[Corner]
    members: dict[str, Floats]
    heatmaps: dict[str, Floats]
    distances: Floats
    looked_at: Floats | None

    @property
    def tiles(self) -> Floats:
        """Mean of the members for every tile [T, C]."""
        return np.asarray(np.mean(list(self.members.values()), axis=0), np.float32)


def run_field(
    engines: Mapping[str, Engine],
    reference: Reference | None,
    pixels: Bytes,
    rule: TileRule,
    draw_mask: DrawMask | None = None,
) -> FieldOutputs:
    """Cut a field into tiles and run every member on them; the reference belongs to the first member.

    `draw_mask` gives attentive members the mask of white cells [h, w] of a field of some width and height.
    """
    field = fit(pixels, rule)
    height, width = field.shape[:2]
    corners = tile_corners(width, height, rule)
    mask = draw_mask((width, height)) if draw_mask else None
    shares: dict[str, list[Floats]] = {name: [] for name in engines}
    heatmaps: dict[str, list[Floats]] = {name: [] for name in engines}
    distances: list[Floats] = []
    for own in batches(corners, BATCH):
        tiles = cut(field, own, rule.size)
        told = None if mask is None else cut(mask, own, rule.size)
        runs = {
            name: engine.run(tiles, told if engine.is_attentive else None) for name, engine in engines.items()
        }
        for name, run in runs.items():
            shares[name].append(run.probabilities)
            heatmaps[name].append(run.heatmaps)
        features = next(iter(runs.values())).features
        distances.append(reference.distances(features) if reference else np.zeros(len(own), np.float32))
    return FieldOutputs(
        size=(width, height),
        corners=corners,
        members={name: np.concatenate(parts) for name, parts in shares.items()},
        heatmaps={name: np.concatenate(parts) for name, parts in heatmaps.items()},
        distances=np.concatenate(distances),
        looked_at=None if mask is None else _areas(mask, corners, rule.size),
    )


def tile_weights(outputs: FieldOutputs, quality: Quality, rule: TileRule, picture_width: int) -> Floats:
    """Weight of every tile [T], summing to 1, in the answer about the field.

    `mean` weighs all alike; `white_cell_weighted_mean` weighs a tile by the area that the members look at in
    it, or else by that coloured like nuclei, because only white cells carry the classes, and all alike where
    there is none.
    """
    count = len(outputs.corners)
    alike = np.full(count, 1 / count, np.float32)
    if count == 1 or rule.rule == "mean":
        return alike
    areas = outputs.looked_at
    if areas is None:
        scale = picture_width / outputs.size[0] / quality.cell
        areas = np.array([_area(quality.nuclei, corner, rule.size, scale) for corner in outputs.corners])
    total = areas.sum()
    return np.asarray(areas / total, np.float32) if total else alike


def _areas(mask: Bytes, corners: list[Corner], size: int) -> Floats:
    """How much of every tile [T] a mask [h, w] shows, in pixels."""
    return np.array([mask[at.y : at.y + size, at.x : at.x + size].sum() / FULL for at in corners], np.float32)


def _area(nuclei: npt.NDArray[np.bool_], corner: Corner, size: int, scale: float) -> int:
    top, bottom = round(corner.y * scale), round((corner.y + size) * scale)
    left, right = round(corner.x * scale), round((corner.x + size) * scale)
    return int(np.count_nonzero(nuclei[top:bottom, left:right]))


def describe_tiles(
    outputs: FieldOutputs, classes: tuple[str, ...], size: int, scale: float
) -> list[dict[str, Any]]:
    """Place of each tile in pixels of the picture (`scale` per pixel of the field) and its probabilities."""
    return [
        {
            "x": round(corner.x * scale),
            "y": round(corner.y * scale),
            "size": round(size * scale),
            "probabilities": {
                slug: round(float(share), 6) for slug, share in zip(classes, shares, strict=True)
            },
        }
        for corner, shares in zip(outputs.corners, outputs.tiles, strict=True)
    ]
