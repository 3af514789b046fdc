"""What several tests of the model library share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mlcore.serving import Classifier
from tests.mlcore.tiny_bundle import build_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def tiny_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a bundle with a tiny random network that refuses nothing. Not to be changed."""
    return build_tiny_bundle(tmp_path_factory.mktemp("bundle") / "tiny")


@pytest.fixture(scope="session")
def tiny_classifier(tiny_bundle: Path) -> Classifier:
    return Classifier.load(tiny_bundle)
