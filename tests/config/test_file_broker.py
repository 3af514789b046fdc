"""The broker made of files: what one process writes another reads whole, at whatever moment it looks."""

from __future__ import annotations

import threading
import time
from queue import Empty
from typing import TYPE_CHECKING, Any

import kombu
import pytest

import config
from config import file_broker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def connect(tmp_path: Path) -> Callable[[], Any]:
    options = {
        "data_folder_in": str(tmp_path / "messages"),
        "data_folder_out": str(tmp_path / "messages"),
        "processed_folder": str(tmp_path / "processed"),
        "store_processed": True,
        "control_folder": str(tmp_path / "control"),
    }
    for name in ("messages", "processed", "control"):
        (tmp_path / name).mkdir()
    return lambda: kombu.Connection("filesystem://localhost//", transport_options=options)


def test_the_portal_uses_it() -> None:
    with config.celery_app.connection("filesystem://localhost//") as connection:
        assert isinstance(connection.transport, file_broker.Transport)


class Peeking:
    """Looks for a message while it is being written down itself."""

    def __init__(self, channel: Any) -> None:
        self.channel = channel
        self.saw_nothing = False

    def __json__(self) -> str:
        with pytest.raises(Empty):
            self.channel._get("work")
        self.saw_nothing = True
        return "peeked"


def test_a_message_is_there_whole_or_not_at_all(connect: Callable[[], Any]) -> None:
    writer, reader = connect().channel(), connect().channel()
    peeking = Peeking(reader)
    writer._put("work", {"number": 1, "peeking": peeking})
    assert peeking.saw_nothing
    assert reader._get("work") == {"number": 1, "peeking": "peeked"}


def test_messages_are_read_in_their_order_and_once(connect: Callable[[], Any]) -> None:
    channel = connect().channel()
    for number in range(3):
        channel._put("work", {"number": number})
        time.sleep(0.002)
    assert [channel._get("work")["number"] for _ in range(3)] == [0, 1, 2]
    with pytest.raises(Empty):
        channel._get("work")


def test_bindings_made_at_once_are_all_kept(connect: Callable[[], Any]) -> None:
    def bind(number: int) -> None:
        connect().channel()._queue_bind("work", "", "", f"queue-{number}")

    threads = [threading.Thread(target=bind, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = {bound.queue for bound in connect().channel().get_table("work")}
    assert found == {f"queue-{number}" for number in range(20)}


def test_a_worker_that_waits_for_messages_looks_up_soon(connect: Callable[[], Any]) -> None:
    started = time.monotonic()
    with connect() as connection, connection.SimpleQueue("work"):
        with pytest.raises(TimeoutError):
            connection.drain_events(timeout=60)
        assert time.monotonic() - started < 10
