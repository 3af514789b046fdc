"""Writing the card and its pictures into a bundle."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from mlcore.bundle import read_bundle, write_bundle
from mlcore.card.charts import draw_charts
from mlcore.card.measured import MEASURED
from mlcore.card.text import card_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mlcore.bundle import Bundle

CARD_FILE: Final = "card.md"
CHART_FOLDER: Final = "card"


def write_card(folder: Path, measured: Mapping[str, dict[str, Any]] | None = None) -> Bundle:
    """Write card.md and its charts into the bundle in `folder`, and bundle.json with their hashes.

    `measured` are figures by heading that the bundle carries from now on; one of an older heading goes.

    Raises:
        BundleError: `folder` holds no bundle, or one whose files are not those it lists.
        ValueError: figures that no command prints.
    """
    bundle = read_bundle(folder)
    if measured:
        known = {**bundle.figures.get(MEASURED, {}), **measured}
        bundle = replace(bundle, figures={**bundle.figures, MEASURED: known})
    charts = draw_charts(bundle.figures, bundle.classes, folder / CHART_FOLDER)
    text = card_text(bundle, {name: f"{CHART_FOLDER}/{path.name}" for name, path in charts.items()})
    (folder / CARD_FILE).write_text(text, encoding="utf-8")
    return write_bundle(folder, bundle)
