"""Files on their way in: the larger ones wait in a folder of the data, which may be full or gone."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.core.files import uploadhandler

from cases.exceptions import StorageUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.files.uploadedfile import UploadedFile


class TemporaryFileUploadHandler(uploadhandler.TemporaryFileUploadHandler):
    """Django's own, which refuses where the folder does not take the bytes. Raises StorageUnavailable."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Make the file."""
        with _refusing():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Write a part of it."""
        with _refusing():
            return super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Write what is left of it."""
        with _refusing():
            return super().file_complete(file_size)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageUnavailable from error
