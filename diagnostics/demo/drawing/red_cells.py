"""Red cells: discs with a pale middle, some flat, some crenated, lying over each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diagnostics.demo.drawing.film import Dye, Film
from diagnostics.demo.drawing.outlines import Outline, crenated, wobbly
from diagnostics.demo.drawing.planes import step


@dataclass(frozen=True)
class RedCellHabit:
    """How the red cells of one field look.

    `crowd` is the number of cells, as a share of those that would cover the field side by side; `pallor`
    the share of dye missing in the middle of a usual cell, `hollow` the share of cells with a markedly
    paler one; `overlap` how much darker two cells over each other are; `crenation` the share of spiky
    cells; `spread` the variation of diameters.
    """

    crowd: float
    pallor: float
    overlap: float
    hollow: float = 0.0
    crenation: float = 0.0
    spread: float = 0.09


def draw_red_cell(
    rng: np.random.Generator, film: Film, habit: RedCellHabit, centre: tuple[float, float]
) -> None:
    """Draw one red cell on the film."""
    outline = _outline(rng, film, habit, centre)
    window = film.around(outline)
    if window is None:
        return
    place = outline.place(window.dx, window.dy)
    hollow = 0.35 if rng.random() < habit.hollow else 0.0
    pallor = float(np.clip(rng.normal(habit.pallor + hollow, 0.18), 0.0, 0.9))
    breadth = rng.uniform(0.36, 0.52)
    disc = step((1.0 - place) * outline.radius, rng.uniform(0.07, 0.18) * film.unit)
    dip = np.exp(-((place / breadth) ** 4)) * 0.75 + np.exp(-((place / (breadth * 1.5)) ** 2)) * 0.25
    shoulder = 0.84 + 0.22 * np.exp(-(((place - rng.uniform(0.68, 0.88)) / rng.uniform(0.1, 0.2)) ** 2))
    coarse, fine = film.mottle[window.rows, window.columns], film.grain[window.rows, window.columns]
    mottle = 1.0 + 0.05 * coarse + 0.04 * fine
    amount = rng.normal(1.0, 0.12) * disc * shoulder * (1.0 - pallor * dip) * mottle
    film.pile(Dye.HAEMOGLOBIN, window, amount.astype(np.float32), habit.overlap)
    yellow = np.clip(rng.normal(0.05, 0.22) + 0.22 * coarse, 0.0, None) * disc
    film.pile(Dye.SERUM, window, yellow.astype(np.float32), 0.3)


def _outline(
    rng: np.random.Generator, film: Film, habit: RedCellHabit, centre: tuple[float, float]
) -> Outline:
    radius = 0.5 * film.unit * float(np.clip(rng.normal(1.0, habit.spread), 0.7, 1.25))
    outline = wobbly(rng, centre, radius, oval=0.08, dents=0.025)
    return crenated(rng, outline, 0.07) if rng.random() < habit.crenation else outline
