"""What every test may ask for, and one line at the end for what this machine lacks."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
IMAGE_SETS = ROOT.parent / "shared" / "data"

# Time is no measure here: a loaded machine draws its examples slowly and is still right.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs an image set that does not stand beside the checkout."""
    for item in items:
        for marker in item.iter_markers("needs_data"):
            for name in marker.args or ("",):
                if not (IMAGE_SETS / name).is_dir():
                    item.add_marker(pytest.mark.skip(reason=f"no image set at {IMAGE_SETS / name}"))


@pytest.fixture(scope="session")
def image_sets() -> Path:
    """The folder of the image sets; for tests marked `needs_data`."""
    return IMAGE_SETS


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def drawn_smear() -> Callable[..., bytes]:
    """Draws the file of a smear: `drawn_smear(seed, size=(width, height), kind=..., image_format="JPEG")`."""
    from diagnostics.demo.drawing import draw_smear, encode  # noqa: PLC0415 - only where it is asked for

    def draw(
        seed: int = 1, *, size: tuple[int, int] = (224, 224), kind: str = "normal", image_format: str = "JPEG"
    ) -> bytes:
        return encode(draw_smear(seed, size=size, kind=kind), image_format)

    return draw


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the machine's Chromium; bin/test finds or fetches one and names it in the environment."""
    path = os.environ.get("LEUKOSCOPE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.skip("no Chromium on this machine")
    return path
