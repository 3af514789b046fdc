from __future__ import annotations

import stat
import threading
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import folders

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_is_made_whole_and_closed_to_others(tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    folders.prepare(data)
    made = [data, *(path for path in data.rglob("*") if path.is_dir())]
    assert {str(path.relative_to(data)) for path in made} >= {
        "media",
        "uploads",
        "broker/messages",
        "broker/processed",
        "broker/control",
        "logs",
    }
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o700}


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(ImproperlyConfigured, match="cannot be written"):
        folders.prepare(blocked / "data")


def test_the_key_is_drawn_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    key = folders.secret_key(tmp_path)
    assert len(key) >= 50
    assert folders.secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_an_empty_key_file_is_filled(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("\n")
    key = folders.secret_key(tmp_path)
    assert len(key) >= 50
    assert folders.secret_key(tmp_path) == key


def test_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    begin = threading.Barrier(8)
    keys: list[str] = []

    def start() -> None:
        begin.wait()
        keys.append(folders.secret_key(tmp_path))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
