"""Images and heatmaps, for members of the laboratory alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases import selectors as cases
from diagnostics import selectors
from diagnostics.delivery import deliver

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase

    from cases.views.requests import PageRequest


def slide_image(request: PageRequest, pk: UUID) -> HttpResponseBase:
    """The copy of a slide for the screen."""
    return deliver(request, cases.slide(request.user, pk).display)


def slide_thumbnail(request: PageRequest, pk: UUID) -> HttpResponseBase:
    """The small copy of a slide."""
    return deliver(request, cases.slide(request.user, pk).thumbnail)


def analysis_heatmap(request: PageRequest, pk: UUID) -> HttpResponseBase:
    """The heatmap of an analysis: 8-bit grey, of the slide's size."""
    return deliver(request, selectors.analysis(request.user, pk).heatmap)
