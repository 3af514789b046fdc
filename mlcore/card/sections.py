"""The card's prose: what the model is, what it learned from, when it is silent, what it does not promise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mlcore.card.words import blocks, class_name, paragraph, percent, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlcore.bundle import Bundle, Member

CAPTIONS: Final = {
    "confusion": "Confusion matrix: rows are the true classes, columns the answers.",
    "reliability": "Calibration: the confidence given and the share that was right; numbers count images.",
}
LEARNING: Final = "Learning curves of {}, inner folds; dotted lines mark the epochs that were kept."


def model_section(bundle: Bundle) -> str:
    """What it answers and how it is built."""
    recipe: dict[str, Any] = bundle.data.get("recipe", {})
    classes = ", ".join(class_name(slug) for slug in bundle.classes)
    answer = paragraph(
        f"Of a field of view of a stained smear: the probability of each of {classes};",
        "a prediction set; a map of where the evidence lies; or that it cannot say, with the reason.",
    )
    build = paragraph(
        "Feature maps of several depths are averaged, over the white cells of a field where it says so, and",
        "joined; a multilayer perceptron with weight decay",
        "and dropout answers. Training images are flipped, turned, zoomed, sheared and re-stained",
        f"({recipe.get('copies', 0)} copies of each). Made {bundle.created}.",
    )
    rows = [(member.name, _looks_at(bundle, member), _weights(bundle, member)) for member in bundle.members]
    return blocks(
        "## What it answers", answer, table(("member", "looks at", "backbone weights"), rows), build
    )


def _looks_at(bundle: Bundle, member: Member) -> str:
    if member.crop is None:
        told = bundle.preprocessing.white_cell_rim is not None
        return "the white cells of a field, together" if told else "whole fields, tile by tile"
    return f"single white cells, {member.crop.diameters:g} red-cell diameters wide"


def _weights(bundle: Bundle, member: Member) -> str:
    origin: dict[str, Any] = bundle.data.get("members", {}).get(member.name, {})
    plan: dict[str, Any] | None = origin.get("pretraining")
    if plan is None:
        return f"{member.backbone}, {origin.get('weights', 'not recorded')}"
    told = f"{plan['result']['pictures']} pictures of {plan['folder']}"
    return f"{member.backbone}, {plan['note']} ({told})"


def data_section(bundle: Bundle) -> str:
    """What it was trained on, how that was split, and under which terms."""
    counts: dict[str, int] = bundle.data.get("counts", {})
    split: dict[str, Any] = bundle.data.get("split", {})
    kept = split.get("kept_out_fold")
    rows = [(class_name(slug), str(count)) for slug, count in counts.items()]
    text = paragraph(
        f"Unit of the split: {split.get('unit', 'image')}; overlapping images purged.",
        "No part was kept out." if kept is None else f"Fold {kept} of five was kept out of everything.",
        "Temperature, prediction sets and least confidence were fitted out of fold on",
        f"{split.get('inner_folds', 'several')} inner folds.",
        "Where patients are not known, images of one patient may stand on both sides of a split.",
    )
    counted = table(("class", "images"), [*rows, ("all", str(sum(counts.values())))])
    return blocks("## Training data", counted, text, bundle.data.get("about", ""))


def gate_section(bundle: Bundle) -> str:
    """When it does not answer."""
    limits = bundle.thresholds
    text = paragraph(
        f"An image smaller than {limits.min_side} pixels, out of focus, badly exposed, without a white cell",
        "or unlike a smear is not analysable. A class is named only with a confidence of",
        f"{percent(limits.confidence_min)} or more and when no other class is in the prediction set;",
        "an image unlike the training images, and every bone marrow, is uncertain.",
    )
    gate: Mapping[str, Any] = bundle.figures.get("gate", {})
    rows = [(name, str(own["n"]), percent(own["refused"])) for name, own in gate.items()]
    refused = table(("images that set no limit", "n", "not answered"), rows) if rows else ""
    return blocks("## When it does not answer", text, refused)


def pictures_section(charts: Mapping[str, str]) -> str:
    """The charts with what they show."""
    captions = {name: CAPTIONS.get(name) or LEARNING.format(name.partition("-")[2]) for name in charts}
    shown = [blocks(f"![{captions[name]}]({path})", captions[name]) for name, path in charts.items()]
    return blocks("## Charts", *shown) if shown else ""


def limits_section(bundle: Bundle) -> str:
    """What the figures do not promise."""
    parity: dict[str, dict[str, float]] = bundle.figures.get("parity", {})
    worst = max((value for member in parity.values() for value in member.values()), default=None)
    points = [
        paragraph(
            "- The figures hold for the laboratory, stain, camera and magnification of the training images.",
            "On another microscope answers may be wrong with high confidence until that is measured there.",
        ),
        "- Peripheral blood only. It counts no cells, knows no other disease, and sees one field at a time.",
        "- It is no medical device and has no clinical validation.",
    ]
    if "benign" in bundle.classes:
        points.append(
            "- Benign means hematogones, which by morphology alone often cannot be told from lymphoblasts."
        )
    if worst is not None:
        points.append(
            f"- The exported graph agrees with the trained network to {worst:.0e} (largest difference)."
        )
    return blocks("## Limits", "\n".join(points))
