from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.flows.portal import Portal, own_stores, running_portal

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Portal]:
    """A portal with its web server; each test starts the workers that it needs."""
    with own_stores(worker_id) as env, running_portal(tmp_path_factory.mktemp("data"), env) as portal:
        yield portal
