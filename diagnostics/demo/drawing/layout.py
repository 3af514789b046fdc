"""Where the cells lie: white cells apart or in loose groups, red cells in drifts and chains around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from diagnostics.demo.drawing.planes import Plane, clouds

if TYPE_CHECKING:
    from diagnostics.demo.drawing.film import Film

Point: TypeAlias = tuple[float, float]
Disc: TypeAlias = tuple[float, float, float]
Spots: TypeAlias = npt.NDArray[np.float64]


def free_spot(
    rng: np.random.Generator, film: Film, placed: list[Disc], radius: float, clinging: float
) -> Point | None:
    """Find room for a disc among those `placed` (x, y, radius); nothing where the film is too full.

    `clinging` is the share that lies against one already placed.
    """
    for _ in range(40):
        x = rng.uniform(-0.4 * radius, film.width + 0.4 * radius)
        y = rng.uniform(-0.4 * radius, film.height + 0.4 * radius)
        if placed and rng.random() < clinging:
            other = placed[int(rng.integers(len(placed)))]
            turn, gap = rng.uniform(0, 2 * np.pi), (other[2] + radius) * rng.uniform(0.96, 1.04)
            x, y = other[0] + gap * np.cos(turn), other[1] + gap * np.sin(turn)
        if all(np.hypot(x - ox, y - oy) > 0.94 * (radius + far) for ox, oy, far in placed):
            return float(x), float(y)
    return None


def drift(rng: np.random.Generator, film: Film, crowd: float, taken: Plane) -> list[Point]:
    """Place red cells until `crowd` of the film is covered, in drifts, off the places `taken` (1 = full)."""
    thickness = clouds(rng, (64, 64), 26.0)
    wanted = int(crowd * film.width * film.height / (0.78 * film.unit**2))
    spots: Spots = np.empty((0, 2))
    for _ in range(14):
        fresh = _candidates(rng, film, spots, wanted - len(spots))
        fresh = fresh[_welcome(rng, film, fresh, thickness, taken)]
        spots = _keep_apart(spots, fresh, 0.52 * film.unit)
        if len(spots) >= wanted:
            break
    return [(float(x), float(y)) for x, y in spots]


def _candidates(rng: np.random.Generator, film: Film, spots: Spots, count: int) -> Spots:
    margin = 0.4 * film.unit
    low, high = np.array([-margin, -margin]), np.array([film.width + margin, film.height + margin])
    loose = rng.uniform(low, high, (count, 2))
    if not len(spots):
        return loose[: max(1, count // 3)]
    parents = spots[rng.integers(0, len(spots), count)]
    turn, gap = rng.uniform(0, 2 * np.pi, count), film.unit * rng.uniform(0.66, 1.12, count)
    chained = parents + np.stack([gap * np.cos(turn), gap * np.sin(turn)], axis=1)
    chosen = np.where(rng.random((count, 1)) < 0.5, chained, loose)
    return np.asarray(chosen[((chosen > low) & (chosen < high)).all(axis=1)])


def _welcome(
    rng: np.random.Generator, film: Film, spots: Spots, thickness: Plane, taken: Plane
) -> npt.NDArray[np.bool_]:
    share = np.clip(spots / [film.width, film.height], 0.0, 0.999)
    cell = (share * 64).astype(int)
    pixel = (share * [taken.shape[1], taken.shape[0]]).astype(int)
    dense = 1.0 / (1.0 + np.exp(-1.1 * thickness[cell[:, 1], cell[:, 0]]))
    free = taken[pixel[:, 1], pixel[:, 0]] < 0.5
    return np.asarray(free & (rng.random(len(spots)) < dense + 0.12))


def _keep_apart(spots: Spots, fresh: Spots, least: float) -> Spots:
    kept = np.empty((len(spots) + len(fresh), 2))
    kept[: len(spots)] = spots
    count = len(spots)
    for spot in fresh:
        away = kept[:count] - spot
        if not count or float((away * away).sum(axis=1).min()) > least**2:
            kept[count] = spot
            count += 1
    return kept[:count]
