from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from diagnostics.demo import laboratory

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True, scope="session")
def drawn_once() -> Iterator[None]:
    """Every load of the demo draws the same pictures; here each is drawn once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(laboratory, "draw_slide", cache(laboratory.draw_slide))
        yield
