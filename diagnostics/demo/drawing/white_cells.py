"""White cells: a body of cytoplasm, most of it hidden behind the nucleus."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from diagnostics.demo.drawing.film import Dye, Film, Window
from diagnostics.demo.drawing.nuclei import NucleusHabit, lay_lobes, lay_nucleus
from diagnostics.demo.drawing.outlines import Outline, wobbly
from diagnostics.demo.drawing.planes import Plane, step


@dataclass(frozen=True)
class WhiteCellHabit:
    """How one sort of white cell looks; lengths in red-cell diameters.

    `share` is the nucleus's part of the cell's radius, `blue` and `pink` the dyes of the cytoplasm,
    `dents` the irregularity of the outline, `lobes` the fewest and most lobes of the nucleus.
    """

    diameter: float
    spread: float = 0.09
    share: float = 0.92
    blue: float = 0.5
    pink: float = 0.0
    dents: float = 0.02
    lobes: tuple[int, int] = (1, 1)
    nucleus: NucleusHabit = field(default_factory=NucleusHabit)


def draw_white_cell(
    rng: np.random.Generator, film: Film, habit: WhiteCellHabit, centre: tuple[float, float], radius: float
) -> None:
    """Draw one white cell of `radius` output pixels; it pushes the red cells under it aside."""
    cell = wobbly(rng, centre, radius, oval=0.07, dents=habit.dents)
    window = film.around(cell, 3.0)
    if window is None:
        return
    place = cell.place(window.dx, window.dy)
    body = step((1.0 - place) * radius, 0.09 * film.unit)
    film.clear(Dye.HAEMOGLOBIN, window, body * 0.97)
    _lay_cytoplasm(film, window, habit, body, place)
    lobes = int(rng.integers(habit.lobes[0], habit.lobes[1] + 1))
    if lobes > 1:
        lay_lobes(rng, film, habit.nucleus, cell, lobes)
    else:
        lay_nucleus(rng, film, habit.nucleus, _resting_place(rng, cell, habit.share))


def _lay_cytoplasm(film: Film, window: Window, habit: WhiteCellHabit, body: Plane, place: Plane) -> None:
    cloud = 1.0 + 0.15 * film.mottle[window.rows, window.columns]
    rim = 1.0 + 0.5 * np.exp(-(((place - 0.97) / 0.06) ** 2))
    film.pile(Dye.BASOPHIL, window, (body * habit.blue * rim * cloud).astype(np.float32), 0.2)
    granules = np.clip(0.85 + 0.4 * film.grain[window.rows, window.columns], 0.1, 2.0)
    film.pile(Dye.EOSIN, window, body * habit.pink * granules, 0.2)


def _resting_place(rng: np.random.Generator, cell: Outline, share: float) -> Outline:
    turn, room = rng.uniform(0, 2 * np.pi), (1.0 - share) * cell.radius
    lean = room * rng.uniform(0.3, 0.95)
    return cell.shifted(lean * float(np.cos(turn)), lean * float(np.sin(turn)), share)
