"""The checks that run before the tests, cheapest first; pre-commit calls the same ones by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from launcher.places import PYTHON, VENV

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Check:
    """One command that has to succeed."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)


# Values of the right form: nothing is connected to.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "DATABASE_URL": "postgres://portal@127.0.0.1:5432/portal",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "LEUKOSCOPE_ALLOWED_HOSTS": "portal.example.org",
    "LEUKOSCOPE_SECRET_KEY": "a-long-key-that-only-this-check-uses-0123456789-abcdefghijklmnop",
}
TEST = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}


def all_checks(scratch: str) -> list[Check]:
    """Every check; `scratch` is a folder for whatever a command wants to write."""
    data = {"LEUKOSCOPE_DATA": scratch}
    manage = [str(PYTHON), "manage.py"]
    return [
        Check("format", [_tool("ruff"), "format", "--check", "--output-format=concise", "."]),
        Check("lint", [_tool("ruff"), "check", "--output-format=concise", "."]),
        Check("imports", [_tool("lint-imports"), "--no-cache"]),
        Check("templates", [_tool("djlint"), "--lint", "--quiet", "templates"]),
        Check("spelling", [_tool("codespell")]),
        Check("dependencies", [_tool("deptry"), "."]),
        Check("types", [_tool("mypy")]),
        Check("deploy", [*manage, "check", "--deploy", "--fail-level", "WARNING"], {**PRODUCTION, **data}),
        Check("migrations", [*manage, "makemigrations", "--check", "--dry-run"], {**TEST, **data}),
    ]


def _tool(name: str) -> str:
    return str(VENV / "bin" / name)
