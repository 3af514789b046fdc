"""The card's pictures: drawn from figures alone, never from an image of a smear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from mlcore.card.words import class_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

DPI: Final = 110
DARK: Final = "#17324d"
LIGHT: Final = "#8aa4bd"
ACCENT: Final = "#b5485d"
STYLE: Final[dict[Any, Any]] = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "svg.hashsalt": "card",
}


def draw_charts(figures: Mapping[str, Any], classes: Sequence[str], folder: Path) -> dict[str, Path]:
    """PNG files in `folder` for whatever the figures hold, by name: confusion, reliability, learning-...."""
    folder.mkdir(parents=True, exist_ok=True)
    answers = figures.get("kept_out") or figures.get("out_of_fold")
    drawn: dict[str, Path] = {}
    with mpl.rc_context(STYLE):
        if answers:
            drawn["confusion"] = _save(_confusion(answers["confusion"], classes), folder / "confusion.png")
            drawn["reliability"] = _save(_reliability(answers["reliability"]), folder / "reliability.png")
        for name, curves in figures.get("curves", {}).items():
            drawn[f"learning-{name}"] = _save(_learning(curves), folder / f"learning-{name}.png")
    return drawn


def _save(figure: Figure, path: Path) -> Path:
    figure.savefig(path, dpi=DPI, metadata={"Software": None})
    return path


def _confusion(counts: Sequence[Sequence[int]], classes: Sequence[str]) -> Figure:
    figure = Figure(figsize=(4.6, 4.0), layout="constrained")
    axes = figure.subplots()
    shares = np.asarray(counts, float) / np.maximum(np.sum(counts, axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap="cividis", vmin=0, vmax=1)
    for (row, column), share in np.ndenumerate(shares):
        colour = "black" if share > 0.6 else "white"  # noqa: PLR2004 - cividis turns light there
        axes.text(column, row, str(counts[row][column]), ha="center", va="center", color=colour)
    names = [class_name(slug) for slug in classes]
    axes.set_xticks(range(len(names)), names, rotation=30, ha="right")
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="answered", ylabel="true")
    axes.spines[:].set_visible(False)
    return figure


def _reliability(curve: Sequence[Mapping[str, float]]) -> Figure:
    figure = Figure(figsize=(4.6, 4.0), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=LIGHT, linewidth=1, linestyle="--")
    confidence = [point["confidence"] for point in curve]
    axes.scatter(
        confidence,
        [point["accuracy"] for point in curve],
        s=[20 + 3 * point["count"] ** 0.7 for point in curve],
        color=DARK,
    )
    for point in curve:
        place = (point["confidence"], point["accuracy"])
        axes.annotate(f"{point['count']:.0f}", place, (6, -10), textcoords="offset points", color=DARK)
    axes.set(xlabel="confidence given", ylabel="share that was right", xlim=(0.2, 1.02), ylim=(0, 1.05))
    return figure


def _learning(curves: Mapping[str, Any]) -> Figure:
    figure = Figure(figsize=(7.6, 3.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    _by_epoch(left, curves["inner_folds"], "loss")
    _by_epoch(right, curves["inner_folds"], "accuracy")
    for epoch in curves["best_epochs"]:
        left.axvline(epoch, color=LIGHT, linewidth=0.8, linestyle=":")
    right.legend(loc="lower right", frameon=False)
    return figure


def _by_epoch(axes: Axes, folds: Sequence[Mapping[str, Sequence[float]]], what: str) -> None:
    for number, fold in enumerate(folds):
        for key, colour, label in ((what, LIGHT, "fitted on"), (f"val_{what}", ACCENT, "watched")):
            values = fold[key]
            shown = label if number == 0 else None
            axes.plot(range(1, len(values) + 1), values, color=colour, linewidth=1, label=shown)
    axes.set(xlabel="epoch", ylabel=what)
