"""Images and heatmaps, for members of the laboratory alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse
from django.utils.cache import get_conditional_response

from accounts.exceptions import NotFound
from cases import selectors as cases
from diagnostics import selectors

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models.fields.files import FieldFile
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from cases.views.requests import PageRequest


def slide_image(request: PageRequest, pk: UUID) -> HttpResponseBase:
    """The copy of a slide for the screen."""
    return _send(request, cases.slide(request.user, pk).display, "image/jpeg")


def slide_thumbnail(request: PageRequest, pk: UUID) -> HttpResponseBase:
    """The small copy of a slide."""
    return _send(request, cases.slide(request.user, pk).thumbnail, "image/jpeg")


def analysis_heatmap(request: PageRequest, pk: UUID) -> HttpResponseBase:
    """The heatmap of an analysis: 8-bit grey, of the slide's size."""
    return _send(request, selectors.analysis(request.user, pk).heatmap, "image/png")


def _send(request: HttpRequest, file: FieldFile, content_type: str) -> HttpResponseBase:
    """Stream a stored file; it never changes under its name, and the browser asks again each time."""
    if not file:
        raise NotFound
    etag = f'"{file.name}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            response = FileResponse(file.open("rb"), content_type=content_type)
        except FileNotFoundError as error:
            raise NotFound from error
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response
