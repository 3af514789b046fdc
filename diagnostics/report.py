"""The report of a case: what was signed, what it rests on, and apart from it what the model said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from diagnostics import selectors

if TYPE_CHECKING:
    from collections.abc import Collection

    from cases.models import Case, Slide
    from diagnostics.models import Analysis, Diagnosis


class ReportState(StrEnum):
    """How far the case has come, in the words of laboratory reports."""

    PRELIMINARY = "Preliminary"
    FINAL = "Final"
    AMENDED = "Amended"


@dataclass(frozen=True, slots=True)
class Image:
    """A slide with its number in the case, and its latest analysis."""

    number: int
    slide: Slide
    analysis: Analysis | None
    came_later: bool = False
    """Whether the model answered after the signature: who signed has not seen it."""


@dataclass(frozen=True, slots=True)
class Report:
    """`signed` are the signed statements, the one that holds first; drafts are in no report.

    `images` are all that count, `shown` those chosen to be printed.
    """

    case: Case
    signed: list[Diagnosis]
    images: list[Image]
    shown: list[Image]

    @property
    def state(self) -> ReportState:
        """Preliminary before the first signature, amended after the second."""
        if not self.signed:
            return ReportState.PRELIMINARY
        return ReportState.AMENDED if len(self.signed) > 1 else ReportState.FINAL

    @property
    def statement(self) -> Diagnosis | None:
        """What holds now."""
        return self.signed[0] if self.signed else None

    @property
    def earlier(self) -> list[Diagnosis]:
        """What held before, the latest first."""
        return self.signed[1:]

    @property
    def models(self) -> list[Analysis]:
        """One analysis of each model that has answered."""
        answered = [image.analysis for image in self.images if image.analysis and image.analysis.model_sha256]
        return list({(run.model_sha256, run.model_version): run for run in answered}.values())


def write_report(case: Case, chosen: Collection[int] | None = None) -> Report:
    """Gather the report of a case; `chosen` are the numbers of the images to show, None all of them."""
    signed = case.diagnoses.filter(signed_at__isnull=False).select_related("author", "signed_by")
    statements = list(signed.order_by("-signed_at", "-created_at"))
    slides = selectors.current_slides(case)
    images = [_image(place, slide, statements) for place, slide in enumerate(slides, 1)]
    shown = [image for image in images if chosen is None or image.number in chosen]
    return Report(case=case, signed=statements, images=images, shown=shown)


def _image(number: int, slide: Slide, signed: list[Diagnosis]) -> Image:
    run = selectors.current_analysis(slide)
    signed_at = signed[0].signed_at if signed else None
    return Image(
        number,
        slide,
        run,
        came_later=bool(signed_at and run and run.finished_at and run.finished_at > signed_at),
    )
