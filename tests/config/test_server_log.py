"""The log of the web server names nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from gunicorn.config import Config

from config.server_log import ServerLog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CANARY = "Kanarienvogel"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return tmp_path / "error.log"


@pytest.fixture
def server_log(written: Path) -> Iterator[ServerLog]:
    settings = Config()
    settings.set("errorlog", str(written))
    log = ServerLog(settings)
    yield log
    for handler in [*log.error_log.handlers]:
        log.error_log.removeHandler(handler)
        handler.close()


def test_a_request_that_breaks_down_is_told_without_its_address(server_log: ServerLog, written: Path) -> None:
    try:
        int(CANARY)
    except ValueError:
        server_log.exception("Error handling request %s %s", "GET", f"/patients/?q={CANARY}")
    server_log.warning(f"Invalid request from ip=10.0.0.7: {CANARY}")
    said = written.read_text()
    assert CANARY not in said
    assert "10.0.0.7" not in said
    assert "builtins.ValueError" in said
    assert "no valid HTTP" in said


def test_the_server_itself_is_told_of(server_log: ServerLog, written: Path) -> None:
    server_log.warning("Worker %s was terminated", 7)
    assert "Worker 7 was terminated" in written.read_text()
