"""Tags for the gallery of white cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from diagnostics.choices import AnalysisStatus
from diagnostics.gallery import cells_of
from diagnostics.inference import NORMAL
from diagnostics.models.analysis import MOST_CELLS
from diagnostics.templatetags.findings import class_name

if TYPE_CHECKING:
    from diagnostics.gallery import GalleryCell
    from diagnostics.models import Analysis

register = template.Library()


@register.simple_tag
def gallery(analysis: Analysis | None) -> list[GalleryCell] | None:
    """The white cells in the order of the gallery; None where the page shows no figures of the model."""
    if analysis is None or analysis.state != AnalysisStatus.SUCCEEDED or not analysis.is_validated:
        return None
    return cells_of(analysis)


@register.filter
def cell_class_name(slug: str) -> str:
    """The name of what a cell looks like; normal is said of the cell, not as a call about the slide."""
    return "Normal white cell" if slug == NORMAL else class_name(slug)


@register.filter
def found_words(cells: list[GalleryCell]) -> str:
    """`12 white cells found`; where there were more than are kept, this is said, too."""
    count = len(cells)
    if count == 1:
        return "1 white cell found"
    if count >= MOST_CELLS:
        return f"{MOST_CELLS} or more white cells found"
    return f"{count} white cells found" if count else "No white cells to show"
