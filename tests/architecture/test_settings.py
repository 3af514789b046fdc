"""The settings of each place, read in a process of their own as the place itself reads them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SHOW = "from django.conf import settings; print(settings.{name})"


def _setting(name: str, place: str, checkout: Path, data: Path, **env: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SHOW.format(name=name)],
        cwd=checkout,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": f"config.settings.{place}",
            "LEUKOSCOPE_DATA": str(data),
            **env,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("place", ["embedded", "test"])
def test_debug_is_never_on(place: str, checkout: Path, tmp_path: Path) -> None:
    assert _setting("DEBUG", place, checkout, tmp_path) == "False"


def test_the_embedded_portal_is_reached_over_loopback_only(checkout: Path, tmp_path: Path) -> None:
    hosts = _setting("ALLOWED_HOSTS", "embedded", checkout, tmp_path)
    assert set(hosts.strip("[]").replace("'", "").split(", ")) <= {"127.0.0.1", "localhost", "[::1]", "[::1"}


def test_the_embedded_key_is_kept_and_closed_to_others(checkout: Path, tmp_path: Path) -> None:
    first = _setting("SECRET_KEY", "embedded", checkout, tmp_path)
    assert len(first) >= 50
    assert _setting("SECRET_KEY", "embedded", checkout, tmp_path) == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_the_environment_chooses_database_and_broker(checkout: Path, tmp_path: Path) -> None:
    postgres = {"DATABASE_URL": "postgres://portal@127.0.0.1:5432/portal"}
    assert "sqlite3" in _setting("DATABASES", "embedded", checkout, tmp_path)
    assert "postgresql" in _setting("DATABASES", "embedded", checkout, tmp_path, **postgres)
    redis = {"REDIS_URL": "redis://127.0.0.1:6379/0"}
    assert _setting("CELERY_BROKER_URL", "embedded", checkout, tmp_path).startswith("filesystem://")
    assert _setting("CELERY_BROKER_URL", "embedded", checkout, tmp_path, **redis) == redis["REDIS_URL"]
