"""Nuclei: grainy chromatin, a darker edge, pale nucleoli; in one piece or in the lobes of a granulocyte."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diagnostics.demo.drawing.film import Dye, Film, Window
from diagnostics.demo.drawing.outlines import Outline, wobbly
from diagnostics.demo.drawing.planes import Plane, step


@dataclass(frozen=True)
class NucleusHabit:
    """How a nucleus looks.

    `dark` is the amount of dye, `grain` how strongly the chromatin's pattern shows, `clumps` the same for
    its coarse pattern, `pink` how far the colour leans from violet to magenta, `nucleoli` the usual number
    of pale spots.
    """

    dark: float = 1.0
    grain: float = 0.10
    clumps: float = 0.06
    pink: float = 0.0
    nucleoli: float = 0.8


def lay_nucleus(rng: np.random.Generator, film: Film, habit: NucleusHabit, nucleus: Outline) -> None:
    """Lay one round nucleus, or one lobe, on the film."""
    window = film.around(nucleus)
    if window is None:
        return
    place = nucleus.place(window.dx, window.dy)
    body = step((1.0 - place) * nucleus.radius, 0.08 * film.unit)
    pattern = habit.grain * film.grain[window.rows, window.columns]
    pattern = pattern + habit.clumps * film.mottle[window.rows, window.columns]
    edge = 0.14 * np.exp(-(((place - 0.93) / 0.1) ** 2)) - 0.1 * np.exp(-((place / 0.5) ** 2))
    lean = rng.normal(0.0, 0.1, 2) / nucleus.radius
    slope = lean[0] * window.dx + lean[1] * window.dy
    pale = _nucleoli(rng, film, habit, nucleus, window)
    dark = habit.dark * rng.normal(1.0, 0.07)
    amount = body * np.clip(dark * (1.0 + pattern + edge + slope - pale), 0.0, None)
    pink = habit.pink + rng.normal(0.0, 0.1) + 0.08 * film.mottle[window.rows, window.columns]
    pink = np.clip(pink, 0.0, 1.0)
    film.clear(Dye.BASOPHIL, window, body * 0.8)
    film.pile(Dye.CHROMATIN, window, (amount * (1.0 - pink)).astype(np.float32), 0.25)
    film.pile(Dye.EOSIN, window, (amount * pink).astype(np.float32), 0.25)


def lay_lobes(rng: np.random.Generator, film: Film, habit: NucleusHabit, cell: Outline, lobes: int) -> None:
    """Lay the lobes of a granulocyte's nucleus along a bow inside its cell."""
    start, bend = rng.uniform(0, 2 * np.pi), rng.uniform(2.6, 4.2)
    ring = cell.radius * rng.uniform(0.36, 0.46)
    for index in range(lobes):
        turn = start + bend * index / max(1, lobes - 1)
        centre = cell.x + ring * float(np.cos(turn)), cell.y + ring * float(np.sin(turn))
        size = cell.radius * rng.uniform(0.33, 0.44)
        lay_nucleus(rng, film, habit, wobbly(rng, centre, size, oval=0.14, dents=0.04))


def _nucleoli(
    rng: np.random.Generator, film: Film, habit: NucleusHabit, nucleus: Outline, window: Window
) -> Plane:
    pale = np.zeros(window.dx.shape, dtype=np.float32)
    for _ in range(int(rng.poisson(habit.nucleoli))):
        turn, out = rng.uniform(0, 2 * np.pi), nucleus.radius * rng.uniform(0.1, 0.65)
        away = np.hypot(window.dx - out * np.cos(turn), window.dy - out * np.sin(turn))
        pale += rng.uniform(0.08, 0.22) * step(rng.uniform(0.08, 0.14) * film.unit - away, 0.08 * film.unit)
    return pale
