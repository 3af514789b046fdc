"""The report of a case: what was signed, what it rests on, and apart from it what the model said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from diagnostics.overview import slide_rows

if TYPE_CHECKING:
    from collections.abc import Collection

    from cases.models import Case
    from diagnostics.models import Analysis, Diagnosis
    from diagnostics.overview import SlideRow


class ReportState(StrEnum):
    """How far the case has come, in the words of laboratory reports."""

    PRELIMINARY = "Preliminary"
    FINAL = "Final"
    AMENDED = "Amended"


@dataclass(frozen=True, slots=True)
class Report:
    """`signed` are the signed statements, the one that holds first; drafts are in no report.

    `images` are all that count, `shown` those chosen to be printed.
    """

    case: Case
    signed: list[Diagnosis]
    images: list[SlideRow]
    shown: list[SlideRow]

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
    def late(self) -> list[SlideRow]:
        """Images about which the model answered after the signature: who signed has not seen it."""
        signed_at = self.statement.signed_at if self.statement else None
        runs = [(image, image.analysis.finished_at) for image in self.images if image.analysis]
        return [image for image, at in runs if signed_at and at and at > signed_at]

    @property
    def models(self) -> list[Analysis]:
        """One analysis of each model that has answered."""
        answered = [image.analysis for image in self.images if image.analysis and image.analysis.model_sha256]
        return list({(run.model_sha256, run.model_version): run for run in answered}.values())


def write_report(case: Case, chosen: Collection[int] | None = None) -> Report:
    """Gather the report of a case; `chosen` are the numbers of the images to show, None all of them."""
    signed = case.diagnoses.filter(signed_at__isnull=False).select_related("author", "signed_by")
    images = slide_rows(case)
    shown = [image for image in images if chosen is None or image.number in chosen]
    return Report(case, list(signed.order_by("-signed_at", "-created_at")), images, shown)
