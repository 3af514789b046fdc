from __future__ import annotations

import os
from typing import TYPE_CHECKING

from diagnostics.services import spent_messages

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings


def test_read_messages_are_cleared_away_after_a_minute(tmp_path: Path, settings: Settings) -> None:
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"processed_folder": str(tmp_path)}
    old, new = tmp_path / "old.msg", tmp_path / "new.msg"
    for path in (old, new):
        path.write_text("{}")
    os.utime(old, (0, 0))
    assert spent_messages.purge() == 1
    assert [path.name for path in tmp_path.iterdir()] == ["new.msg"]


def test_other_brokers_have_nothing_to_clear(settings: Settings) -> None:
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {}
    assert spent_messages.purge() == 0
