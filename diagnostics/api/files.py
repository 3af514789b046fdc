"""Pictures on the API."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from django.http import FileResponse

from accounts.exceptions import NotFound
from cases.exceptions import StorageUnavailable

if TYPE_CHECKING:
    from django.db.models.fields.files import FieldFile


def picture(stored: FieldFile) -> FileResponse:
    """Return a picture that the worker made, for looking at: it may run nothing and is not kept.

    Raises NotFound while there is none, StorageUnavailable where the store has lost it or does not answer.
    """
    if not stored:
        raise NotFound("There is no such picture (yet). Look at the status of the analysis.")
    try:
        content = stored.open("rb")
    except OSError as error:
        raise StorageUnavailable("The picture cannot be read just now. Try again later.") from error
    response = FileResponse(content, filename=PurePath(stored.name or "").name)
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
