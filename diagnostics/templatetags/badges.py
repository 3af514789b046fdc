"""Tags that say in one word where something stands, with an icon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django import template
from django.utils import timezone
from django.utils.html import format_html

from cases.choices import CaseStatus, Priority
from diagnostics.choices import AnalysisStatus, DiagnosisLabel, Outcome
from diagnostics.templatetags.findings import class_name
from diagnostics.templatetags.ui import exactly, icon, span
from diagnostics.turnaround import Pace, turnaround

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.safestring import SafeString

    from cases.models import Case
    from diagnostics.models import Analysis
    from diagnostics.overview import CaseOverview

register = template.Library()


class Badge(NamedTuple):
    """A word, its icon and the tone that repeats it. `live`: something is going on."""

    word: str
    symbol: str
    tone: str = ""
    live: bool = False

    def context(self) -> dict[str, Any]:
        """What components/badge.html reads."""
        return self._asdict()


_CASE: Final = {
    CaseStatus.REGISTERED: Badge("Registered", "registered"),
    CaseStatus.ANALYSING: Badge("Analysing", "running", live=True),
    CaseStatus.AWAITING_REVIEW: Badge("Awaiting review", "eye", "accent"),
    CaseStatus.SIGNED_OUT: Badge("Signed out", "check-circle", "done"),
    CaseStatus.AMENDED: Badge("Amended", "amend", "done"),
}
_ANALYSIS: Final = {
    AnalysisStatus.QUEUED: Badge("Waiting", "clock"),
    AnalysisStatus.RUNNING: Badge("Analysing", "running", live=True),
    AnalysisStatus.FAILED: Badge("Failed", "error", "danger"),
}
_OUTCOME: Final = {
    Outcome.UNCERTAIN: Badge("Uncertain", "question", "attention"),
    Outcome.NOT_ANALYSABLE: Badge("Not analysable", "ban"),
}
_OVERVIEW: Final = {
    "pending": Badge("Analysing", "running", live=True),
    "uncertain": _OUTCOME[Outcome.UNCERTAIN],
    "not_analysable": _OUTCOME[Outcome.NOT_ANALYSABLE],
    "failed": _ANALYSIS[AnalysisStatus.FAILED],
}
_PRIORITY: Final = {
    Priority.STAT: Badge("STAT", "stat", "solid"),
    Priority.ROUTINE: Badge("Routine", "minus", "plain"),
}


@register.inclusion_tag("components/badge.html")
def case_status(status: str) -> dict[str, Any]:
    """Where the case stands."""
    return _CASE[CaseStatus(status)].context()


@register.inclusion_tag("components/badge.html")
def priority(value: str) -> dict[str, Any]:
    """How soon the case must be read."""
    return _PRIORITY[Priority(value)].context()


@register.simple_tag(takes_context=True)
def clock(context: Mapping[str, Any], case: Case) -> SafeString | str:
    """`due in 20 min` or `late by 2 h`, with its sign; nothing while there is time enough."""
    found = turnaround(case, context["user"].laboratory)
    if found is None or found.pace is Pace.IN_TIME:
        return ""
    left = (found.due - timezone.now()).total_seconds()
    return format_html(
        '<span class="turnaround is-{}">{}<time datetime="{}" title="{}" data-clock="due">{}</time></span>',
        found.pace,
        icon("clock" if found.pace is Pace.SOON else "alert"),
        found.due.isoformat(),
        exactly(found.due),
        f"due in {span(left)}" if left > 0 else f"late by {span(-left)}",
    )


@register.inclusion_tag("components/call.html")
def overview_call(overview: CaseOverview) -> dict[str, Any]:
    """The model's call on a case in one line; what the slides differ in is counted, never left out."""
    if badge := _OVERVIEW.get(overview.word):
        return badge.context()
    if overview.word == "mixed":
        counts = [f"{count} {_in_line(slug)}" for slug, count in overview.counts.items()]
        return {"mixed": ", ".join(counts), "confidence": overview.confidence}
    return {"slug": overview.call, "confidence": overview.confidence}


def _in_line(slug: str) -> str:
    """A class, an outcome or `failed` as it stands behind a number."""
    return class_name(slug) if slug in DiagnosisLabel.values else slug.replace("_", " ")


@register.inclusion_tag("components/call.html")
def analysis_call(analysis: Analysis | None) -> dict[str, Any]:
    """The model's call on a slide in one line: a class, or the badge of an outcome or a status."""
    if analysis is None:
        return {}
    badge = _OUTCOME.get(Outcome(analysis.outcome)) if analysis.outcome else _ANALYSIS.get(analysis.state)
    if badge:
        return badge.context()
    return {"slug": analysis.label, "confidence": analysis.confidence}
