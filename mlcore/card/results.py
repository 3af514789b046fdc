"""The card's figures: what the model reaches, and what colour alone reaches on the same images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mlcore.card.words import blocks, class_name, interval, paragraph, percent, table

if TYPE_CHECKING:
    from mlcore.bundle import Bundle

Figures = dict[str, Any]

VOTES: Final = {"soft_vote": "mean of all (soft vote)", "hard_vote": "majority of all (hard vote)"}
POINTS: Final = 100
"""Points in a share of 1."""

SETS: Final = {
    "kept_out": "Kept out: images that took part in nothing",
    "out_of_fold": "Out of fold: training images, each answered by a network that never saw its block",
}


def answers_section(bundle: Bundle) -> str:
    """The figures of the model, with intervals."""
    parts = ["## Figures"]
    for key, title in SETS.items():
        if key in bundle.figures:
            figures = bundle.figures[key]
            parts += [f"### {title}", _summary(figures), _by_class(figures), _voters(figures.get("voters"))]
    return blocks(*parts)


def failures_section(bundle: Bundle) -> str:
    """The surest wrong answers, in numbers: the images themselves may not be shown."""
    figures: Figures = bundle.figures.get("kept_out") or bundle.figures.get("out_of_fold") or {}
    rows = [
        (
            own["image"],
            class_name(own["true"]),
            f"{class_name(own['answered'])}, {percent(own['confidence'])}",
            percent(own["true_confidence"]),
        )
        for own in figures.get("failures", ())
    ]
    if not rows:
        return ""
    text = paragraph(
        "The surest wrong answers about images that took part in nothing, before the gate. An image is named",
        "by the start of its SHA-256; it is not shown, because its terms do not allow it.",
    )
    head = ("image", "true", "answered, with confidence", "confidence in the true class")
    return blocks("## Failures", text, table(head, rows))


def colour_section(bundle: Bundle) -> str:
    """What colour alone reaches on the same images."""
    colour: Figures = bundle.figures.get("colour_only", {})
    rows = [
        (title, percent(bundle.figures[key]["accuracy"]), _with_interval(colour[key]))
        for key, title in SETS.items()
        if key in colour and key in bundle.figures
    ]
    if not rows:
        return ""
    text = paragraph(
        "Six numbers, the mean and the spread of red, green and blue, and a linear rule on them.",
        "What they reach is stain and session, not disease: a network is worth what it adds.",
    )
    return blocks("## Colour alone", text, table(("images", "network", "colour alone (95 %)"), rows))


def arithmetic_section(bundle: Bundle) -> str:
    """Which members were tried with 8-bit arithmetic, what they lost, and which of them may run so."""
    rows = [
        (
            name,
            f"{POINTS * own['accuracy_loss']:.2f}",
            f"{own['calibration_loss']:.4f}",
            f"{own['heatmap_correlation']:.3f}",
            "kept" if own["kept"] else "refused",
        )
        for name, own in bundle.figures.get("eight_bit", {}).items()
    ]
    if not rows:
        return ""
    text = paragraph(
        "Members for fields were tried with convolutions in 8-bit arithmetic, on the training images out of",
        "fold. That form is kept where it loses at most 0.2 points of accuracy and 0.005 of calibration, and",
        "its maps correlate by 0.98 or more; it runs on processors that are made for it, and the version",
        "then ends with +int8. All else runs with 32-bit arithmetic, and so does everything with",
        "`LEUKOSCOPE_PRECISION=fp32`.",
    )
    head = ("member", "points lost", "calibration error gained", "correlation of heatmaps", "8-bit form")
    return blocks("## Arithmetic", text, table(head, rows))


def _summary(figures: Figures) -> str:
    binary = figures["binary"]
    area = binary["auroc"]
    return table(
        ("figure", "value"),
        [
            ("images", str(figures["n"])),
            ("accuracy (95 %, over blocks)", _with_interval(figures)),
            ("balanced accuracy", percent(figures["balanced_accuracy"])),
            ("leukaemia: sensitivity", percent(binary["sensitivity"])),
            ("leukaemia: specificity", percent(binary["specificity"])),
            ("leukaemia: area under the ROC curve", "not known" if area is None else f"{area:.4f}"),
            ("expected calibration error", f"{figures['ece']:.3f}"),
            ("sure enough for a class to be named", percent(figures["named"])),
            ("accuracy among those", percent(figures["accuracy_of_named"])),
        ],
    )


def _voters(voters: Figures | None) -> str:
    """Every member beside both kinds of vote, and whether the vote earns its cost; nothing of one member."""
    if not voters or len(voters) <= len(VOTES) + 1:
        return ""
    rows = [
        (VOTES.get(name, name), percent(own["accuracy"]), percent(own["silent"]))
        for name, own in voters.items()
    ]
    single = max(own["accuracy"] for name, own in voters.items() if name not in VOTES)
    gain = POINTS * (voters["soft_vote"]["accuracy"] - single)
    verdict = (
        f"The members' mean is {gain:.1f} points better than the best member alone."
        if gain > 0
        else f"The vote does not earn its cost here: the best member alone is {-gain:.1f} points better."
    )
    head = ("member", "accuracy", "names no class")
    note = "Where most members do not agree, the portal names no class (uncertain)."
    return blocks(table(head, rows), paragraph(verdict, note))


def _with_interval(figures: Figures) -> str:
    return f"{percent(figures['accuracy'])} ({interval(figures['accuracy_interval'])})"


def _by_class(figures: Figures) -> str:
    rows = [
        (
            class_name(slug),
            str(own["n"]),
            f"{percent(own['sensitivity'])} ({interval(own['sensitivity_interval'])})",
            percent(own["specificity"]),
            percent(own["precision"]),
            percent(figures["set_coverage"].get(slug)),
        )
        for slug, own in figures["per_class"].items()
    ]
    return table(("class", "images", "recognised (95 %)", "specificity", "precision", "in its set"), rows)
