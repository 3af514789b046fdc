"""What else lies on a slide: smudged cells, platelets, specks of dye."""

from __future__ import annotations

import numpy as np

from diagnostics.demo.drawing.film import Dye, Film
from diagnostics.demo.drawing.outlines import wobbly
from diagnostics.demo.drawing.planes import step


def draw_smudge(rng: np.random.Generator, film: Film) -> None:
    """Draw the pink cloud that a crushed cell leaves, ragged and pulled out in one direction."""
    centre = rng.uniform(0, film.width), rng.uniform(0, film.height)
    radius = film.unit * rng.uniform(0.6, 1.3)
    outline = wobbly(rng, centre, radius, oval=0.2, dents=0.07)
    window = film.around(outline, 0.6 * film.unit)
    if window is None:
        return
    ragged = 0.1 * film.mottle[window.rows, window.columns] + 0.04 * film.grain[window.rows, window.columns]
    body = step((1.0 - outline.place(window.dx, window.dy) + ragged) * radius, 0.45 * film.unit)
    net = (
        1.0 + 0.12 * film.grain[window.rows, window.columns] + 0.12 * film.mottle[window.rows, window.columns]
    )
    film.clear(Dye.HAEMOGLOBIN, window, body * rng.uniform(0.2, 0.9))
    film.pile(Dye.EOSIN, window, body * np.clip(net, 0.3, 1.8) * rng.uniform(0.3, 0.6), 0.6)


def draw_platelets(rng: np.random.Generator, film: Film) -> None:
    """Draw a platelet, or a clump of them: small, violet, grainy, without a nucleus."""
    x, y = rng.uniform(0, film.width), rng.uniform(0, film.height)
    clump = int(rng.integers(6, 16)) if rng.random() < 0.2 else 1
    for _ in range(clump):
        centre = (
            x + rng.normal(0, 0.3 * film.unit * (clump > 1)),
            y + rng.normal(0, 0.22 * film.unit * (clump > 1)),
        )
        _draw_speck(rng, film, centre, film.unit * rng.uniform(0.06, 0.14), rng.uniform(0.35, 0.9))


def draw_specks(rng: np.random.Generator, film: Film) -> None:
    """Draw precipitated dye: tiny dark grains."""
    centre = rng.uniform(0, film.width), rng.uniform(0, film.height)
    _draw_speck(rng, film, centre, film.unit * rng.uniform(0.025, 0.06), rng.uniform(0.4, 1.2))


def _draw_speck(
    rng: np.random.Generator, film: Film, centre: tuple[float, float], radius: float, amount: float
) -> None:
    outline = wobbly(rng, centre, radius, oval=0.2, dents=0.06)
    window = film.around(outline)
    if window is None:
        return
    body = step((1.0 - outline.place(window.dx, window.dy)) * radius, 0.07 * film.unit)
    grain = np.clip(1.0 + 0.3 * film.grain[window.rows, window.columns], 0.2, 2.0)
    film.pile(Dye.AZURE, window, body * grain * amount, 0.3)
