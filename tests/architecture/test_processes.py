"""What the running processes have loaded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

TRAINING_ONLY = ["tensorflow", "keras", "tf2onnx", "scipy", "matplotlib"]
SCRIPT = """
import importlib, json, sys
{load}
print(json.dumps([name for name in {names!r} if name in sys.modules]))
"""
WEB = "import config.wsgi; from django.urls import get_resolver; get_resolver().url_patterns"
WORKER = "import config.celery; config.celery.app.loader.import_default_modules(); import diagnostics.tasks"
SWEEPER = "import config.wsgi; import diagnostics.management.commands.sweep"


@pytest.mark.parametrize("load", [WEB, WORKER, SWEEPER], ids=["web", "worker", "sweeper"])
def test_a_serving_process_loads_nothing_that_only_training_needs(
    load: str, checkout: Path, tmp_path: Path
) -> None:
    script = SCRIPT.format(load=load, names=TRAINING_ONLY)
    env = {
        **os.environ,
        "LEUKOSCOPE_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
    }
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=checkout, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []
