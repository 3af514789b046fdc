"""What the model says of a whole case, summed up over its slides without adding a claim of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from diagnostics.choices import AnalysisStatus, Outcome
from diagnostics.selectors import current_analysis, current_slides

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cases.models import Case, Slide
    from diagnostics.models import Analysis


@dataclass(frozen=True, slots=True)
class CaseOverview:
    """Counts of slides by what came of them.

    `call` is the class that every analysable slide was given, `confidence` the lowest of theirs; both are
    empty where there is none, where a slide is uncertain, or where slides were given different classes.
    """

    slides: int
    pending: int
    failed: int
    uncertain: int
    not_analysable: int
    classes: dict[str, int]
    call: str
    confidence: float | None

    @property
    def disagree(self) -> bool:
        """Whether slides were given different classes."""
        return len(self.classes) > 1

    @property
    def counts(self) -> dict[str, int]:
        """How many slides came to what: classes first, then `uncertain`, `not_analysable`, `failed`."""
        words = ("uncertain", "not_analysable", "failed")
        return self.classes | {word: count for word in words if (count := getattr(self, word))}

    @property
    def word(self) -> str:
        """One slug for a badge: pending, classified, mixed, uncertain, not_analysable, failed or none."""
        if self.pending:
            return "pending"
        if len(self.counts) > 1:
            return "mixed"
        return "classified" if self.classes else next(iter(self.counts), "none")


def case_overview(case: Case) -> CaseOverview:
    """Sum up the current slides of a case; makes no query where `worklist` has fetched them."""
    slides = current_slides(case)
    runs = [run for slide in slides if (run := current_analysis(slide)) is not None]
    outcomes = Counter(run.outcome for run in runs if run.outcome)
    classified = [run for run in runs if run.outcome == Outcome.CLASSIFIED]
    classes = Counter(run.label for run in classified)
    alike = len(classes) == 1 and not outcomes[Outcome.UNCERTAIN]
    call = classified[0].label if alike else ""
    return CaseOverview(
        slides=len(slides),
        pending=sum(run.state.is_open for run in runs),
        failed=sum(run.status == AnalysisStatus.FAILED for run in runs),
        uncertain=outcomes[Outcome.UNCERTAIN],
        not_analysable=outcomes[Outcome.NOT_ANALYSABLE],
        classes=dict(classes),
        call=call,
        confidence=_lowest(classified) if call else None,
    )


def _lowest(runs: Iterable[Analysis]) -> float | None:
    return min((run.confidence for run in runs if run.confidence is not None), default=None)


@dataclass(frozen=True, slots=True)
class SlideRow:
    """A slide with its place in the case, from 1, and its latest analysis."""

    number: int
    slide: Slide
    analysis: Analysis | None

    @property
    def is_moving(self) -> bool:
        """Whether an answer is still to come."""
        return self.analysis is not None and self.analysis.state.is_open


def slide_rows(case: Case) -> list[SlideRow]:
    """The slides of a case that count, in their order."""
    slides = current_slides(case)
    return [SlideRow(place, slide, current_analysis(slide)) for place, slide in enumerate(slides, 1)]
