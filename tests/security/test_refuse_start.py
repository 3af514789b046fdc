"""A server that would be unsafe does not start, and says why."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = "kX7-_Qm2vB9zLrT4wYc8NfHs6JpDgEa1uRi5oVxC3bZtWqMn"
SAFE = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "LEUKOSCOPE_SECRET_KEY": KEY + "+more",
    "LEUKOSCOPE_ALLOWED_HOSTS": "smears.example.org",
    "DATABASE_URL": "postgres://portal:secret@127.0.0.1:5432/leukoscope",
}


def start(code: str = "import django; django.setup()", **changes: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    given = {name: value for name, value in {**SAFE, **changes}.items() if value}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**kept, **given},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def last_line(run: subprocess.CompletedProcess[str]) -> str:
    return run.stderr.strip().rpartition("\n")[2]


def test_a_safe_server_starts(tmp_path: Path) -> None:
    run = start(LEUKOSCOPE_DATA=str(tmp_path))
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"DEBUG": "1"}, "Production does not run with DEBUG"),
        ({"DJANGO_DEBUG": "true"}, "Production does not run with DEBUG"),
        ({"LEUKOSCOPE_SECRET_KEY": ""}, "LEUKOSCOPE_SECRET_KEY is not set"),
        ({"LEUKOSCOPE_SECRET_KEY": "short"}, "LEUKOSCOPE_SECRET_KEY is too easy to guess"),
        ({"LEUKOSCOPE_SECRET_KEY": "ab" * 40}, "LEUKOSCOPE_SECRET_KEY is too easy to guess"),
        ({"LEUKOSCOPE_SECRET_KEY": "django-insecure-" + KEY}, "LEUKOSCOPE_SECRET_KEY is too easy to guess"),
        ({"LEUKOSCOPE_ALLOWED_HOSTS": ""}, "LEUKOSCOPE_ALLOWED_HOSTS is not set"),
        ({"LEUKOSCOPE_ALLOWED_HOSTS": "*"}, "must not hold *"),
        ({"LEUKOSCOPE_ALLOWED_HOSTS": "smears.example.org, *.example.org"}, "must not hold *"),
        ({"DATABASE_URL": "mysql://root@127.0.0.1/x"}, "DATABASE_URL cannot be used"),
        ({"DATABASE_URL": "postgres://"}, "DATABASE_URL cannot be used"),
        ({"DATABASE_URL": "postgres://a:b@host:port/x"}, "DATABASE_URL cannot be used"),
        ({"REDIS_URL": "http://127.0.0.1"}, "REDIS_URL cannot be used"),
        ({"LEUKOSCOPE_IDLE_MINUTES": "0"}, "LEUKOSCOPE_IDLE_MINUTES is '0': set it to a number of minutes"),
        ({"LEUKOSCOPE_IDLE_MINUTES": "soon"}, "LEUKOSCOPE_IDLE_MINUTES is 'soon'"),
        ({"LEUKOSCOPE_BEHIND_PROXY": "perhaps"}, "LEUKOSCOPE_BEHIND_PROXY is 'perhaps'"),
        ({"LEUKOSCOPE_TIME_ZONE": "Berlin"}, "LEUKOSCOPE_TIME_ZONE is 'Berlin'"),
        ({"LEUKOSCOPE_TIME_ZONE": "../etc/passwd"}, "LEUKOSCOPE_TIME_ZONE is '../etc/passwd'"),
        ({"LEUKOSCOPE_PRECISION": "fp8"}, "LEUKOSCOPE_PRECISION is 'fp8'"),
        ({"LEUKOSCOPE_DATA": __file__}, "which is a file: name a folder"),
    ],
)
def test_an_unsafe_server_does_not_start(tmp_path: Path, changes: dict[str, str], sentence: str) -> None:
    run = start(**{"LEUKOSCOPE_DATA": str(tmp_path), **changes})
    assert run.returncode != 0
    assert sentence in last_line(run)
    for secret in (changes.get("LEUKOSCOPE_SECRET_KEY"), changes.get("DATABASE_URL")):
        assert not secret or secret == "postgres://" or secret not in last_line(run)


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    changes = {"DEBUG": "1", "LEUKOSCOPE_SECRET_KEY": "", "LEUKOSCOPE_ALLOWED_HOSTS": "*"}
    said = last_line(start(LEUKOSCOPE_DATA=str(tmp_path), **changes))
    assert all(name in said for name in ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS"))


def test_the_demo_accounts_are_not_let_out(tmp_path: Path) -> None:
    (tmp_path / "demo_accounts").write_text("technician x\n")
    run = start(LEUKOSCOPE_DATA=str(tmp_path))
    assert run.returncode != 0
    assert "holds the demo accounts" in last_line(run)


def test_sqlite_in_production_is_warned_of(tmp_path: Path) -> None:
    run = start(LEUKOSCOPE_DATA=str(tmp_path), DATABASE_URL="")
    assert run.returncode == 0
    assert "DATABASE_URL is not set" in run.stderr


def test_the_embedded_settings_stay_on_this_machine(tmp_path: Path) -> None:
    embedded = {"DJANGO_SETTINGS_MODULE": "config.settings.embedded", "LEUKOSCOPE_DATA": str(tmp_path)}
    run = start(**embedded)
    assert run.returncode != 0
    assert "serve this machine only" in last_line(run)
    hosts = "from django.conf import settings; print(settings.ALLOWED_HOSTS)"
    assert start(hosts, **embedded, LEUKOSCOPE_ALLOWED_HOSTS="").stdout.strip() == str(
        ["127.0.0.1", "localhost", "[::1]"]
    )


def test_the_deployment_check_of_django_finds_nothing(tmp_path: Path) -> None:
    check = (
        "import django; django.setup(); from django.core.management import call_command;"
        "call_command('check', '--deploy', '--fail-level', 'WARNING')"
    )
    run = start(check, LEUKOSCOPE_DATA=str(tmp_path))
    assert (run.returncode, run.stderr.count("WARNINGS")) == (0, 0), run.stderr
