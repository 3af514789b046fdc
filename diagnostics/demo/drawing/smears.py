"""Fields of view of blood smears, drawn from nothing but a seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from diagnostics.demo.drawing.camera import Camera, photograph
from diagnostics.demo.drawing.film import Dye, Film
from diagnostics.demo.drawing.layout import Disc, drift, free_spot
from diagnostics.demo.drawing.litter import draw_platelets, draw_smudge, draw_specks
from diagnostics.demo.drawing.recipes import RECIPES, Recipe, SmearKind
from diagnostics.demo.drawing.red_cells import RedCellHabit, draw_red_cell
from diagnostics.demo.drawing.white_cells import WhiteCellHabit, draw_white_cell

if TYPE_CHECKING:
    from diagnostics.demo.drawing.planes import Pixels, Plane

RED_CELL = 19.5
"""Diameter of a red cell, in pixels, in the fields of 224 pixels that the classifier was trained on."""


def draw_smear(
    seed: int,
    *,
    size: tuple[int, int] = (224, 224),
    kind: SmearKind | str = SmearKind.NORMAL,
    blur: float = 0.0,
    red_cell: float = RED_CELL,
) -> Pixels:
    """Draw a field of (width, height) pixels and return it as uint8 of (height, width, 3), RGB.

    The same arguments give the same picture. `blur` is the defocus (standard deviation in pixels of a
    field whose red cells are 19.5 wide), `red_cell` the diameter of a red cell in pixels: larger means
    a closer view. Raises ValueError for a kind that is none of `SmearKind`.
    """
    kind = SmearKind(kind)
    recipe = RECIPES[kind]
    rng = np.random.default_rng([seed, list(SmearKind).index(kind)])
    fineness = 2 if red_cell < 2 * RED_CELL else 1
    film = Film(*size, unit=red_cell, fineness=fineness, squeeze=rng.uniform(0.82, 0.94))
    film.weave(rng)
    _draw_cells(rng, film, recipe)
    stain = recipe.stains[int(rng.integers(len(recipe.stains)))]
    camera = Camera(red_focus=rng.uniform(0.45, 1.0), white_focus=rng.uniform(0.4, 0.65), blur=blur)
    return photograph(rng, film, stain, camera)


def _draw_cells(rng: np.random.Generator, film: Film, recipe: Recipe) -> None:
    white: list[tuple[WhiteCellHabit, Disc]] = []
    for habit in _white_habits(rng, film, recipe):
        radius = 0.5 * film.unit * habit.diameter * _around_one(rng, habit.spread)
        spot = free_spot(rng, film, [disc for _, disc in white], radius, recipe.clinging)
        if spot is not None:
            white.append((habit, (*spot, radius)))
    red = recipe.red[int(rng.integers(len(recipe.red)))]
    _draw_red_cells(rng, film, red, _footprint(film, [disc for _, disc in white]))
    for _ in range(_count(rng, film, recipe.smudges)):
        draw_smudge(rng, film)
    for habit, (x, y, radius) in white:
        draw_white_cell(rng, film, habit, (x, y), radius)
    for _ in range(_count(rng, film, recipe.platelets)):
        draw_platelets(rng, film)
    for _ in range(_count(rng, film, recipe.specks)):
        draw_specks(rng, film)


def _draw_red_cells(rng: np.random.Generator, film: Film, habit: RedCellHabit, taken: Plane) -> None:
    for spot in drift(rng, film, habit.crowd * _around_one(rng, 0.2), taken):
        draw_red_cell(rng, film, habit, spot)
    film.layers[Dye.HAEMOGLOBIN] *= 1.0 + 0.03 * film.mottle


def _white_habits(rng: np.random.Generator, film: Film, recipe: Recipe) -> list[WhiteCellHabit]:
    habits: list[WhiteCellHabit] = []
    for population in recipe.white:
        habits += [population.habit] * _count(rng, film, (population.fewest, population.most))
    return habits


def _count(rng: np.random.Generator, film: Film, span: tuple[int, int]) -> int:
    fields = film.columns * film.rows / (film.unit / RED_CELL) ** 2 / 224**2
    return round(float(rng.integers(span[0], span[1] + 1)) * fields)


def _around_one(rng: np.random.Generator, deviation: float) -> float:
    return float(np.clip(rng.normal(1.0, deviation), 0.6, 1.5))


def _footprint(film: Film, discs: list[Disc]) -> Plane:
    taken = np.zeros(film.shape, dtype=np.float32)
    for x, y, radius in discs:
        reach = radius + 0.3 * film.unit
        window = film.window(x, y, reach)
        if window is not None:
            taken[window.rows, window.columns][np.hypot(window.dx, window.dy) < reach] = 1.0
    return taken
