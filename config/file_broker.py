"""The broker made of files, written so that nobody ever reads half of one.

Celery's own opens a file under its final name and then fills it. A worker that looks in between reads
nothing, cannot make sense of it, and ends.
"""

from __future__ import annotations

import fcntl
import os
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kombu.transport import filesystem
from kombu.utils.json import dumps

if TYPE_CHECKING:
    from kombu import Connection

LONGEST_WAIT: Final = 0.25


class Channel(filesystem.Channel):
    """Gives a file its name once it is whole."""

    def _put(self, queue: str, payload: dict[str, Any], **_kwargs: Any) -> None:  # type: ignore[override]
        name = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        _write_whole(Path(self.data_folder_out) / name, dumps(payload))

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str) -> None:
        self.control_folder.mkdir(exist_ok=True)
        with (self.control_folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            bound = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
            table = self.get_table(exchange)  # refuses a name that would lead out of the folder
            if bound not in table:
                _write_whole(self.control_folder / f"{exchange}.exchange", dumps([bound, *table]))


class Transport(filesystem.Transport):
    """The same broker with the channel above. It never waits long, so that a worker soon hears of its end."""

    Channel = Channel

    def drain_events(self, connection: Connection, timeout: float | None = None, **_kwargs: Any) -> None:
        """Wait for a message for a moment, however long the caller would."""
        super().drain_events(connection, timeout=min(timeout or LONGEST_WAIT, LONGEST_WAIT))


def _write_whole(path: Path, text: str) -> None:
    """Write under a hidden name, which no reader takes for a message, then give the file its own."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{uuid.uuid4().hex}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
