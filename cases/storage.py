"""The image store on a disk: bytes reach the disk before a row points at them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.storage import FileSystemStorage

if TYPE_CHECKING:
    from django.core.files.base import File


class DurableFileSystemStorage(FileSystemStorage):
    """Django's store plus fsync of the file and of its folder.

    Django flushes nothing: after a power cut a committed row could point at an empty file.
    """

    def _save(self, name: str, content: File[bytes]) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]  # Django's hook, left out of its types
        path = Path(self.path(saved))
        _sync(path)
        _sync(path.parent)
        return saved


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
