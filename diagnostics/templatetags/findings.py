"""Tags that put into words what the model and the pathologist say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import template

from diagnostics.choices import DiagnosisLabel, Outcome
from diagnostics.inference import DECISION_SUPPORT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cases.models import Slide
    from diagnostics.models import Analysis
    from diagnostics.overview import CaseOverview, SlideRow

register = template.Library()

_NEARLY_ONE: Final = 0.9995
_NEARLY_ZERO: Final = 0.0005
_CONFIDENCE_WORDS: Final = ((0.95, "high"), (0.8, "moderate"), (0.0, "low"))


@register.inclusion_tag("components/probabilities.html")
def probabilities(analysis: Analysis) -> dict[str, Any]:
    """One bar per class, always in the same order."""
    values: dict[str, float] = analysis.probabilities or {}
    rows = sorted(values.items(), key=lambda row: _place(row[0]))
    top = max(values, key=values.__getitem__, default="")
    return {"rows": [(slug, value, f"{value * 100:.1f}%", slug == top) for slug, value in rows]}


@register.simple_tag
def decision_support() -> str:
    """The sentence that stands wherever a result of the model is shown."""
    return DECISION_SUPPORT


@register.simple_tag
def case_set(rows: Iterable[SlideRow]) -> list[str]:
    """The classes that the model leaves possible on at least one slide, in the usual order."""
    runs = [row.analysis for row in rows if row.analysis and row.analysis.is_calibrated]
    possible = {slug for run in runs for slug in run.prediction_set or []}
    return sorted(possible, key=_place)


@register.simple_tag
def result_words(analysis: Analysis) -> str:
    """The sentence under the model's call."""
    match analysis.outcome:
        case Outcome.CLASSIFIED:
            word = confidence_word(analysis.confidence).capitalize()
            return f"{word} confidence, {percent(analysis.confidence)}."
        case Outcome.UNCERTAIN:
            return "The model names no class."
        case Outcome.NOT_ANALYSABLE:
            return "The model gives no answer for this image."
        case _:
            return analysis.error or "No answer yet."


@register.simple_tag
def analysis_top(analysis: Analysis | None) -> str:
    """The name of the class that the heatmap is about: the most probable one."""
    values: dict[str, float] = (analysis and analysis.is_validated and analysis.probabilities) or {}
    return class_name(max(values, key=values.__getitem__)) if values else ""


@register.simple_tag
def viewer_message(slide: Slide, analysis: Analysis | None) -> str:
    """What stands in the viewer instead of a picture."""
    if slide.display:
        return ""
    if analysis is not None and analysis.state.is_open:
        return "The picture appears as soon as the worker has prepared it."
    return "There is no picture of this slide: the file could not be decoded."


@register.filter
def measures(analysis: Analysis) -> list[tuple[str, str]]:
    """The quality measures with readable names, and numbers of four digits at most."""
    values: dict[str, float] = analysis.quality or {}
    return [(name.replace("_", " ").capitalize(), f"{value:.4g}") for name, value in values.items()]


@register.filter
def other_counts(overview: CaseOverview) -> list[tuple[str, int]]:
    """How many slides have no class, by why; nothing where there is none."""
    counts = [
        ("Uncertain", overview.uncertain),
        ("Not analysable", overview.not_analysable),
        ("Analysis failed", overview.failed),
        ("Still being analysed", overview.pending),
    ]
    return [(words, count) for words, count in counts if count]


@register.filter
def class_name(slug: str) -> str:
    """The name of a class or call as people write it."""
    return (
        str(DiagnosisLabel(slug).label)
        if slug in DiagnosisLabel.values
        else slug.replace("_", " ").capitalize()
    )


@register.filter
def percent(value: float | None) -> str:
    """`97.2 %`; never rounded to certainty."""
    if value is None:
        return "-"
    if value >= _NEARLY_ONE:
        return ">\N{NO-BREAK SPACE}99.9\N{NO-BREAK SPACE}%"
    if value < _NEARLY_ZERO:
        return "<\N{NO-BREAK SPACE}0.1\N{NO-BREAK SPACE}%"
    return f"{value * 100:.1f}\N{NO-BREAK SPACE}%"


@register.filter
def confidence_word(value: float | None) -> str:
    """`high`, `moderate` or `low`."""
    return "" if value is None else next(word for least, word in _CONFIDENCE_WORDS if value >= least)


def _place(slug: str) -> tuple[int, str]:
    """The place of a class in every list of classes; unknown ones stand last."""
    known = DiagnosisLabel.values
    return (known.index(slug) if slug in known else len(known), slug)
