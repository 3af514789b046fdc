"""How a picture becomes what the networks see: fields cut into tiles, white cells cut out."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class CornerCover:
    """The corner x >= `x`, y >= `y` of a tile, covered by the graph: a scale bar is burnt in there."""

    x: int
    y: int


@dataclass(frozen=True)
class TileRule:
    """How fields larger than one tile are cut (pixels) and how their tiles make one probability.

    `rule` is `mean` or `white_cell_weighted_mean`. `red_cell` is the red-cell diameter, in pixels, to which
    fields of other cameras are brought; None leaves every field at its own scale.
    """

    size: int = 224
    overlap: int = 48
    rule: str = "white_cell_weighted_mean"
    red_cell: float | None = None


@dataclass(frozen=True)
class Preprocessing:
    """What happens to pixels before the graph sees them, and (the corner) inside it.

    `white_cell_rim` says how far round a white cell, in red-cell diameters, networks that look at fields are
    told to look; None for networks that look at all of a field.
    """

    input_size: int = 224
    corner_cover: CornerCover | None = None
    tile: TileRule = field(default_factory=TileRule)
    white_cell_rim: float | None = None


@dataclass(frozen=True)
class CropRule:
    """How single white cells are cut out: `size` pixels wide for the network, `diameters` red cells wide.

    They are brought to `red_cell` pixels per red cell first, so that a finer camera shows no finer detail;
    `strength` is the optical density given to the strongest stain, `most` the number of cells judged of one
    field.
    """

    size: int = 112
    diameters: float = 3.2
    red_cell: float = 15.8
    strength: float = 0.9
    most: int = 48

    @property
    def detail(self) -> int:
        """Pixels per side at which the detail of a crop is kept."""
        return round(self.diameters * self.red_cell)
