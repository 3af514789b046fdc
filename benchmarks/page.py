"""`python -m benchmarks.page FIGURES.json`: put the last figures into docs/performance.md, and draw them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure

from benchmarks.asking import ROOT
from benchmarks.table import as_markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE: Final = ROOT / "docs" / "performance.md"
PICTURE: Final = ROOT / "docs" / "pictures" / "performance.png"
BEGIN: Final = "<!-- figures -->"
END: Final = "<!-- end of figures -->"
DARK: Final = "#17324d"
ACCENT: Final = "#b5485d"
LIGHT: Final = "#8aa4bd"
DPI: Final = 110


def main(arguments: Sequence[str]) -> int:
    """Rewrite the page's table and its picture from what the benchmarks printed with --json."""
    told = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    machine = ", ".join(f"{name} {value}" for name, value in told["environment"].items())
    block = "\n\n".join((BEGIN, f"Measured on: {machine}.", as_markdown(told["rows"]), END))
    PAGE.write_text(before + block + after, encoding="utf-8")
    _draw(told["rows"]).savefig(PICTURE, dpi=DPI, metadata={"Software": None})
    return 0


def _draw(rows: Sequence[dict[str, Any]]) -> Figure:
    """How much better than its floor every row is; aims are marked."""
    shown = [row for row in rows if row["value"] is not None and row["floor"] is not None][::-1]
    figure = Figure(figsize=(8.4, 0.36 * len(shown) + 1.0), layout="constrained")
    axes = figure.subplots()
    for place, row in enumerate(shown):
        margin = _margin(row, row["value"])
        axes.barh(place, margin - 1, left=1, color=DARK if row["holds"] else ACCENT, height=0.55)
        aim = _margin(row, row["aim"])
        axes.plot(aim, place, marker="|", color=LIGHT, markersize=14, markeredgewidth=2)
        word = "" if row["holds"] else " missed"
        end = (max(margin, aim, 1), place)
        axes.annotate(f"{row['value']:.3g}{word}", end, (8, -3), textcoords="offset points")
    axes.axvline(1, color=DARK, linewidth=0.8)
    axes.set_xscale("log", base=2)
    axes.xaxis.set_major_formatter(lambda times, _: f"{times:g}")
    axes.margins(x=0.12)
    axes.set_yticks(range(len(shown)), [row["name"] for row in shown])
    axes.set_xlabel("times better than the floor; the light mark is the aim")
    axes.spines[["top", "right", "left"]].set_visible(False)
    return figure


def _margin(row: dict[str, Any], value: float) -> float:
    """How many times better than the floor a value is."""
    return float(row["floor"] / value if row["better"] == "lower" else value / row["floor"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
