"""Figures that were measured after training, as the commands print them, on the card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mlcore.card.words import blocks, class_name, interval, paragraph, percent, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlcore.bundle import Bundle

    Figures = dict[str, Any]
    Rows = list[tuple[str, str]]

MEASURED: Final = "measured"
"""Where they stand among the bundle's figures, by heading."""

UNKNOWN: Final = "These are not figures that evaluate, crossvalidate, stress or locate has printed."
HEAT_ON_NUCLEI: Final = 3.0
DELETION: Final = 0.9
"""Least figures of heatmaps that are called reliable: see `docs/model.md`."""


def measured_section(bundle: Bundle) -> str:
    """One table for every set of figures."""
    parts = [
        blocks(f"### {heading}", table(("figure", "value"), rows_of(figures)))
        for heading, figures in bundle.figures.get(MEASURED, {}).items()
    ]
    text = paragraph(
        "Measured with the finished bundle on images that it was not trained on, the gate included: an image",
        "that is not analysable counts as wrong.",
    )
    return blocks("## Measured afterwards", text, *parts) if parts else ""


def rows_of(figures: Figures) -> Rows:
    """Name and value of what a reader of these figures wants to know.

    Raises:
        ValueError: no command prints such figures.
    """
    for key, rows in _KINDS.items():
        if key in figures:
            return rows(figures)
    raise ValueError(UNKNOWN)


def _classes(figures: Figures) -> Rows:
    recalls = {slug: own["sensitivity"] for slug, own in figures["per_class"].items()}
    covered = {slug: own for slug, own in figures["set_coverage"].items() if own is not None}
    return [
        ("images", str(figures["n"])),
        ("accuracy (95 %)", f"{percent(figures['accuracy'])} ({interval(figures['accuracy_interval'])})"),
        *((f"{class_name(slug)} recognised", percent(share)) for slug, share in recalls.items()),
        ("a class named", percent(figures["coverage"])),
        ("accuracy where one is named", percent(figures["selective_accuracy"])),
        ("not analysable", percent(figures["outcomes"]["not_analysable"] / figures["n"])),
        ("expected calibration error", _number(figures["ece"])),
        ("true class in the prediction set, worst class", percent(min(covered.values(), default=None))),
        ("colour alone", percent(figures["colour_only"])),
    ]


def _binary(figures: Figures) -> Rows:
    ill, well = figures["folders"]["leukaemia"], figures["folders"]["healthy"]
    wrong = ill["outcomes"]["classified"] - ill["classified_malignant"] + well["classified_malignant"]
    classified = figures["outcomes"]["classified"]
    return [
        ("images", f"{figures['n']}: {ill['n']} of leukaemia, {well['n']} healthy"),
        (
            "area under the ROC curve of the leukaemia probability, of all images",
            _number(figures["binary"]["auroc"]),
        ),
        ("named and right", percent((classified - wrong) / figures["n"])),
        ("named and wrong", percent(wrong / figures["n"])),
        *_answers(figures),
    ]


def _folders(figures: Figures) -> Rows:
    malignant = sum(own["classified_malignant"] for own in figures["folders"].values())
    return [
        ("images", str(figures["n"])),
        ("named as leukaemia", percent(malignant / figures["n"])),
        ("a class named", percent(figures["outcomes"]["classified"] / figures["n"])),
        *_answers(figures),
    ]


def _answers(figures: Figures) -> Rows:
    return [
        ("uncertain", percent(figures["outcomes"]["uncertain"] / figures["n"])),
        ("not analysable", percent(figures["outcomes"]["not_analysable"] / figures["n"])),
    ]


def _stress(figures: Figures) -> Rows:
    lost = [
        (f"points lost with {name}", f"{own['loss']:.1f} (members alone {own['network_loss']:.1f})")
        for name, own in figures["colour_changes"].items()
    ]
    right = [
        (f"right from {name.replace('_', ' ')}", percent(own)) for name, own in figures["shortcuts"].items()
    ]
    largest = ("the largest class alone", percent(figures["largest_class"]))
    return [("images", str(figures["n"])), *lost, *right, largest, *_heatmaps(figures.get("heatmaps"))]


def _heatmaps(figures: Figures | None) -> Rows:
    if not figures:
        return []
    deletion, heat = figures["deletion"]["beats_random"], figures["heat_on_nuclei"]["median"]
    reliable = deletion >= DELETION and heat is not None and heat >= HEAT_ON_NUCLEI
    return [
        ("heatmaps: deleting the hottest first beats a random order", percent(deletion)),
        ("heatmaps: heat on nuclei over the picture's mean", _number(heat)),
        (
            "heatmaps: correlation with those of shuffled weights",
            _number(figures["shuffled_weights"]["correlation"]),
        ),
        ("heatmaps", "reliable" if reliable else "explanation not reliable"),
    ]


def _cells(figures: Figures) -> Rows:
    return [
        ("images", str(figures["fields"])),
        ("white cells found", percent(figures["white_cell_recall"])),
        ("of what is found, white cells", percent(figures["white_cell_precision"])),
        ("median error of the red-cell diameter", percent(figures["ruler_error_of_boxes"])),
        ("no red cells to measure by", percent(figures["without_ruler"])),
    ]


def _number(value: float | None) -> str:
    return "not known" if value is None else f"{value:.3f}"


_KINDS: Final[dict[str, Callable[[Figures], Rows]]] = {
    "per_class": _classes,
    "binary": _binary,
    "colour_changes": _stress,
    "white_cell_recall": _cells,
    "folders": _folders,
}
"""By a key that only figures of this kind have, the first that fits."""
