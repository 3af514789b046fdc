"""From what the members see to what is said: refused, uncertain, or a class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mlcore.findings import Finding, LocatedCell, Outcome, Reason, ReasonCode
from mlcore.serving.fields import describe_tiles
from mlcore.serving.gate import doubts, refusals
from mlcore.serving.voting import decide

if TYPE_CHECKING:
    from mlcore.findings import ModelIdentity
    from mlcore.serving.clock import Clock
    from mlcore.serving.look import Look

PERIPHERAL_BLOOD: Final = "peripheral_blood"
HEAT_ON_CELLS: Final = 1.2
"""Heat in white cells, relative to the whole picture's, below which a heatmap explains nothing."""


def answer(look: Look, model: ModelIdentity, specimen: str, clock: Clock) -> Finding:
    """Finding about a picture of that kind of specimen."""
    limits, found = look.bundle.thresholds, bool(look.cells.white)
    told = look.bundle.preprocessing.white_cell_rim is not None
    refused = refusals(limits, look.quality.measures, look.distance, cells=found, told=told)
    if refused:
        said: dict[str, Any] = {"outcome": Outcome.NOT_ANALYSABLE, "reasons": _worded(refused)}
    else:
        said = _call(look, specimen, clock)
    return Finding(
        model=model,
        leukaemia_probability=look.leukaemia_probability,
        quality=_measures(look),
        cells=_cells(look),
        milliseconds=clock.stop(),
        **said,
    )


def _call(look: Look, specimen: str, clock: Clock) -> dict[str, Any]:
    """What is said of a field that can be read."""
    probabilities = look.probabilities
    verdict = decide(look.bundle, probabilities, look.votes)
    unsure = [*doubts(look), *verdict.doubts]
    if specimen != PERIPHERAL_BLOOD:
        unsure.insert(0, ReasonCode.SPECIMEN_NOT_VALIDATED)
    label = None if unsure else verdict.label
    heatmap = look.heatmap(max(probabilities, key=probabilities.__getitem__))
    beware = [ReasonCode.HEATMAP_NOT_RELIABLE] if look.heat_on_cells(heatmap) < HEAT_ON_CELLS else []
    clock.lap("heatmap")
    return {
        "outcome": Outcome.CLASSIFIED if label else Outcome.UNCERTAIN,
        "reasons": _worded([*unsure, *beware]),
        "label": label,
        "confidence": probabilities[label] if label else None,
        "probabilities": probabilities,
        "prediction_set": verdict.prediction_set,
        "votes": look.votes,
        "tiles": _tiles(look),
        "heatmap": heatmap,
    }


def _worded(codes: list[ReasonCode]) -> list[Reason]:
    return [Reason.of(code) for code in codes]


def _measures(look: Look) -> dict[str, float]:
    measures = {**look.quality.measures, "distance": round(look.distance, 5)}
    if look.cells.ruler is not None:
        measures["red_cell_diameter"] = round(look.cells.ruler.diameter, 2)
    if look.normal is not None:
        measures["normal_cells"] = round(look.normal, 5)
    return measures


def _cells(look: Look) -> list[LocatedCell]:
    """All white cells that were found; those that were judged with what was said of them."""
    judged = look.judged
    place = {id(cell): index for index, cell in enumerate(judged.cells)} if judged else {}
    return [
        LocatedCell(
            x=cell.x,
            y=cell.y,
            width=cell.width,
            height=cell.height,
            cut=cell.cut,
            probabilities=judged.shares(place[id(cell)]) if judged and id(cell) in place else None,
        )
        for cell in look.cells.white
    ]


def _tiles(look: Look) -> list[dict[str, Any]]:
    """Places and probabilities of the tiles of a field of several."""
    if len(look.outputs.corners) == 1:
        return []
    scale = look.size[0] / look.outputs.size[0]
    return describe_tiles(look.outputs, look.bundle.classes, look.bundle.preprocessing.tile.size, scale)
