"""The file broker keeps every message it has read; nobody needs them, and they would fill the disk."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.conf import settings

KEEP_SECONDS: Final = 60.0


def purge() -> int:
    """Remove read messages that are older than a minute; how many there were. Other brokers keep none."""
    folder = settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("processed_folder")
    if folder is None or not Path(folder).is_dir():
        return 0
    oldest = time.time() - KEEP_SECONDS
    removed = 0
    for path in Path(folder).iterdir():
        # Two sweepers may meet at the same file.
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest:
                path.unlink()
                removed += 1
    return removed
