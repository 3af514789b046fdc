"""Pictures on their way out: copies and heatmaps that the worker made, for looking at and nothing else."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from django.http import FileResponse
from django.utils.cache import get_conditional_response

from accounts.exceptions import NotFound
from cases.exceptions import StorageUnavailable

if TYPE_CHECKING:
    from django.db.models.fields.files import FieldFile
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


def deliver(request: HttpRequest, stored: FieldFile) -> HttpResponseBase:
    """Stream a stored picture, or say that the caller has it already.

    A picture never changes under its name, so the name is its ETag; caches ask each time, since rights may
    change. Raises NotFound while there is none, StorageUnavailable where the store does not give it.
    """
    if not stored:
        raise NotFound("There is no such picture (yet). Look at the status of the analysis.")
    etag = f'"{stored.name}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = _stream(stored)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _stream(stored: FieldFile) -> FileResponse:
    try:
        content = stored.open("rb")
    except OSError as error:
        raise StorageUnavailable("The picture cannot be read just now. Try again later.") from error
    return FileResponse(content, filename=PurePath(stored.name or "").name)
